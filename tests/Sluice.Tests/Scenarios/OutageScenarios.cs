using Sluice.Endpoint;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

/// <summary>A store that goes away in the middle of a run.</summary>
public sealed class OutageScenarios
{
    const int Files = 300;

    [Fact]
    public async Task A_store_that_goes_away_in_the_middle_ends_the_run_with_one_message_and_resume_does_the_rest()
    {
        await using Scene scene = await Scene.BeginAsync();
        EndpointOptions options = new() { DataDirectory = scene.Path("store"), AccessKey = "AKID", SecretKey = "secret", Faults = FaultPlan.Parse("latency=20ms") };
        EndpointServer store = await EndpointServer.StartAsync(options, CancellationToken.None);
        scene.Environment["AWS_ENDPOINT_URL"] = store.Url.ToString();
        (scene.Environment["AWS_ACCESS_KEY_ID"], scene.Environment["AWS_SECRET_ACCESS_KEY"]) = ("AKID", "secret");
        for (int at = 0; at < Files; at++)
            scene.Write($"tree/{at}", $"{at}");
        (await scene.RunAsync("mb", "s3://scene")).Exits(0);
        using CommandProcess copy = scene.Start("cp", "tree/", "s3://scene/t/", "--concurrency", "4", "--max-retries", "2");
        await Scene.UntilAsync(() => store.Requests["PutObject"] >= 20);
        await store.DisposeAsync();
        CommandResult gone = (await copy.ResultAsync()).Exits(1).Says("the store has let nobody connect, and the run stops: nothing listens at", "of those listed not tried, or not to the end", "the same command goes on from here");
        Assert.InRange(gone.Error.Split('\n').Count(static line => line.StartsWith("failed: ", StringComparison.Ordinal)), 1, 6);
        Assert.Single(gone.Error.Split('\n'), static line => line.StartsWith("error: ", StringComparison.Ordinal));
        await using EndpointServer again = await EndpointServer.StartAsync(options with { Port = store.Url.Port, Faults = FaultPlan.None }, CancellationToken.None);
        string run = Assert.Single((await scene.RunAsync("resume", "--json")).Exits(0).Json).GetProperty("id").GetString()!;
        (await scene.RunAsync("resume", run)).Exits(0).Says("Going on with the run of");
        Assert.Equal(Files, (await scene.RunAsync("ls", "-r", "s3://scene/t/")).Exits(0).Lines.Length);
        (await scene.RunAsync("verify", "tree/", "s3://scene/t/")).Exits(0);
    }
}
