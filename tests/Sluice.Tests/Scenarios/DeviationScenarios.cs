using System.Collections.Concurrent;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>The real command against stores that refuse what they could do without.</summary>
public sealed class DeviationScenarios
{
    [Fact]
    public async Task What_a_store_refused_is_said_once_at_the_end()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 5; i++)
            scene.Put($"d/{i}", Scene.Bytes(1000, i));
        scene.Deviate(instead: static request => request.Asks("list-type") ? StoreAnswer.Error(400, "InvalidArgument")
            : request.Headers.ContainsKey("x-amz-checksum-mode") ? StoreAnswer.Error(501, "NotImplemented") : null);

        CommandResult result = (await scene.RunAsync("cp", "-r", $"s3://{Scene.Bucket}/d/", "out/")).Exits(0);

        Assert.Equal(5, scene.Files("out").Length);
        Assert.Single(result.Error.Split('\n'), static line => line.Contains("x-amz-checksum-mode", StringComparison.Ordinal));
        Assert.Single(result.Error.Split('\n'), static line => line.Contains("ListObjectsV2", StringComparison.Ordinal));
        Assert.Equal(2, (await scene.RunAsync("cp", "-r", "--json", $"s3://{Scene.Bucket}/d/", "out2/")).Json[^1].GetProperty("concessions").GetArrayLength());
    }

    [Fact]
    public async Task A_failure_of_an_item_in_the_middle_of_a_run_exits_1_and_not_3()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("large", Scene.Bytes(12_000_000));
        scene.Put("o", Scene.Bytes(12_000_000));
        scene.Deviate(instead: static request => request.Asks("uploads") ? new StoreAnswer(200, "<InitiateMultipartUploadResult><UploadId/></InitiateMultipartUploadResult>") : null,
            change: static (request, answer) =>
            {
                // Never the range that was asked for.
                if (answer.Headers.ContainsKey("content-range"))
                    answer.Headers["content-range"] = "bytes 1-5242880/12000000";
            });
        (await scene.RunAsync("cp", "large", "s3://scene/", "--part-size", "5MiB")).Exits(1).Says("without naming its id");
        (await scene.RunAsync("cp", "s3://scene/o", "out", "--part-size", "5MiB")).Exits(1);
        Assert.Empty(scene.Files("out"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_writes_under_conditions_and_looks_where_a_store_takes_none(bool refuses)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/new", "planned");
        scene.Write("tree/changed", "planned and longer");
        scene.Put("p/changed", "old");
        int writes = 0;
        scene.Deviate(instead: request =>
        {
            if (request.Method != "PUT" || !request.Headers.ContainsKey("if-none-match") && !request.Headers.ContainsKey("if-match"))
                return null;
            if (refuses)
                return StoreAnswer.Error(501, "NotImplemented");
            // Somebody else writes between the last look and this.
            Interlocked.Increment(ref writes);
            scene.Put(Uri.UnescapeDataString(request.Path["/scene/".Length..]), "somebody else");
            return null;
        });
        (await scene.RunAsync("sync", "tree", "s3://scene/p", "--dry-run", "--plan-out", "plan")).Exits(0);
        CommandResult result = await scene.RunAsync("sync", "--plan", "plan");
        if (refuses)
        {
            result.Exits(0).Says("takes no conditions of writes");
            Assert.Equal("planned", System.Text.Encoding.UTF8.GetString(scene.Get("p/new")));
            return;
        }
        result.Exits(1).Says("changed since the plan");
        Assert.Equal(2, writes);
        foreach (string key in scene.Keys())
            Assert.Equal("somebody else", System.Text.Encoding.UTF8.GetString(scene.Get(key)));
    }

    [Fact]
    public async Task A_busy_proxy_that_answers_in_HTML_only_costs_time()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 5; i++)
            scene.Put($"d/{i}", Scene.Bytes(1000, i));
        ConcurrentDictionary<string, int> seen = new();
        scene.Deviate(instead: request => seen.AddOrUpdate(request.Method + request.Target, 1, static (_, count) => count + 1) switch
        {
            1 => new StoreAnswer(429, "<html>busy</html>"),
            2 => new StoreAnswer(408, "<!DOCTYPE html>"),
            3 => new StoreAnswer(503, "{}"),
            _ => null,
        });
        (await scene.RunAsync("cp", "-r", $"s3://{Scene.Bucket}/d/", "out/")).Exits(0);
        Assert.Equal(5, scene.Files("out").Length);
    }

    [Fact]
    public async Task Where_HEAD_is_denied_and_GET_is_allowed_objects_are_found_fetched_and_moved()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", Scene.Bytes(1000));
        scene.Put("b", Scene.Bytes(30 << 20));
        scene.Deviate(instead: static request => request.Method == "HEAD" ? new StoreAnswer(403) : null);
        (await scene.RunAsync("stat", $"s3://{Scene.Bucket}/a")).Exits(0);
        (await scene.RunAsync("cp", $"s3://{Scene.Bucket}/a", "a")).Exits(0);
        (await scene.RunAsync("mv", $"s3://{Scene.Bucket}/b", "b")).Exits(0);
        Assert.Equal(Scene.Bytes(30 << 20), File.ReadAllBytes(scene.Path("b")));
        Assert.Equal(["a"], scene.Keys());
        (await scene.RunAsync("cp", $"s3://{Scene.Bucket}/none", "c")).Exits(1);
    }
}
