using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Sluice.Tests.Rules;
using Sluice.Tests.Support;
using static Sluice.Tests.Scenarios.EngineScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>Workers on Spot instances.</summary>
public sealed class SpotScenarios
{
    [Theory]
    [InlineData("spot/instance-action", "{\"action\": \"terminate\", \"time\": \"2026-11-27T20:00:00Z\"}", "EC2 takes this instance back (2026-11-27T20:00:00Z)")]
    [InlineData("events/recommendations/rebalance", "{\"noticeTime\": \"2026-11-27T19:00:00Z\"}", "EC2 recommends to leave this instance (2026-11-27T19:00:00Z)")]
    public async Task A_worker_that_is_told_that_its_Spot_instance_goes_gives_back_what_it_has(string page, string notice, string says)
    {
        await using Scene scene = await BeginAsync(30, held: true);
        await using MetadataEndpoint metadata = await MetadataEndpoint.StartAsync();
        scene.Environment["AWS_EC2_METADATA_DISABLED"] = null;
        scene.Environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.Url;
        // An outage, and a token that has run out, end no watch.
        metadata.Fail(1);
        using CommandProcess worker = scene.Start("work", Job, "--allow-program", "sh", "--chunks", "1");
        await Scene.UntilAsync(() => metadata.Asked.Contains("/latest/meta-data/events/recommendations/rebalance"));
        metadata.Expire();
        metadata.Pages[page] = notice;
        (await worker.ResultAsync()).Exits(75).Says(says, "what was not done is given back");
        scene.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        scene.Write("go", "");
        (await scene.RunAsync("work", Job, "--allow-program", "sh")).Exits(0);
        Assert.Contains("30 listed = 30 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_runs_on_no_Spot_instance_is_asked_once_and_not_at_all_when_told_so()
    {
        await using Scene scene = await BeginAsync(1);
        await using MetadataEndpoint metadata = await MetadataEndpoint.StartAsync();
        metadata.Pages["instance-life-cycle"] = "on-demand";
        metadata.Pages["spot/instance-action"] = "{}";
        scene.Environment["AWS_EC2_METADATA_DISABLED"] = null;
        scene.Environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.Url;
        (await scene.RunAsync("work", Job, "--allow-program", "sh", "--spot-notices", "never")).Exits(0);
        Assert.Empty(metadata.Asked);
        (await scene.RunAsync("work", Job, "--allow-program", "sh")).Exits(0);
        Assert.DoesNotContain("/latest/meta-data/spot/instance-action", metadata.Asked);
        scene.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        (await scene.RunAsync("work", Job, "--allow-program", "sh", "--spot-notices", "always")).Exits(0).Says("Notices of EC2 are not heard");
    }
}
