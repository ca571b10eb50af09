using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

/// <summary>An inventory that several workers write.</summary>
public sealed class InventoryJobScenarios
{
    const int Objects = 6500;

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Workers_write_one_inventory_with_the_rows_of_a_single_run(string format)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene);
        string job = scene.Path("job");
        (await scene.RunAsync("inventory", "s3://scene/from/", "--format", format, "--out", scene.Path("single"))).Exits(0);
        (await scene.RunAsync("job", "create", job, "--chunk-items", "2000", "--lease", "2s", "--", "inventory", "s3://scene/from/", "--format", format, "--out", scene.Path("shared"))).Exits(0);
        string[] chunks = Directory.GetFiles(Path.Join(job, "chunks"), "*.gz");
        Assert.InRange(chunks.Length, 3, 7);
        using (CommandProcess killed = scene.Start("work", job, "--chunks", "1"))
        {
            await Scene.UntilAsync(() => Directory.Exists(Path.Join(job, "leases")));
            await killed.KillAsync();
        }
        (await scene.RunAsync("job", "run", job, "--workers", "3")).Exits(0);
        string single = ManifestIn(scene, "single"), shared = ManifestIn(scene, "shared");
        (await scene.RunAsync("inventory", "diff", single, shared)).Exits(0);
        if (format == "csv")
            Assert.Equal(Rows(single), Rows(shared));

        // A worker that died before the manifest was written: the next one writes the same.
        byte[] manifest = File.ReadAllBytes(shared);
        File.Delete(shared);
        (await scene.RunAsync("work", job)).Exits(0).Says("6,500 objects");
        Assert.Equal(manifest, File.ReadAllBytes(shared));
        // What attempts have left that no seal names: a whole file, and the beginning of one; that of another job is not this one's.
        string extension = format == "csv" ? ".csv.gz" : ".parquet";
        string data = Path.Join(Path.GetDirectoryName(Path.GetDirectoryName(shared)), "data");
        string first = Directory.GetFiles(data).First(file => file.EndsWith(extension, StringComparison.Ordinal) && file.Contains("-000000000-", StringComparison.Ordinal));
        string name = Path.GetFileName(first), ofNobody = name[..name.LastIndexOf('-')] + "-00000000000000000000000000000000" + extension;
        File.Copy(first, Path.Join(data, ofNobody));
        File.WriteAllText(Path.Join(data, $".{ofNobody}.sluice-0123456789ab1.part"), "begun");
        string another = Path.Join(data, $".0{ofNobody}.sluice-0123456789ab1.part");
        File.WriteAllText(another, "begun");
        CommandResult cleanup = (await scene.RunAsync("job", "cleanup", job)).Exits(0).Says("left over");
        Assert.Contains($".{ofNobody}.sluice-0123456789ab1.part", cleanup.Output, StringComparison.Ordinal);
        string[] kept = [.. Directory.GetFiles(data).Except([another])];
        Assert.True(kept.Length == chunks.Length && kept.All(file => file.EndsWith(extension, StringComparison.Ordinal)), $"{string.Join('\n', kept)}\n{cleanup.Output}{cleanup.Error}");
        Assert.True(File.Exists(another));
        (await scene.RunAsync("inventory", "diff", single, shared)).Exits(0);
        string report = (await scene.RunAsync("job", "report", job)).Exits(0).Output;
        Assert.Equal(chunks.Length, report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Workers_write_an_inventory_of_all_versions_with_the_rows_of_a_single_run(string format)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/0000", "without a version");
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        const int Keys = 3000;
        Parallel.For(0, Keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            for (int version = 0; version < 1 + (i % 3); version++)
                scene.Put($"from/{i:0000}", new string('x', version));
            if (i % 10 == 0)
                _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey($"from/{i:0000}")), default).Value;
        });
        const int Rows = (Keys / 3 * (1 + 2 + 3)) + (Keys / 10) + 1;
        string job = scene.Path("job");
        (await scene.RunAsync("inventory", "--versions", "s3://scene/from/", "--format", format, "--out", scene.Path("single"))).Exits(0);
        (await scene.RunAsync("job", "create", job, "--chunk-items", "1000", "--", "inventory", "--versions", "s3://scene/from/", "--format", format, "--out", scene.Path("shared"))).Exits(0);
        Assert.InRange(Directory.GetFiles(Path.Join(job, "chunks"), "*.gz").Length, 2, 20);
        (await scene.RunAsync("job", "run", job, "--workers", "3")).Exits(0);
        string single = ManifestIn(scene, "single"), shared = ManifestIn(scene, "shared");
        using JsonDocument one = JsonDocument.Parse(File.ReadAllBytes(single)), many = JsonDocument.Parse(File.ReadAllBytes(shared));
        Assert.Equal(one.RootElement.GetProperty("fileSchema").GetString(), many.RootElement.GetProperty("fileSchema").GetString());
        Assert.Contains(format == "csv" ? "VersionId, IsLatest, IsDeleteMarker" : "is_delete_marker", many.RootElement.GetProperty("fileSchema").GetString(), StringComparison.Ordinal);
        if (format == "csv")
        {
            Assert.Equal(InventoryJobScenarios.Rows(single), InventoryJobScenarios.Rows(shared));
            Assert.Equal(Rows, InventoryJobScenarios.Rows(shared).Count(static c => c == '\n'));
        }
        (await scene.RunAsync("work", job)).Exits(0).Says($"{Rows:N0} objects");
        // As an input it stands for what is the latest.
        (await scene.RunAsync("inventory", "diff", single, shared)).Exits(0);
    }

    [Fact]
    public async Task An_inventory_of_which_a_range_is_missing_gets_no_manifest_until_it_is_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 5; i++)
            scene.Put($"from/{i}", "1");
        (await scene.RunAsync("mb", "s3://inventories")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "inventory", "s3://scene/from/", "--out", "s3://inventories/")).Exits(0);
        // What was written over a place that cannot be written to: the range fails, as an item does.
        (await scene.RunAsync("rb", "s3://inventories")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(3).Says("does not exist");
        (await scene.RunAsync("mb", "s3://inventories")).Exits(0);
        Assert.Contains("1 listed = 0 done + 1 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0).Says("5 objects in 1 file");
        Assert.Single(scene.Keys("inventories"), static key => key.EndsWith("manifest.json", StringComparison.Ordinal));
        (await scene.RunAsync("job", "create", "s3://scene/jobs/two", "--", "inventory", "s3://scene/nothing/", "--out", "s3://inventories/")).Exits(1).Says("There is nothing to do");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/two", "--since", "s3://scene/jobs/one", "--", "inventory", "s3://scene/from/", "--out", "s3://inventories/")).Exits(2).Says("inventory diff");
        (await scene.RunAsync("job", "create", "s3://inventories/scene/two", "--", "inventory", "s3://scene/from/", "--out", "s3://inventories/")).Exits(2).Says("not apart");
    }

    [Fact]
    public async Task An_inventory_job_with_a_seal_that_cannot_be_read_says_which_chunk_and_the_way_out()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene);
        string job = scene.Path("job");
        (await scene.RunAsync("job", "create", job, "--chunk-items", "2000", "--", "inventory", "s3://scene/from/", "--out", scene.Path("shared"))).Exits(0);
        (await scene.RunAsync("work", job)).Exits(0).Says("6,500 objects");
        string manifest = ManifestIn(scene, "shared");
        File.Delete(manifest);
        File.WriteAllText(Path.Join(job, "seals", "000000001"), "{");
        (await scene.RunAsync("work", job)).Exits(1).Says("No manifest is written").Says("000000001").Says("job retry --damaged");
        Assert.Empty(Directory.GetFiles(scene.Path("shared"), "manifest.json", SearchOption.AllDirectories));
        (await scene.RunAsync("job", "retry", "--damaged", job)).Exits(0);
        (await scene.RunAsync("work", job)).Exits(0).Says("6,500 objects");
        Assert.Single(Directory.GetFiles(scene.Path("shared"), "manifest.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_range_with_many_more_keys_than_its_share_is_listed_by_several_workers_and_each_key_is_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        FillDensely(scene);
        string job = scene.Path("job");
        (await scene.RunAsync("inventory", "s3://scene/from/", "--format", "csv", "--out", scene.Path("single"))).Exits(0);
        (await scene.RunAsync("job", "create", job, "--chunk-items", "8000", "--lease", "2s", "--", "inventory", "s3://scene/from/", "--format", "csv", "--out", scene.Path("shared"))).Exits(0);
        using (CommandProcess killed = scene.Start("work", job, "--chunks", "1"))
        {
            await Scene.UntilAsync(() => Directory.Exists(Path.Join(job, "leases")));
            await killed.KillAsync();
        }
        (await scene.RunAsync("job", "run", job, "--workers", "3")).Exits(0);
        Assert.NotEmpty(Directory.GetFiles(Path.Join(job, "seals"), "*.s*0001"));
        Assert.Equal(Rows(ManifestIn(scene, "single")), Rows(ManifestIn(scene, "shared")));
        int ranges = Directory.GetFiles(Path.Join(job, "seals")).Length;
        Assert.Contains($"{ranges} listed = {ranges} done + 0 pending", (await scene.RunAsync("job", "status", job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(ranges, (await scene.RunAsync("job", "report", job)).Exits(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);

        // Of a range whose seal cannot be read all is done again, and what came of it before counts no more.
        string cut = Path.GetFileName(Directory.GetFiles(Path.Join(job, "seals"), "*.s*0001")[0])[..^12];
        File.WriteAllText(Path.Join(job, "seals", cut), "{");
        File.Delete(ManifestIn(scene, "shared"));
        (await scene.RunAsync("work", job)).Exits(1).Says(cut);
        (await scene.RunAsync("job", "retry", "--damaged", job)).Exits(0);
        (await scene.RunAsync("job", "run", job, "--workers", "2")).Exits(0);
        Assert.Equal(Rows(ManifestIn(scene, "single")), Rows(ManifestIn(scene, "shared")));
    }

    internal static string ManifestIn(Scene scene, string directory) => Directory.GetFiles(scene.Path(directory), "manifest.json", SearchOption.AllDirectories).Single();

    internal static string Rows(string manifest)
    {
        string root = Path.GetFullPath(Path.Join(Path.GetDirectoryName(manifest), "../../.."));
        StringBuilder rows = new();
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (JsonElement file in json.RootElement.GetProperty("files").EnumerateArray())
        {
            using GZipStream gzip = new(File.OpenRead(Path.Join(root, file.GetProperty("key").GetString())), CompressionMode.Decompress);
            using StreamReader lines = new(gzip);
            rows.Append(lines.ReadToEnd());
        }
        return rows.ToString();
    }

    // Planning jumps over most of them: they are between two keys that follow each other everywhere else.
    internal static void FillDensely(Scene scene) => Parallel.For(0, 34_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        scene.Put(i < 4000 ? $"from/{i * 2654435761L % (1L << 32):x8}" : $"from/7a3c1f55-{i * 2654435761L % (1L << 32):x8}", "1"));

    // Directories of very different sizes, and names that do not count evenly.
    static void Fill(Scene scene) => Parallel.For(0, Objects, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        scene.Put($"from/{(i < 4000 ? "2024/01" : i < 4100 ? "2024/02" : $"2025/{i % 12 + 1:00}")}/{i * 7919 % 100_003:x5}", "1"));
}
