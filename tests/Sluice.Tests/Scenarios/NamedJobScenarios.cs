using static Sluice.Tests.Scenarios.JobScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>Jobs whose items are a list of names.</summary>
public sealed class NamedJobScenarios
{
    const string Job = "s3://scene/jobs/one";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_of_a_list_of_names_has_those_objects_and_what_is_not_there_is_missing(bool isNul)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["z,1", "é+ %41", "b", "left out"])
            scene.Put($"from/{name}", name);
        char end = isNul ? '\0' : '\n';
        string list = scene.Path("names");
        // In no order, and one of them twice.
        File.WriteAllText(list, string.Concat(((string[])["z,1", "gone", "é+ %41", "b", "z,1"]).Select(name => name + end)));
        string option = isNul ? "--files-from0" : "--files-from";
        CommandResult created = (await scene.RunAsync("job", "create", Job, "--chunk-items", "2", "--", "cp", option, list, "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.StartsWith($"{Job}: 4 items, sizes unknown, in 2 chunks.", created.Output, StringComparison.Ordinal);
        // Workers are elsewhere.
        File.Delete(list);
        (await scene.RunAsync("work", Job)).Exits(0).Says("3 items done", "1 missing");
        foreach (string name in (string[])["z,1", "é+ %41", "b"])
            Assert.Equal(name, System.Text.Encoding.UTF8.GetString(scene.Get($"to/{name}")));
        Assert.Equal(3, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
        Assert.Contains("4 listed = 3 done + 1 missing + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removals_and_tags_by_a_list_of_names_touch_nothing_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 5);
        string[] all = [.. scene.Keys()];
        string list = scene.Path("names");
        File.WriteAllText(list, all[1]["from/".Length..] + "\n" + all[3]["from/".Length..] + "\n");
        (await scene.RunAsync("job", "create", Job, "--", "tag", "set", "--files-from", list, "s3://scene/from/", "seen=yes")).Exits(0);
        (await scene.RunAsync("work", Job)).Exits(0).Says("2 items done");
        (await scene.RunAsync("job", "create", $"{Job}-rm", "--", "rm", "--files-from", list, "s3://scene/from/")).Exits(0);
        (await scene.RunAsync("work", $"{Job}-rm")).Exits(0).Says("2 items done");
        Assert.Equal([all[0], all[2], all[4]], scene.Keys().Where(static key => key.StartsWith("from/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_of_names_that_is_none_of_a_job_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 2);
        string list = scene.Path("names");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "--files-from", list, "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("there is no such file");
        File.WriteAllText(list, "../x\n");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "--files-from", list, "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("leads out of the source");
        File.WriteAllText(list, "00000\n");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "--files-from", list, "s3://scene/from", "s3://scene/to/")).Exits(2).Says("slash at its end");
        (await scene.RunAsync("job", "create", $"{Job}-2", "--since", Job, "--", "cp", "--files-from", list, "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("--since lists the source again");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_creation_that_was_interrupted_goes_on_with_the_same_list_only()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 20);
        string list = scene.Path("names");
        File.WriteAllLines(list, scene.Keys().Select(static key => key["from/".Length..]));
        string[] create = ["job", "create", Job, "--chunk-items", "5", "--", "cp", "--files-from", list, "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(create)).Exits(0);
        // As if it had been killed behind its second chunk.
        foreach (string after in (string[])["plan.json", "chunks/000000002.gz", "chunks/000000003.gz"])
            (await scene.RunAsync("rm", $"{Job}/{scene.Keys().Single(key => key.StartsWith($"jobs/one/{after.Split('.')[0]}", StringComparison.Ordinal))["jobs/one/".Length..]}")).Exits(0);
        string whole = File.ReadAllText(list);
        File.WriteAllText(list, whole + "000zz\n");
        (await scene.RunAsync(create)).Exits(2).Says("another list of names");
        File.WriteAllText(list, whole);
        Assert.Contains("20 items", (await scene.RunAsync(create)).Exits(0).Output, StringComparison.Ordinal);
        File.WriteAllText(list, "");
        (await scene.RunAsync("job", "create", $"{Job}-2", "--", "cp", "--files-from", list, "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("is empty");
    }
}
