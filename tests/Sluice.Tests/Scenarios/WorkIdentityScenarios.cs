namespace Sluice.Tests.Scenarios;

/// <summary>By what a run finds what an earlier one of the same work left.</summary>
public sealed class WorkIdentityScenarios
{
    const string Options = "--part-size 5MiB --concurrency 1 --no-progress";

    [Theory]
    [InlineData("cp big s3://scene/", "cp ../big s3://scene/")]
    [InlineData("cp --files-from list . s3://scene/", "cp --files-from ../list .. s3://scene/")]
    [InlineData("sync . s3://scene/ --filter-from rules", "sync .. s3://scene/ --filter-from ../rules")]
    [InlineData("cp s3://scene/big out/", "cp s3://scene/big ../out/")]
    public async Task The_same_work_typed_in_another_directory_goes_on(string first, string again)
    {
        await using Scene scene = await Scene.BeginAsync();
        if (first.Contains("out/", StringComparison.Ordinal))
            scene.Put("big", ResumeScenarios.Big);
        else
            scene.Write("big", ResumeScenarios.Big);
        scene.Write("list", "big\n");
        scene.Write("rules", "+ big\n- **\n");
        await ResumeScenarios.StopAsync(scene, [.. first.Split(' '), .. Options.Split(' ')], "INT", scene.Server.Faults.On(first.Contains("out/", StringComparison.Ordinal) ? "GetObject" : "UploadPart").Nth(3));
        (await scene.ScriptAsync($"mkdir away && cd away && sluice {again} {Options}")).Exits(0).Says("Going on with the run of", "1 under way with 10,485,760 bytes that are there");
        // A sync leaves the file of its lock.
        Assert.DoesNotContain(scene.Journals(), static file => file.EndsWith(".journal", StringComparison.Ordinal));
        Assert.Equal(ResumeScenarios.Big, scene.Get("big"));
    }

    [Fact]
    public async Task A_journal_whose_name_is_of_an_older_version_is_told_of_and_resume_goes_on_with_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", ResumeScenarios.Big);
        await ResumeScenarios.StopAsync(scene, ResumeScenarios.Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        string journal = Assert.Single(scene.Journals());
        File.Move(journal, Path.Combine(Path.GetDirectoryName(journal)!, "0123456789abcdef.journal"));
        (await scene.RunAsync(ResumeScenarios.Up)).Exits(0).Says("'sluice resume 0123456789abcdef' continues it").SaysNot("Going on with");
        scene.Server.Requests.Reset();
        (await scene.RunAsync("resume", "0123")).Exits(0).Says("Going on with the run of");
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        Assert.Empty(scene.Journals());
        Assert.Equal(0, scene.UnfinishedUploads());
    }
}
