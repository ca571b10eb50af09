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
