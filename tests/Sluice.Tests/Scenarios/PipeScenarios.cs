namespace Sluice.Tests.Scenarios;

public sealed class PipeScenarios
{
    [Theory]
    [InlineData(0)]
    [InlineData(300_000)]
    [InlineData(20_000_000)]
    public async Task Pipe_writes_stdin_of_whatever_length_to_an_object(int length)
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(length);
        (await scene.RunAsync(["pipe", "s3://scene/stream.json", "--metadata", "a=b"], content)).Exits(0).Says("Copied 1 object");
        Assert.Equal(content, scene.Get("stream.json"));
        Assert.Equal("application/json", scene.Head("stream.json").Attributes.ContentType);
        Assert.Equal(new KeyValuePair<string, string>("a", "b"), Assert.Single(scene.Head("stream.json").Attributes.Metadata));
    }

    [Fact]
    public async Task Pipe_needs_a_whole_key_and_says_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("pipe", "s3://scene/dir/")).Exits(2).Says("stdin has no name, so give the whole key");
        (await scene.RunAsync("pipe")).Exits(2).Says("Say which object");
        (await scene.RunAsync("pipe", "file.txt")).Exits(2).Says("on this machine");
    }

    [Fact]
    public async Task Pipe_from_a_terminal_says_what_to_do_instead()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        // `script` starts $SHELL, and a shell that is not bash drops the exported function.
        CommandResult result = await scene.ScriptAsync("export -f sluice; SHELL=$BASH script -qec 'bash -c \"sluice pipe s3://scene/x\"' /dev/null </dev/null; echo code $?");
        Assert.Contains("stdin is a terminal", result.Output, StringComparison.Ordinal);
        Assert.Contains("code 2", result.Output, StringComparison.Ordinal);
    }
}
