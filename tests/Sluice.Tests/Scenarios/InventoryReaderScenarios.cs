using System.Text;
using System.Text.Json;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>What others read of inventories and results.</summary>
public sealed class InventoryReaderScenarios
{
    [Fact]
    [Trait("Needs", "node")]
    public async Task Inventory_writes_parquet_that_duckdb_reads_and_its_own_commands_take()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.CreateBucket(InventoryScenarios.Inventories, null, CancellationToken.None).Value;
        foreach (string key in (string[])["p/a b+c.txt", "p/ä%2F", "q"])
            scene.Put(key, key);
        CommandResult written = (await scene.RunAsync("inventory", "--json", $"s3://{Scene.Bucket}/", "--out", $"s3://{InventoryScenarios.Inventories}/daily/")).Exits(0);
        string manifest = written.Json.Single().GetProperty("manifest").GetString()!;
        Assert.Matches($"^s3://{InventoryScenarios.Inventories}/daily/{Scene.Bucket}/sluice/[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}-[0-9]{{2}}Z/manifest.json$", manifest);
        string data = scene.Keys(InventoryScenarios.Inventories).Single(static key => key.EndsWith(".parquet", StringComparison.Ordinal));
        (await scene.RunAsync("cp", $"s3://{InventoryScenarios.Inventories}/{data}", scene.Path("data.parquet"))).Exits(0);
        string[] rows = await DuckDb.QueryAsync($"select bucket, key, size, e_tag, storage_class, typeof(last_modified_date) from read_parquet('{scene.Path("data.parquet")}') order by key");
        ListedObject[] listed = [.. scene.Client.ListObjects(new ListObjectsRequest(Scene.Bucket), CancellationToken.None).Value.Objects];
        Assert.Equal(listed.Select(static found => $"[\"{Scene.Bucket}\",\"{found.Key}\",\"{found.Size}\",\"{found.ETag!.Trim('"')}\",\"STANDARD\",\"TIMESTAMP WITH TIME ZONE\"]"), rows);
        (await scene.RunAsync("cp", "--from-inventory", manifest, $"s3://{Scene.Bucket}/p/", scene.Path("out/"))).Exits(0);
        Assert.Equal(["a b+c.txt", "ä%2F"], scene.Files("out"));
        (await scene.RunAsync("inventory", "diff", manifest, manifest)).Exits(0);
    }

    [Fact]
    [Trait("Needs", "node")]
    public async Task Versions_are_read_by_duckdb_with_their_types()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, CancellationToken.None).Value;
        scene.Put("a", "1");
        scene.Put("a", "22");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("a")), CancellationToken.None).Value;
        (await scene.RunAsync("inventory", "--versions", $"s3://{Scene.Bucket}/", "--out", scene.Path("inv"))).Exits(0);
        string[] rows = await DuckDb.QueryAsync($"select key, version_id, is_latest, is_delete_marker, size, storage_class from read_parquet('{scene.Path("inv")}/{Scene.Bucket}/sluice/data/*.parquet')");
        Assert.Equal(scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket), CancellationToken.None).Value.Objects.Select(static found => found.Version!.IsDeleteMarker
            ? $"[\"a\",\"{found.Version.Id}\",true,true,null,null]" : $"[\"a\",\"{found.Version.Id}\",false,false,\"{found.Size}\",\"STANDARD\"]"), rows);
    }

    [Fact]
    [Trait("Needs", "node")]
    public async Task Parquet_of_process_is_read_by_duckdb_with_its_types()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/one.csv", "n,share,flag,moment,text\n1,0.5,true,2024-02-29T12:00:00.123456+02:00,\"x,\"\"y\"\"\"\n,,,,\n");
        (await scene.RunAsync("process", "--to-parquet", "--to", scene.Path("out") + "/{stem}.parquet", $"s3://{Scene.Bucket}/p/")).Exits(0);
        Assert.Equal(
            ["""["1",0.5,true,"2024-02-29 10:00:00.123456+00","x,\"y\"","BIGINT","DOUBLE","BOOLEAN","TIMESTAMP WITH TIME ZONE","VARCHAR"]""", """[null,null,null,null,null,"BIGINT","DOUBLE","BOOLEAN","TIMESTAMP WITH TIME ZONE","VARCHAR"]"""],
            await DuckDb.QueryAsync($"select *, typeof(n), typeof(share), typeof(flag), typeof(moment), typeof(text) from read_parquet('{scene.Path("out/one.parquet")}')"));
    }
}
