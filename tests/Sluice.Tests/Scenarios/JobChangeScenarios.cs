namespace Sluice.Tests.Scenarios;

/// <summary>Objects that change between the plan of a job and its work, where what is done asks no condition of the store.</summary>
public sealed class JobChangeScenarios
{
    [Theory]
    [InlineData("rm -r -f s3://scene/from/", true)]
    [InlineData("tag set -r s3://scene/from/ seen=yes", false)]
    public async Task What_was_written_anew_since_the_plan_stays_as_it_is_and_what_is_gone_is_missing(string command, bool removes)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"from/{i}", [1]);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "4", "--", .. command.Split(' ')])).Exits(0);
        scene.Put("from/1", [2, 3]);
        (await scene.RunAsync("rm", "s3://scene/from/4")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Says("4 items done", "1 missing", "1 changed");
        Assert.Contains("6 listed = 4 done + 1 missing + 1 changed + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Output, StringComparison.Ordinal);
        Assert.Equal([2, 3], scene.Get("from/1"));
        string[] left = [.. scene.Keys().Where(static key => key.StartsWith("from/", StringComparison.Ordinal))];
        Assert.Equal(removes ? ["from/1"] : ["from/0", "from/1", "from/2", "from/3", "from/5"], left);
    }
}
