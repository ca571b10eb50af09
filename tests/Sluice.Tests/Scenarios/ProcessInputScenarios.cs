using System.Text;

namespace Sluice.Tests.Scenarios;

/// <summary>What programs and actions are given.</summary>
public sealed class ProcessInputScenarios
{
    [Fact]
    public async Task Programs_get_placeholders_and_environment()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a/b.tar.gz", "hello");
        CommandResult told = (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c",
            "echo \"$@\"; echo \"$SLUICE_KEY|$SLUICE_BUCKET|$SLUICE_SIZE|$SLUICE_ATTEMPT\"", "sh", "{}", "{key}", "{name}", "{stem}", "{ext}", "{dir}", "{bucket}", "{{key}}", "{print $1}")).Exits(0);
        Assert.Equal(["p/a/b.tar.gz p/a/b.tar.gz b.tar.gz b.tar gz a scene {key} {print $1}", "p/a/b.tar.gz|scene|5|1"], told.Lines);
    }

    [Fact]
    public async Task An_input_file_has_the_objects_name_and_bytes_and_is_gone_afterwards()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] large = Scene.Bytes(7 << 20);
        scene.Put("p/pic.png", "small");
        scene.Put("p/big.bin", large);
        CommandResult run = (await scene.RunAsync("process", "--tag", "--input", "file", "s3://scene/p/", "--", "sh", "-c", "echo \"$1\"; [ \"$1\" = \"$SLUICE_PATH\" ] && sha256sum <\"$1\"", "sh", "{}")).Exits(0);
        Assert.EndsWith("/pic.png", run.Lines.First(static line => line.StartsWith("pic.png\t/", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(run.Lines, line => line.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large)), StringComparison.Ordinal));
        string path = run.Lines.First(static line => line.StartsWith("big.bin\t/", StringComparison.Ordinal)).Split('\t')[1];
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(path))!));
        (await scene.RunAsync("process", "--memory", "16MiB", "--input", "file", "s3://scene/p/", "--", "true")).Exits(1).Says("does not fit into the memory allowed");
        Assert.Equal("5\n", (await scene.RunAsync("process", "--input", "fifo", "s3://scene/p/pic.png", "--", "sh", "-c", "wc -c <$1", "sh", "{}")).Exits(0).Output);
    }

    [Theory]
    [InlineData("size=64k", "/dev/shm", "No space is left")]
    [InlineData("ro", "TMPDIR", "")]
    public async Task Space_for_input_files_that_is_full_is_named_and_where_it_is_read_only_the_temporary_directory_does_it(string options, string place, string problem)
    {
        // A file system of its own, where the kernel lets users make one.
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 3; i++)
            scene.Put($"p/{i}", new string('x', 100_000));
        scene.Environment["TMPDIR"] = scene.Path("tmp");
        Directory.CreateDirectory(scene.Path("tmp"));
        string mount = $"mount -t tmpfs -o {options} tmpfs /dev/shm";
        if ((await scene.ScriptAsync($"unshare -rm sh -c '{mount}'")).ExitCode != 0)
            return;
        // The runtime's double mapping would be a file there too.
        scene.Write("run.sh", $"{mount}; {CommandProcess.Shell} process --no-progress --tag --input file s3://scene/p/ -- echo {{}}");
        CommandResult run = await scene.ScriptAsync($"export DOTNET_EnableWriteXorExecute=0; unshare -rm sh {scene.Path("run.sh")}");
        if (problem.Length > 0)
            run.Exits(1).Says("3 listed = 0 done + 3 failed", place, problem);
        else
            Assert.All(run.Exits(0).Says("3 done").Lines, line => Assert.Contains(scene.Path("tmp"), line, StringComparison.Ordinal));
        Assert.Empty(scene.Files("tmp"));
    }

    [Fact]
    public async Task Compressed_objects_are_decompressed_by_their_first_bytes()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"line {i}\n")));
        using MemoryStream gzip = new(), zstd = new();
        using (System.IO.Compression.GZipStream stream = new(gzip, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(text);
        using (ZstdSharp.CompressionStream stream = new(zstd, leaveOpen: true))
            stream.Write(text);
        scene.Put("p/a.gz", gzip.ToArray());
        scene.Put("p/b.zst", zstd.ToArray());
        scene.Put("p/c.txt", text);
        scene.Put("p/d.empty", "");
        Assert.Equal(["200000", "200000", "200000", "0"], (await scene.RunAsync("process", "--keep-order", "--decompress", "s3://scene/p/", "--", "wc", "-l")).Exits(0).Lines);
        Assert.Equal(["200000", "200000", "200000", "0"], (await scene.RunAsync("process", "--keep-order", "--decompress", "--count", "lines", "s3://scene/p/")).Exits(0).Lines);
        scene.Put("q/bad.gz", gzip.ToArray()[..1000]);
        scene.Put("q/worse.gz", (byte[])[0x1f, 0x8b, .. new byte[100]]);
        (await scene.RunAsync("process", "--decompress", "--count", "lines", "s3://scene/q/worse.gz")).Exits(1).Says("cannot be decompressed");
        (await scene.RunAsync("process", "--decompress", "--input", "file", "s3://scene/p/", "--", "true")).Exits(2).Says("--decompress goes with stdin");
    }

    [Fact]
    public async Task Damaged_bytes_are_fetched_again_and_what_came_of_them_is_thrown_away()
    {
        await using Scene scene = await Scene.BeginAsync();
        Dictionary<string, string> sums = [];
        for (int i = 0; i < 12; i++)
        {
            // Some are in memory before their program is, and some pass through it.
            byte[] content = Scene.Bytes(i % 3 == 0 ? 6 << 20 : 1000 + i, i);
            sums[$"{i:00}"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
            scene.Put($"p/{i:00}", content);
        }
        scene.Server.Faults.Plan = Sluice.Endpoint.Faults.FaultPlan.Parse("seed=5,corrupt=30%");
        CommandResult run = await scene.RunAsync("process", "--tag", "s3://scene/p/", "--", "sha256sum");
        Dictionary<string, string> told = run.Lines.ToDictionary(static line => line.Split('\t')[0], static line => line.Split('\t')[1].Split(' ')[0]);
        Assert.All(told, pair => Assert.Equal(sums[pair.Key], pair.Value));
        // What was damaged three times failed, and has no line.
        Assert.Equal(12, told.Count + run.Error.Split('\n').Count(static line => line.StartsWith("failed:", StringComparison.Ordinal) && line.Contains("Corrupt", StringComparison.Ordinal)));
        Assert.True(told.Count >= 6, run.Error);
    }

    [Fact]
    public async Task Built_in_actions_tell_what_programs_would()
    {
        await using Scene scene = await Scene.BeginAsync();
        string text = string.Concat(Enumerable.Range(0, 300_000).Select(static i => $"line {i} of them\n"));
        scene.Put("p/large.txt", text);
        scene.Put("p/small.txt", "no end");
        scene.Put("p/empty.txt", "");
        CommandResult run = (await scene.RunAsync("process", "--keep-order", "--count", "lines,words,bytes", "--hash", "sha256,md5", "s3://scene/p/")).Exits(0);
        Assert.Equal(new[] { "", text, "no end" }.Select(static content => $"{content.Count(static c => c == '\n')}\t{content.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length}\t{content.Length}\t"
            + $"{Hex(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content)))}\t{Hex(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(content)))}"), run.Lines);
        Assert.Equal(["line 77777 of them", "line 177777 of them", "line 277777 of them"], (await scene.RunAsync("process", "--grep", "77777 o", "s3://scene/p/")).Exits(0).Lines);
        Assert.Equal(["no end"], (await scene.RunAsync("process", "--grep", "^no .nd$", "s3://scene/p/")).Exits(0).Lines);
        (await scene.RunAsync("process", "--grep", "(", "s3://scene/p/")).Exits(2).Says("--grep (");
        (await scene.RunAsync("process", "--count", "sheep", "s3://scene/p/")).Exits(2).Says("--count sheep");
        (await scene.RunAsync("process", "--count", "lines", "s3://scene/p/", "--", "wc")).Exits(2).Says("exclude each other");

        static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
    }
}
