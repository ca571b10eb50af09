using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

public sealed class InstallTests
{
    [Fact]
    public async Task What_is_installed_has_its_manual_and_its_completions_beside_it_and_takes_the_place_of_one_that_runs()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        (await scene.ScriptAsync($$"""
            set -e
            for time in first second; do '{{Repository.PathOf("eng", "install-tree")}}' '{{BuiltCommand.Program}}' prefix; done
            test -x prefix/bin/sluice
            cmp prefix/bin/sluice '{{BuiltCommand.Program}}'
            sluice completion bash | cmp - prefix/share/bash-completion/completions/sluice
            sluice completion zsh | cmp - prefix/share/zsh/site-functions/_sluice
            sluice completion fish | cmp - prefix/share/fish/vendor_completions.d/sluice.fish
            sluice completion pwsh | cmp - prefix/share/pwsh/completions/_sluice.ps1
            grep -q 'SLUICE' prefix/share/man/man1/sluice.1
            test -f prefix/share/man/man1/sluice-bench-download.1
            """)).Exits(0);
        Assert.Equal(["bin/sluice"], scene.Files("prefix").Where(static name => name.StartsWith("bin/", StringComparison.Ordinal)));
    }
}
