namespace Sluice.Tests.Scenarios;

public sealed class CompletionScenarios
{
    [Theory]
    [InlineData("sluice c", "cp", "cat", "checksum", "cleanup", "completion")]
    [InlineData("sluice cp --rec", "--recursive")]
    [InlineData("sluice cp a --checksum sha", "sha1", "sha256")]
    [InlineData("sluice completion z", "zsh")]
    [InlineData("sluice completion p", "pwsh")]
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

    [Fact]
    [Trait("Needs", "zsh")]
    public async Task The_zsh_script_completes_where_it_is_sourced_and_where_zsh_finds_it_itself()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("try", """
            compadd() { shift; print -l -- ${(M)@:#com*} }
            BUFFER='sluice com' CURSOR=10
            if [[ $1 == found ]]; then
                fpath=($PWD/functions $fpath)
                autoload -Uz _sluice
            else
                autoload -Uz compinit
                compinit -u -D
                source functions/_sluice
            fi
            _sluice
            """);
        CommandResult result = (await scene.ScriptAsync($$"""
            mkdir functions bin
            printf '#!/bin/sh\nexec {{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} "$@"\n' >bin/sluice
            chmod +x bin/sluice
            export PATH=$PWD/bin:$PATH
            sluice completion zsh >functions/_sluice
            zsh -f try found && zsh -f try sourced
            """)).Exits(0);
        Assert.Equal(["completion", "completion"], result.Lines);
    }

    [Fact]
    [Trait("Needs", "fish")]
    public async Task The_fish_script_completes()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.ScriptAsync($$"""
            mkdir bin
            printf '#!/bin/sh\nexec {{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} "$@"\n' >bin/sluice
            chmod +x bin/sluice
            export PATH=$PWD/bin:$PATH HOME=$PWD
            fish -c 'sluice completion fish | source; complete -C "sluice com"; complete -C "echo a | sluice completion f"'
            """)).Exits(0);
        Assert.Equal(["completion", "fish"], result.Lines);
    }
}
