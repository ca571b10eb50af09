namespace Sluice.Tests.Scenarios;

public sealed class CompletionScenarios
{
    [Theory]
    [InlineData("sluice c", "cp", "cat", "checksum", "cleanup", "completion")]
    [InlineData("sluice cp --rec", "--recursive")]
    [InlineData("sluice cp a --checksum sha", "sha1", "sha256")]
    [InlineData("sluice completion z", "zsh")]
    [InlineData("sluice bench d", "download")]
    [InlineData("sluice bench mixed --mi", "--mix")]
    public async Task The_bash_script_completes(string typed, params string[] expected)
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] words = typed.Split(' ');
        CommandResult result = (await scene.ScriptAsync($$"""
            source <(sluice completion bash)
            complete -p sluice >&2
            COMP_LINE='{{typed}}' COMP_POINT={{typed.Length}} COMP_WORDS=({{typed}}) COMP_CWORD={{words.Length - 1}}
            _sluice
            printf '%s\n' "${COMPREPLY[@]}"
            """)).Exits(0).Says("-F _sluice sluice");
        Assert.Equal(expected.Order(), result.Lines.Order());
    }
}
