using System.IO.Compression;
using System.Text;
using Sluice.Tests.Processing.Tables;

namespace Sluice.Tests.Scenarios;

public sealed class ProcessTableScenarios
{
    [Fact]
    public async Task Tables_become_parquet_objects_and_one_that_is_none_stops_no_other()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a/one.csv", "n,s\n1,x\n2,y\n");
        scene.Put("p/two.jsonl.gz", Gzip("{\"n\":1,\"t\":\"2024-01-01\"}\n{\"n\":2}\n"));
        scene.Put("p/three.tsv", "n\ts\n1\t\"x\ty\"\n");
        scene.Put("p/named-oddly", " {\"b\":true}\n");
        scene.Put("p/bad.csv", "n,s\n1\n");
        scene.Put("p/empty.csv", "");
        CommandResult run = (await scene.RunAsync("process", "--to-parquet", "--decompress", "--to", "s3://scene/out/{dir}/{stem}.parquet", "s3://scene/p/")).Exits(1);
        run.Says("Line 2: it has 1 values, and the header line has 2.", "It has no header line.", "6 listed = 4 done + 2 failed + 0 pending");
        Assert.Equal("", run.Output);
        Assert.Equal(["n Int64: 1|2", "s String: x|y"], ParquetTableTests.Read(scene.Get("out/a/one.parquet")));
        Assert.Equal(["n Int64: 1|2", "t DateTime: 2024-01-01 00:00:00.000000|"], ParquetTableTests.Read(scene.Get("out/two.jsonl.parquet")));
        Assert.Equal(["n Int64: 1", "s String: x\ty"], ParquetTableTests.Read(scene.Get("out/three.parquet")));
        Assert.Equal(["b Boolean: True"], ParquetTableTests.Read(scene.Get("out/named-oddly.parquet")));
        Assert.Equal(4, (await scene.RunAsync("ls", "-r", "s3://scene/out/")).Exits(0).Lines.Length);
    }

    [Fact]
    public async Task A_table_larger_than_memory_allows_goes_through_in_row_groups_to_files()
    {
        await using Scene scene = await Scene.BeginAsync();
        StringBuilder rows = new("number,text\n");
        for (int i = 0; i < 300_000; i++)
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},text of {i}\n");
        scene.Put("p/large.csv", rows.ToString());
        (await scene.RunAsync("process", "--to-parquet", "--to", scene.Path("out") + "/", "s3://scene/p/")).Exits(0);
        string[] columns = ParquetTableTests.Read(await File.ReadAllBytesAsync(scene.Path("out/large.csv")));
        Assert.Equal("number Int64: " + string.Join('|', Enumerable.Range(0, 300_000)), columns[0]);
        Assert.EndsWith("|text of 299999", columns[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parquet_file_needs_a_place_and_excludes_other_actions()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("process", "--to-parquet", "s3://scene/p/")).Exits(2).Says("--to-parquet needs --to");
        (await scene.RunAsync("process", "--to-parquet", "--count", "lines", "--to", "s3://scene/out/", "s3://scene/p/")).Exits(2).Says("take one of them");
        (await scene.RunAsync("process", "--columns-as-text", "--count", "lines", "s3://scene/p/")).Exits(2).Says("--columns-as-text is for --to-parquet");
    }

    static byte[] Gzip(string text)
    {
        MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
