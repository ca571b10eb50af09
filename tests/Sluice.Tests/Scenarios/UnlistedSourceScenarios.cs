using System.Text.RegularExpressions;

namespace Sluice.Tests.Scenarios;

/// <summary>A source whose listing leaves out what it has.</summary>
public sealed class UnlistedSourceScenarios
{
    [Theory]
    [InlineData("s3://scene/copy/")]
    [InlineData("copy/")]
    public async Task The_copy_of_an_object_that_a_source_has_and_does_not_list_is_not_removed(string destination)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["a", "b", "c"])
            scene.Put("from/" + name, name);
        (await scene.RunAsync("sync", "s3://scene/from/", destination)).Exits(0);
        scene.Deviate(static (request, answer) =>
        {
            if (request.Asks("list-type"))
                answer.Text = Regex.Replace(Regex.Replace(answer.Text, "<Contents><Key>from/b</Key>.*?</Contents>", ""), "<KeyCount>3</KeyCount>", "<KeyCount>2</KeyCount>");
        });
        (await scene.RunAsync("sync", "s3://scene/from/", destination, "--delete")).Exits(1).Says("from/b is at the source, which did not list it");
        Assert.Equal(["a", "b", "c"], destination[0] == 's' ? [.. scene.Keys().Where(static key => key.StartsWith("copy/", StringComparison.Ordinal)).Select(static key => key[5..])] : scene.Files("copy"));
    }

    [Fact]
    public async Task A_later_job_does_not_remove_the_copy_of_an_object_that_its_source_has_and_does_not_list()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["a", "b", "c", "d"])
            scene.Put("from/" + name, name);
        string[] copy = ["--", "cp", "s3://scene/from/", "s3://scene/copy/"];
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. copy])).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/1")).Exits(0);
        (await scene.RunAsync("rm", "s3://scene/from/d")).Exits(0);
        scene.Deviate(static (request, answer) =>
        {
            if (request.Asks("list-type") && answer.Text.Contains("<Key>from/b</Key>", StringComparison.Ordinal))
                answer.Text = Regex.Replace(Regex.Replace(answer.Text, "<Contents><Key>from/b</Key>.*?</Contents>", ""), "<KeyCount>3</KeyCount>", "<KeyCount>2</KeyCount>");
        });
        Assert.StartsWith("s3://scene/jobs/2: 2 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. copy])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/2")).Exits(1).Says("from/b is at the source, which did not list it", "2 copies of chunk 000000000 are not removed");
        Assert.Contains("2 listed = 0 done + 2 failed + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/2")).Exits(1).Output, StringComparison.Ordinal);
        Assert.Equal(4, scene.Keys().Count(static key => key.StartsWith("copy/", StringComparison.Ordinal)));
        // Listed whole, what is gone goes; what was not done is done again.
        scene.Environment["AWS_ENDPOINT_URL"] = scene.Server.Url.ToString();
        Assert.StartsWith("s3://scene/jobs/3: 2 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", "--delete", .. copy])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/3")).Exits(0);
        Assert.Equal(["copy/a", "copy/b", "copy/c"], scene.Keys().Where(static key => key.StartsWith("copy/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_source_has_no_more_is_removed_after_a_request_for_each_of_sixty_four()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "a");
        for (int i = 0; i < 200; i++)
            scene.Put($"copy/{i:000}", "x");
        Sluice.Tests.Support.DeviantStore store = scene.Deviate();
        (await scene.RunAsync("sync", "s3://scene/from/", "s3://scene/copy/", "--delete")).Exits(0);
        Assert.Equal(["copy/a", "from/a"], scene.Keys());
        Assert.InRange(store.Requests.Count(static request => request.Method == "HEAD" && request.Path.Contains("/from/", StringComparison.Ordinal)), 50, 64);
    }
}
