using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class JsonScenarios
{
    [Fact]
    public async Task A_dry_run_says_what_it_would_do_of_how_many_bytes_and_why()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/longer", "12345");
        scene.Put("d/extra", "123");
        scene.Write("d/longer", "1234567");
        scene.Write("d/new", "12");
        Assert.Equal(["copy s3://scene/d/longer 7 size", "copy s3://scene/d/new 2 new", "remove - 3 extra"], await PlannedAsync(scene, "sync", "d", "s3://scene/d/", "--delete"));
        Assert.Equal(["copy s3://scene/e/longer 7 ", "copy s3://scene/e/new 2 "], await PlannedAsync(scene, "cp", "d", "s3://scene/e/"));
        Assert.Equal(["remove - 3 ", "remove - 5 "], await PlannedAsync(scene, "rm", "-r", "s3://scene/d/"));
        Assert.Equal(["tag - 0 ", "tag - 0 "], await PlannedAsync(scene, "tag", "set", "-r", "s3://scene/d/", "a=b"));
        // What stays as it is has none of it.
        Assert.DoesNotContain((await scene.RunAsync("sync", "d", "s3://scene/d/", "--json")).Exits(0).Json, static line => line.TryGetProperty("planned_bytes", out _) && line.GetProperty("type").GetString() == "outcome");
    }

    [Fact]
    public async Task What_did_not_arrive_and_what_could_not_be_done_name_bucket_key_code_and_request()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", "1");
        scene.Server.Faults.On("GetObject").Reply(403, "AccessDenied");
        JsonElement outcome = (await scene.RunAsync("cp", "s3://scene/k", "file", "--json")).Exits(1).Json.Single(static line => line.GetProperty("type").GetString() == "outcome");
        Assert.Equal(("scene", "k", "AccessDenied"), (outcome.GetProperty("bucket").GetString(), outcome.GetProperty("key").GetString(), outcome.GetProperty("error_code").GetString()));
        Assert.NotEmpty(outcome.GetProperty("request_id").GetString()!);
        scene.Server.Faults.On("HeadObject").Reply(403, "AccessDenied");
        JsonElement error = (await scene.RunAsync("stat", "s3://scene/k", "--json")).Json.Single(static line => line.GetProperty("type").GetString() == "error");
        Assert.Equal(("scene", "k"), (error.GetProperty("bucket").GetString(), error.GetProperty("key").GetString()));
        Assert.Equal(403, error.GetProperty("status").GetInt32());
        Assert.NotEmpty(error.GetProperty("request_id").GetString()!);
    }

    static async Task<string[]> PlannedAsync(Scene scene, params string[] command) =>
    [
        .. (await scene.RunAsync([.. command, "--dry-run", "--json"])).Exits(0).Json.Where(static line => line.GetProperty("type").GetString() == "outcome" && line.TryGetProperty("planned", out _))
            .Select(static line => $"{line.GetProperty("planned").GetString()} {(line.TryGetProperty("destination", out JsonElement to) ? to.GetString() : "-")} {line.GetProperty("planned_bytes").GetInt64()} {(line.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : "")}").Order(StringComparer.Ordinal),
    ];
}
