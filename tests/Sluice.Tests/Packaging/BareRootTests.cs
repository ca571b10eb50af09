using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

/// <summary>What eng/bare-root takes from the machine that it runs on, with everything that needs root or a registry left out.</summary>
public sealed class BareRootTests
{
    [Fact]
    public async Task A_root_of_another_release_keeps_its_own_package_sources_and_each_proxy_is_a_variable_of_its_own()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        // --variant=minbase SUITE ROOT
        scene.Write("fakes/debootstrap", """
            #!/bin/sh
            mkdir -p "$3/etc/apt" "$3/usr/bin" "$3/usr/share" "$3/home"
            echo "deb its-own $2 main" >"$3/etc/apt/sources.list"
            """);
        // With words it would begin the root; without any it tells the variables.
        scene.Write("fakes/env", """
            #!/bin/sh
            [ $# -gt 0 ] || exec /usr/bin/env
            for word; do echo "$word"; done | grep -i _proxy=
            """);
        scene.Write("fakes/id", "#!/bin/sh\necho 0\n");
        foreach (string other in (string[])["dotnet", "git", "python3"])
            scene.Write($"fakes/{other}", "#!/bin/sh\n");
        CommandResult result = (await scene.ScriptAsync($$"""
            set -e
            chmod +x fakes/*
            for name in $(compgen -e | grep -i '_proxy$'); do unset "$name"; done
            export PATH=$PWD/fakes:$PATH BARE_ROOT=$PWD/root SUITE=no-such-release http_proxy=http://one:1 HTTPS_PROXY='http://two:2' no_proxy='a, b'
            '{{Repository.PathOf("eng", "bare-root")}}' | LC_ALL=C sort
            cat root/etc/apt/sources.list
            """)).Exits(0);
        Assert.Equal(["HTTPS_PROXY=http://two:2", "http_proxy=http://one:1", "no_proxy=a, b", "deb its-own no-such-release main"], result.Lines);
    }
}
