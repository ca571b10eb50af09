using System.Globalization;

namespace Sluice.Tests.Scenarios;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PreserveScenarios
{
    const string Listing = "find . -printf '%P %y %m %T@ %l\\n' | grep -v '^ ' | sort";

    [Fact]
    public async Task Cp_with_preserve_brings_times_modes_and_links_back_to_the_nanosecond()
    {
        await using Scene scene = await Scene.BeginAsync();
        await MakeTree(scene);
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--preserve", "mtime,mode,symlinks")).Exits(0);
        (await scene.RunAsync("cp", "s3://scene/t/", "back/", "--preserve", "all")).Exits(0);
        // Directories are not kept: their times are not compared.
        string files = Listing.Replace("find .", "find . ! -type d", StringComparison.Ordinal);
        Assert.Equal((await scene.ScriptAsync($"cd tree; {files}")).Output, (await scene.ScriptAsync($"cd back; {files}")).Output);
        (await scene.RunAsync("verify", "tree", "s3://scene/t/", "--links", "--no-cache")).Exits(0).Says("4 listed = 4 identical");
        (await scene.RunAsync("verify", "tree", "back", "--links", "--no-cache")).Exits(0);
    }

    [Fact]
    public async Task Cp_without_preserve_writes_no_metadata_and_takes_links_for_files()
    {
        await using Scene scene = await Scene.BeginAsync();
        await MakeTree(scene);
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--exclude", "dangling")).Exits(0);
        Assert.Equal(["t/link", "t/run", "t/sub/data"], scene.Keys());
        Assert.Empty(scene.Head("t/run").Attributes.Metadata);
    }

    [Fact]
    public async Task Preserve_says_what_it_does_not_know_and_what_it_cannot_restore()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "x");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--preserve", "mode,onwer")).Exits(2).Says("onwer", "Did you mean owner");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--preserve", "all")).Exits(0);
        (await scene.ScriptAsync("mkdir open; chmod 777 . open")).Exits(0);
        (await scene.RunUnprivilegedAsync("cp s3://scene/f open/ --preserve owner")).Exits(0).Says("owners are not restored");
        if (Environment.IsPrivilegedProcess)
        {
            (await scene.ScriptAsync("chown 1234:5678 f; sluice cp f s3://scene/g --preserve owner; sluice cp s3://scene/g g --preserve owner")).Exits(0);
            Assert.Equal("1234 5678", (await scene.ScriptAsync("stat -c '%u %g' g")).Output.Trim());
        }
    }

    [Theory, Trait("Needs", "rclone")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rclone_and_sluice_restore_what_the_other_has_kept(bool rcloneFirst)
    {
        await using Scene scene = await Scene.BeginAsync();
        await MakeTree(scene);
        string endpoint = scene.Environment["AWS_ENDPOINT_URL"]!;
        scene.Environment["AWS_CA_BUNDLE"] = null;
        string rclone = $"rclone --config /dev/null --s3-provider Other --s3-env-auth --s3-endpoint {endpoint} --s3-region us-east-1 --links";
        if (rcloneFirst)
        {
            await RcloneAsync(scene, $"{rclone} copy -M tree :s3:scene/t");
            (await scene.RunAsync("cp", "s3://scene/t/", "back/", "--preserve", "all")).Exits(0);
        }
        else
        {
            (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--preserve", "all")).Exits(0);
            // Metadata of links has no place in a file system, which rclone calls an error: links without, then the rest.
            await RcloneAsync(scene, $"{rclone} copy :s3:scene/t back --include '*.rclonelink' && {rclone} copy -M :s3:scene/t back --exclude '*.rclonelink'");
            // What sluice wrote is up to date in rclone's eyes.
            CommandResult check = await RcloneAsync(scene, $"{rclone} copy -v --dry-run tree :s3:scene/t");
            Assert.Contains("There was nothing to transfer", check.Error, StringComparison.Ordinal);
        }
        string files = Listing.Replace("find .", "find . ! -type d", StringComparison.Ordinal);
        Assert.Equal((await scene.ScriptAsync($"cd tree; {files}")).Output, (await scene.ScriptAsync($"cd back; {files}")).Output);
    }

    static async Task<CommandResult> RcloneAsync(Scene scene, string script)
    {
        CommandResult result = await scene.ScriptAsync(script);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode.ToString(CultureInfo.InvariantCulture)}\n{result.Output}{result.Error}\nWhere rclone is missing: install it (https://rclone.org/install/), 1.59 or later.");
        return result;
    }

    static async Task MakeTree(Scene scene)
    {
        scene.Write("tree/run", "#!/bin/sh\n");
        scene.Write("tree/sub/data", Scene.Bytes(6000));
        (await scene.ScriptAsync(
            """
            cd tree
            ln -s sub/data link; ln -s /nowhere dangling
            chmod 754 run; chmod 600 sub/data
            touch -d '2021-03-04 05:06:07.123456789' run; touch -d '1969-12-31 23:59:58.5' sub/data
            touch -h -d '2019-01-01 00:00:00.25' link; touch -h -d '2018-01-01' dangling
            """)).Exits(0);
    }
}
