namespace Sluice.Tests.Scenarios;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DemoScenarios
{
    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_the_rest_is_proven()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        File.SetUnixFileMode(scene.Write("tree/secret", "s"), UnixFileMode.None);
        CommandResult result = (await scene.RunUnprivilegedAsync("demo tree")).Exits(1).Says("denied: ", "tree/secret");
        Assert.Contains("1 of 1 file identical", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 could not be read", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_directory_goes_through_a_store_on_disk_that_is_gone_afterwards()
    {
        await using Scene scene = await Scene.BeginAsync();
        using (FileStream large = File.Create(scene.Path("large")))
            large.SetLength(257L << 20);
        Directory.CreateDirectory(scene.Path("tree"));
        File.Move(scene.Path("large"), scene.Path("tree/large"));
        scene.Environment["TMPDIR"] = Directory.CreateDirectory(scene.Path("tmp")).FullName;
        CommandResult result = (await scene.RunAsync("demo", "tree")).Exits(0);
        Assert.Contains("in a temporary directory", result.Output, StringComparison.Ordinal);
        Assert.Contains("CPU-s per GiB", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories(scene.Path("tmp")), static name => name.Contains("sluice-demo", StringComparison.Ordinal));
    }
}
