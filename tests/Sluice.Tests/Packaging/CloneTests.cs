using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

/// <summary>A clone builds the same wherever it lies, and wherever it is called from.</summary>
public sealed class CloneTests
{
    [Fact]
    public async Task What_ships_is_told_by_its_place_in_the_repository_whatever_the_directories_above_are_called()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("src/clone/Directory.Build.props", File.ReadAllText(Repository.PathOf("Directory.Build.props")));
        foreach ((string project, string ships) in ((string, string)[])[("src/One", "true"), ("tests/One", ""), ("bench/One", "")])
        {
            scene.Write($"src/clone/{project}/One.proj", """<Project><Import Project="../../Directory.Build.props" /></Project>""");
            Assert.Equal(ships, (await PackageTests.DotnetAsync(scene.Path($"src/clone/{project}"), ["msbuild", "One.proj", "-getProperty:IsAotCompatible"])).Trim());
        }
    }

    [Fact]
    public async Task A_clone_is_built_with_its_own_SDK_and_runs_where_it_is_called()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("fakes/dotnet", """
            #!/bin/sh
            echo "${1##*/} in ${PWD##*/}" >>"$ASKED"
            while [ $# -gt 0 ]; do
                if [ "$1" = -o ]; then mkdir -p "$2"; printf '#!/bin/sh\n' >"$2/sluice"; chmod +x "$2/sluice"; fi
                shift
            done
            """);
        scene.Write("fakes/gcc", "#!/bin/sh\n");
        CommandResult result = (await scene.ScriptAsync($$"""
            set -e
            chmod +x fakes/*
            export PATH=$PWD/fakes:$PATH ASKED=$PWD/asked
            mkdir -p clone/eng elsewhere
            cp '{{Repository.PathOf("sluice")}}' '{{Repository.PathOf("install")}}' clone
            cp '{{Repository.PathOf("eng", "install-tree")}}' clone/eng
            cd elsewhere
            ../clone/sluice version 2>/dev/null
            ../clone/install prefix >/dev/null 2>&1
            test -x prefix/bin/sluice
            cat "$ASKED"
            """)).Exits(0);
        Assert.Equal(["build in clone", "Sluice.Cli.dll in elsewhere", "publish in clone"], result.Lines);
    }
}
