namespace Sluice.Tests.Scenarios;

/// <summary>Words that people know from other tools.</summary>
public sealed class WordScenarios
{
    [Theory]
    [InlineData("-R", "--recursive", "cp", "-R", "a", "s3://scene/")]
    [InlineData("-R", "without an option", "sync", "-R", "a", "s3://scene/")]
    [InlineData("-P", "--preserve symlinks", "cp", "-P", "a", "s3://scene/")]
    [InlineData("--remove", "--delete", "mirror", "--remove", "a", "s3://scene/")]
    [InlineData("--delete-after", "--delete", "sync", "a", "s3://scene/", "--delete-after")]
    [InlineData("--name", "--exclude '*' --include 'PATTERN'", "find", "--name=*.jpg", "s3://scene/")]
    [InlineData("-name", "--exclude '*' --include 'PATTERN'", "find", "s3://scene/", "-name", "*.jpg")]
    [InlineData("--page-size", "there is nothing to set", "ls", "s3://scene/", "--page-size", "10")]
    [InlineData("--offset", "--range", "cat", "s3://scene/a", "--offset", "10")]
    [InlineData("--count", "--range", "cat", "s3://scene/a", "--count=10")]
    [InlineData("--head", "--range 0-99", "cat", "s3://scene/a", "--head", "10")]
    [InlineData("--tail", "--range -500", "cat", "s3://scene/a", "--tail", "10")]
    [InlineData("-f", "replaced, without an option", "cp", "-f", "a", "s3://scene/")]
    [InlineData("-f", "replaced, without an option", "mv", "-rf", "a", "s3://scene/")]
    [InlineData("-i", "--no-clobber leaves it alone", "cp", "-i", "a", "s3://scene/")]
    [InlineData("-i", "--dry-run shows what would be removed", "rm", "-i", "s3://scene/a")]
    [InlineData("-a", "All objects are listed", "ls", "-la", "s3://scene/")]
    [InlineData("-a", "All objects are listed", "ls", "-lah", "s3://scene/")]
    [InlineData("-t", "--sort time", "ls", "-lt", "s3://scene/")]
    [InlineData("-S", "--sort size", "ls", "-lS", "s3://scene/")]
    [InlineData("--recur", "Did you mean --recursive?", "rm", "--recur", "s3://scene/a")]
    public async Task An_option_of_another_tool_is_answered_with_that_of_the_command(string option, string ours, params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync(args)).Exits(2).Says($"There is no option {option}.", ours);
    }

    [Fact]
    public async Task Options_that_are_the_same_here_are_taken()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", new byte[2048]);
        scene.Put("d/b", "b");
        Assert.Contains("2.00 KiB", (await scene.RunAsync("ls", "-lh", "s3://scene/d/")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("rm", "-f", "s3://scene/d/b")).Exits(0);
        (await scene.RunAsync("rm", "-rf", "s3://scene/")).Exits(0);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task A_pattern_that_a_shell_has_replaced_by_names_of_files_is_refused_with_the_pattern_in_quotes()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in new[] { "a.log", "b.log", "d/c" })
            scene.Write(name, "x");
        string here = $"cd '{scene.Directory}' && sluice ";
        foreach (string command in new[] { "cp -r --include *.log d s3://scene/", "rm -r s3://scene/ --exclude *.log --force", "find s3://scene/ --include *.log" })
            (await scene.ScriptAsync(here + command)).Exits(2).Says(".log: the shell has put names of files in place of a pattern", "clude '*.log'.");
        Assert.Empty(scene.Keys());
        // One file that has the pattern's only name, and a name that is meant.
        (await scene.ScriptAsync(here + "cp --include a.log a.log s3://scene/")).Exits(0);
        (await scene.ScriptAsync(here + "cp -r d --include 'c' s3://scene/")).Exits(0);
    }

    [Fact]
    public async Task A_storage_class_that_S3_does_not_have_is_warned_of_once_and_left_to_the_store()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 3; at++)
            scene.Write($"tree/{at}", "a");
        CommandResult copied = (await scene.RunAsync("cp", "tree/", "s3://scene/", "--storage-class", "STANDARD_AI")).Exits(1);
        Assert.Contains("STANDARD_IA, ONEZONE_IA", Assert.Single(copied.Error.Split('\n'), static line => line.StartsWith("warning: --storage-class STANDARD_AI: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        (await scene.RunAsync("cp", "tree/", "s3://scene/", "--storage-class", "standard_ia")).Exits(0).SaysNot("warning");
    }

    [Theory]
    [InlineData("cp", "tree/", "s3://scene/")]
    [InlineData("cp", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("sync", "tree/", "s3://scene/")]
    [InlineData("mv", "tree/", "s3://scene/")]
    public async Task A_storage_class_that_the_store_refuses_ends_the_run_at_its_first_object_and_names_the_option(params string[] command)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 20; at++)
        {
            scene.Write($"tree/{at}", "a");
            scene.Put($"from/{at}", "a");
        }
        CommandResult refused = (await scene.RunAsync([.. command, "--storage-class", "NO_SUCH", "--concurrency", "2"])).Exits(1)
            .Says("--storage-class names", "19 of those listed not tried, or not to the end", "20 listed = 0 done + 1 failed + 19 pending");
        Assert.Single(refused.Error.Split('\n'), static line => line.StartsWith("failed: ", StringComparison.Ordinal));
        Assert.DoesNotContain(refused.Error.Split('\n'), static line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Equal(20, System.IO.Directory.GetFiles(scene.Path("tree")).Length);
    }

    [Fact]
    public async Task A_place_of_this_machine_is_no_bucket_and_is_not_suggested_as_one()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("dir/a", "a");
        (await scene.RunAsync("ls", "dir")).Exits(2).Says("dir is a directory of this machine, and ls lists stores", "type: ls -l dir").SaysNot("mean");
        (await scene.RunAsync("du", "dir/a")).Exits(2).Says("the system's own du").SaysNot("mean");
        (await scene.RunAsync("stat", "/no/such")).Exits(2).Says("write s3://BUCKET/KEY.").SaysNot("mean");
        (await scene.RunAsync("ls", "album")).Exits(2).Says("Did you mean s3://album?");
    }

    [Fact]
    public async Task Words_of_other_tools_are_understood_or_answered_with_ours()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", new byte[2048]);
        string endpoint = scene.Server.Url.ToString();
        CommandResult quiet = (await scene.RunAsync("copy", "a", "s3://scene/", "--endpoint", endpoint, "--only-show-errors")).Exits(0);
        Assert.Equal(("", ""), (quiet.Output, quiet.Error));
        Assert.Contains("2.00 KiB", (await scene.RunAsync("list", "-h", "s3://scene/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("2.00 KiB", (await scene.RunAsync("tree", "-h", "s3://scene/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("2.00 KiB", (await scene.RunAsync("stat", "-h", "s3://scene/a")).Exits(0).Output, StringComparison.Ordinal);
        Assert.StartsWith("Show ", (await scene.RunAsync("stat", "-h")).Exits(0).Output, StringComparison.Ordinal);
        Assert.StartsWith("Copy files", (await scene.RunAsync("help", "cp")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("delete", "s3://scene/a")).Exits(0);
        (await scene.RunAsync("cp", "a", "s3://scene/", "--transfers", "8")).Exits(2).Says("There is no option --transfers. How many requests are in flight is --concurrency N.");
        (await scene.RunAsync("cp", "a", "backup:scene/dir/")).Exits(2).Says("is how rclone writes it", "s3://backup@scene/dir/");
        (await scene.RunAsync("cp", "a", "s3:/scene/")).Exits(2).Says("did you mean s3://scene/?");
        (await scene.RunAsync("upload", "a")).Exits(2).Says("There is no command upload. Here it is: sluice cp FILE s3://BUCKET/KEY.");
        (await scene.RunAsync("jobs", "ls")).Exits(2).Says("There is no command jobs. Here it is: sluice job.");
        (await scene.RunAsync("s3api", "list-objects-v2", "--bucket", "scene")).Exits(2).Says("Here it is: sluice ls s3://BUCKET/PREFIX.");
        (await scene.RunAsync("mc", "cp", "a", "scene/a")).Exits(2).Says("There is no command mc. Leave out mc: sluice cp");
        (await scene.RunAsync("job", "stat", "s3://scene/j")).Exits(2).Says("There is no command job stat. Did you mean status?");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--checksum")).Exits(2).Says("--checksum needs a value: one of crc64nvme, crc32c, ");
        (await scene.RunAsync("cp", "s3://scene/a", "s3://scene/a")).Exits(2).Says("would be copied onto itself, with nothing changed");
    }
}
