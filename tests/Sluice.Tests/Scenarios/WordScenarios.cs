namespace Sluice.Tests.Scenarios;

/// <summary>Words that people know from other tools.</summary>
public sealed class WordScenarios
{
    [Fact]
    public async Task Words_of_other_tools_are_understood_or_answered_with_ours()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", new byte[2048]);
        string endpoint = scene.Server.Url.ToString();
        CommandResult quiet = (await scene.RunAsync("copy", "a", "s3://scene/", "--endpoint", endpoint, "--only-show-errors")).Exits(0);
        Assert.Equal(("", ""), (quiet.Output, quiet.Error));
        Assert.Contains("2.00 KiB", (await scene.RunAsync("list", "-h", "s3://scene/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.StartsWith("Copy files", (await scene.RunAsync("help", "cp")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("delete", "s3://scene/a")).Exits(0);
        (await scene.RunAsync("cp", "a", "s3://scene/", "--transfers", "8")).Exits(2).Says("There is no option --transfers. How many requests are in flight is --concurrency N.");
        (await scene.RunAsync("cp", "a", "backup:scene/dir/")).Exits(2).Says("is how rclone writes it", "s3://backup@scene/dir/");
        (await scene.RunAsync("cp", "a", "s3:/scene/")).Exits(2).Says("did you mean s3://scene/?");
        (await scene.RunAsync("upload", "a")).Exits(2).Says("There is no command upload. Here it is: sluice cp FILE s3://BUCKET/KEY.");
        (await scene.RunAsync("cp", "s3://scene/a", "s3://scene/a")).Exits(2).Says("would be copied onto itself, with nothing changed");
    }
}
