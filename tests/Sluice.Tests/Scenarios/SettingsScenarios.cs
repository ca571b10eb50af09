using System.Text.Json;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

/// <summary>Options that nobody typed.</summary>
public sealed class SettingsScenarios
{
    [Fact]
    public async Task Options_are_set_by_what_is_typed_then_the_environment_then_the_settings_file()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(12 << 20));
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[options]\npart_size = 6MiB\nverbose = 1\n[options small]\npart-size = 5MiB\n");
        Assert.Equal(2, await PartsAsync(scene));
        scene.Environment["SLUICE_SETTINGS"] = "small";
        Assert.Equal(3, await PartsAsync(scene));
        scene.Environment["SLUICE_SETTINGS"] = "nope";
        (await scene.RunAsync("ls", "s3://scene")).Exits(0).Says("SLUICE_SETTINGS is nope", "has no section [options nope]");
        scene.Environment["SLUICE_SETTINGS"] = "small";
        scene.Environment["SLUICE_ENDPOINT_URL"] = "http://user:hunter2@localhost:1";
        foreach (string[] args in (string[][])[["settings"], ["settings", "--json"]])
        {
            CommandResult settings = (await scene.RunAsync(args)).Exits(0);
            Assert.Contains("http://***@localhost:1", settings.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", settings.Output + settings.Error, StringComparison.Ordinal);
        }
        scene.Environment.Remove("SLUICE_ENDPOINT_URL");
        scene.Environment["SLUICE_PART_SIZE"] = "11MiB";
        Assert.Equal(2, await PartsAsync(scene));
        Assert.Equal(2, await PartsAsync(scene, "--part-size", "7MiB"));
        string shown = (await scene.RunAsync("settings")).Exits(0).Output;
        Assert.Matches(@"(?m)^--part-size +SLUICE_PART_SIZE +11MiB  \(by SLUICE_PART_SIZE\)$", shown);
        Assert.Matches(@"(?m)^--verbose +SLUICE_VERBOSE +1  \(by \[options\]\)$", shown);
        Assert.DoesNotContain("--recursive", shown, StringComparison.Ordinal);
        JsonElement[] all = [.. (await scene.RunAsync("settings", "cp", "--all", "--json")).Exits(0).Json];
        Assert.Contains(all, static line => line.GetProperty("option").GetString() == "--recursive" && line.GetProperty("variable").GetString() == "SLUICE_RECURSIVE" && !line.TryGetProperty("value", out _));
        scene.Environment["SLUICE_PART_SIZE"] = "much";
        (await scene.RunAsync("cp", "big", "s3://scene/")).Exits(2).Says("--part-size much", "Besides what was typed, these are set: --part-size by SLUICE_PART_SIZE");
    }

    [Fact]
    public async Task What_the_settings_file_has_and_nobody_knows_is_said_and_the_work_is_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "version = 7\n[options]\npart_syze = 6MiB\n[cluster x]\nnodes = 3\n");
        (await scene.RunAsync("cp", "a", "s3://scene/")).Exits(0).Says("is of version 7, and this sluice knows 1", "part_syze in [options] is no option, and left out. Did you mean part_size?", "Copied 1 object");
        scene.Environment["SLUICE_VERBOSE"] = "perhaps";
        (await scene.RunAsync("cp", "a", "s3://scene/")).Exits(0).Says("SLUICE_VERBOSE is neither 1 nor 0");
        scene.Environment.Remove("SLUICE_VERBOSE");
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[optoins]\nverbose = 1\n[options]\nquiet = perhaps\n");
        (await scene.RunAsync("cp", "a", "s3://scene/")).Exits(0).Says("line 1: [optoins] is neither [options] nor", "Did you mean options?", "quiet in [options] is neither 1 nor 0, and left out: perhaps.", "Copied 1 object");
    }

    [Fact]
    public async Task Settings_says_of_a_value_what_the_commands_would_say()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[options]\nconcurrency = abc\nformat = csv\npart_size = 6MiB\n");
        CommandResult all = (await scene.RunAsync("settings")).Exits(0).Says("warning: --concurrency abc: give a whole number", "It is set by [options].");
        Assert.Single(all.Error.Split('\n'), static line => line.StartsWith("warning:", StringComparison.Ordinal));
        JsonElement[] lines = [.. (await scene.RunAsync("settings", "cp", "--json")).Exits(0).Json];
        Assert.Equal(["--concurrency"], lines.Where(static line => line.TryGetProperty("problem", out _)).Select(static line => line.GetProperty("option").GetString()));
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[options]\nformat = %q\n");
        (await scene.RunAsync("settings", "find")).Exits(0).Says("--format: there is no %q");
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_used_is_complained_about_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        // Too long to be read at all; who is root may read any file.
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", new string('#', 2 << 20));
        foreach (string[] args in (string[][])[["ls", "s3://scene/"], ["cp", "s3://scene/a", "b"], ["settings"]])
            Assert.Single((await scene.RunAsync(args)).Exits(3).Error.Split('\n'), static line => line.Contains("no settings file", StringComparison.Ordinal));
        // What goes on with runs works on stores, too.
        Assert.Single((await scene.RunAsync("resume", "--all")).Exits(3).Error.Split('\n'), static line => line.Contains("no settings file", StringComparison.Ordinal));
        (await scene.RunAsync("version")).Exits(0);
    }

    [Fact]
    public async Task A_variable_that_is_no_option_is_said_once_and_what_programs_are_given_is_not()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        foreach (string known in (string[])["SLUICE_ACCESS_KEY", "SLUICE_SECRET_KEY", "SLUICE_SSE_C_KEY", "SLUICE_TEST_COMMAND", "SLUICE_BATCH", "SLUICE_BLOCK", "SLUICE_BUCKET", "SLUICE_CONTENT_TYPE", "SLUICE_KEY", "SLUICE_SIZE", "SLUICE_VERSION", "SLUICE_ATTEMPT", "SLUICE_ETAG", "SLUICE_OFFSET", "SLUICE_PATH", "SLUICE_RUN", "SLUICE_CONCURRENCY"])
            scene.Environment[known] = "7";
        Assert.Equal("", (await scene.RunAsync("ls", "s3://scene")).Exits(0).Error);
        scene.Environment["SLUICE_CONCURENCY"] = "7";
        Assert.Equal("warning: The variable SLUICE_CONCURENCY is no option, and left out. Did you mean SLUICE_CONCURRENCY?", (await scene.RunAsync("ls", "s3://scene")).Exits(0).Error.Trim());
    }

    [Fact]
    public async Task A_run_goes_on_with_the_options_that_were_set_when_it_began()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(12 << 20));
        scene.Environment["SLUICE_PART_SIZE"] = "5MiB";
        FaultRule rule = scene.Server.Faults.On("UploadPart").Nth(2).Trickle(20_000);
        using (CommandProcess process = scene.Start("cp", "big", "s3://scene/", "--concurrency", "1", "--no-progress"))
        {
            await Scene.UntilAsync(() => rule.Hits > 0);
            await process.SignalAsync("INT");
            (await process.ResultAsync()).Exits(130);
        }
        scene.Server.Faults.Clear();
        scene.Environment.Remove("SLUICE_PART_SIZE");
        Assert.Contains("--part-size=5MiB", (await scene.RunAsync("resume")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("resume", "--all")).Exits(0).Says("Going on with the run of", "before 5.00 MiB");
    }

    static async Task<int> PartsAsync(Scene scene, params string[] options)
    {
        scene.Server.Requests.Reset();
        (await scene.RunAsync(["cp", "big", "s3://scene/", .. options])).Exits(0);
        return (int)scene.Server.Requests["UploadPart"];
    }
}
