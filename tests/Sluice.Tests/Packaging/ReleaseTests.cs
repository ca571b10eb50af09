using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

[Collection(PackageTests.Alone)]
public sealed class ReleaseTests
{
    // Of what runs the tests, MSBuild is to know nothing. Roots of packages have owners, which only root can give.
    const string Begin = """
        set -e
        for name in ${!MSBUILD@}; do unset "$name"; done
        as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
        export PATH=$PATH:/usr/sbin:/sbin

        """;

    [Fact]
    [Trait("Needs", "rpm")]
    public async Task A_release_can_be_checked_unpacked_installed_run_and_removed()
    {
        await using Scene scene = await Scene.BeginAsync();
        string runs = BuiltCommand.IsNative ? "\"$1\" version | grep -q \"^sluice \"" : "test -x \"$1\"";
        CommandResult result = (await scene.ScriptAsync($$"""
            {{Begin}}
            runs() { {{runs}}; }
            licensed() { # FILE: names every package, with the terms that they come under
                for said in 'AWSSDK.Core 4' 'K4os.Compression.LZ4' 'CsvHelper' 'YamlDotNet' 'Microsoft.NETCore.App.Runtime' 'Permission is hereby granted' 'Neither the name of the copyright holder' 'TERMS AND CONDITIONS FOR USE'; do
                    grep -q "$said" "$1" || { echo "no $said in $1"; exit 1; }
                done
            }
            complete() { # PREFIX: all that belongs to the command is below it
                runs "$1/bin/sluice"
                test -s "$1/share/bash-completion/completions/sluice" -a -s "$1/share/fish/vendor_completions.d/sluice.fish" -a -s "$1/share/doc/sluice/sluice.cdx.json"
                test -s "$1/share/pwsh/completions/_sluice.ps1"
                licensed "$1"/share/*/sluice/THIRD-PARTY-NOTICES
                ls "$1"/share/man/man1/sluice-bench-download.1* "$1"/share/zsh/*/_sluice >/dev/null
            }
            '{{Repository.PathOf("eng", "release")}}' --sluice '{{BuiltCommand.Program}}' --out out --url https://downloads.example/v1/ 2>log || { cat log >&2; exit 1; }
            (cd out && sha256sum --check --strict --quiet SHA256SUMS)

            echo archive
            tar -xzf out/sluice-*.tar.gz
            complete "$(echo sluice-*)"

            echo deb
            mkdir -p deb/var/lib/dpkg/{info,updates}
            touch deb/var/lib/dpkg/status
            as_root dpkg --root="$PWD/deb" --force-depends --install out/*.deb >log 2>&1 || { cat log >&2; exit 1; }
            complete deb/usr
            as_root dpkg --root="$PWD/deb" --verify sluice
            as_root dpkg --root="$PWD/deb" --purge sluice >log 2>&1
            find deb -name '*sluice*'

            echo rpm
            mkdir rpm
            as_root rpm --root "$PWD/rpm" --install --nodeps out/*.rpm
            complete rpm/usr
            as_root rpm --root "$PWD/rpm" --verify --nodeps sluice
            as_root rpm --root "$PWD/rpm" --erase sluice
            find rpm -name '*sluice*'
            as_root rm -rf deb rpm

            echo image
            mkdir image layer
            tar -xf out/*.oci.tar -C image
            for blob in image/blobs/sha256/*; do ! gzip -t "$blob" 2>/dev/null || tar -xzf "$blob" -C layer; done
            licensed layer/usr/share/doc/sluice/THIRD-PARTY-NOTICES
            test -s layer/usr/share/doc/sluice/LICENSE
            ! command -v dpkg-query >/dev/null || grep -q . layer/usr/share/doc/libc6/copyright

            echo tool
            for package in out/Sluice.Tool.*.nupkg; do
                python3 -m zipfile -e "$package" packed
                licensed packed/THIRD-PARTY-NOTICES
                rm -r packed
            done
            printf '<configuration><packageSources><clear /><add key="release" value="%s" /></packageSources></configuration>' "$PWD/out" >nuget.config
            export NUGET_PACKAGES=$PWD/packages DOTNET_CLI_TELEMETRY_OPTOUT=1
            package=$(basename out/Sluice.Tool.any.*.nupkg .nupkg)
            dotnet tool install Sluice.Tool --version "${package#Sluice.Tool.any.}" --tool-path tool --configfile nuget.config >log 2>&1 || { cat log >&2; exit 1; }
            runs tool/sluice
            cmp tool/sluice '{{BuiltCommand.Program}}'
            # What is taken where no package is for the system.
            python3 -m zipfile -e out/Sluice.Tool.any.*.nupkg any
            dotnet any/tools/net10.0/any/Sluice.Cli.dll version >/dev/null
            """)).Exits(0);
        Assert.Equal(["archive", "deb", "rpm", "image", "tool"], result.Lines);
        string[] sums = [.. File.ReadLines(scene.Path("out/SHA256SUMS")).Select(static line => line.Split("  ")[1])];
        Assert.Equal(Directory.GetFiles(scene.Path("out"), "?luice?*.*").Select(Path.GetFileName).Where(static name => name != "sluice.rb" && !name!.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal), sums.Order(StringComparer.Ordinal));

        using System.Text.Json.JsonDocument bom = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Assert.Single(Directory.GetFiles(scene.Path("out"), "*.cdx.json"))));
        string[] components = [.. bom.RootElement.GetProperty("components").EnumerateArray().Select(static one => one.GetProperty("name").GetString()!)];
        Assert.Superset(new HashSet<string>(["AWSSDK.Core", "System.CommandLine"]), new HashSet<string>(components));
        Assert.DoesNotContain("Microsoft.CodeAnalysis.BannedApiAnalyzers", components);
        Assert.All(bom.RootElement.GetProperty("components").EnumerateArray(), static one => Assert.NotEmpty(Assert.Single(one.GetProperty("licenses").EnumerateArray()).GetProperty("license").GetProperty("text").GetProperty("content").GetString()!));

        // What a package manager takes is what was made here, and what was not is not named.
        string formula = File.ReadAllText(scene.Path("out/sluice.rb")), archive = Path.GetFileName(Assert.Single(Directory.GetFiles(scene.Path("out"), "*.tar.gz")));
        Assert.Contains($"url \"https://downloads.example/v1/{archive}\"", formula, StringComparison.Ordinal);
        Assert.Contains($"sha256 \"{File.ReadLines(scene.Path("out/SHA256SUMS")).Single(line => line.EndsWith(archive, StringComparison.Ordinal)).Split(' ')[0]}\"", formula, StringComparison.Ordinal);
        Assert.DoesNotContain("on_macos", formula, StringComparison.Ordinal);
        Assert.DoesNotContain('@', formula);
        Assert.False(File.Exists(scene.Path("out/Sluice.Sluice.installer.yaml")));
    }

    [Fact]
    public async Task The_formula_and_the_manifests_name_each_archive_with_its_sum()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        string[] archives = ["sluice-1.2.3-linux-arm64.tar.gz", "sluice-1.2.3-linux-x64.tar.gz", "sluice-1.2.3-osx-arm64.tar.gz", "sluice-1.2.3-osx-x64.tar.gz", "sluice-1.2.3-win-x64.zip"];
        foreach (string archive in archives)
            scene.Write($"out/{archive}", archive);
        (await scene.ScriptAsync($"python3 '{Repository.PathOf("eng", "release-index.py")}' out 1.2.3 https://example.com/sluice/releases/download/v1.2.3")).Exits(0);
        string told = File.ReadAllText(scene.Path("out/sluice.rb")) + File.ReadAllText(scene.Path("out/Sluice.Sluice.installer.yaml"));
        foreach (string archive in archives)
        {
            Assert.Contains($"https://example.com/sluice/releases/download/v1.2.3/{archive}", told, StringComparison.Ordinal);
            Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(archive))), told, StringComparison.Ordinal);
        }
        foreach (string name in (string[])["sluice.rb", "Sluice.Sluice.yaml", "Sluice.Sluice.installer.yaml", "Sluice.Sluice.locale.en-US.yaml"])
        {
            string text = File.ReadAllText(scene.Path($"out/{name}"));
            Assert.Contains("1.2.3", text, StringComparison.Ordinal);
            Assert.DoesNotContain('@', text);
        }
    }

    [Fact]
    public async Task Releases_that_differ_are_told_apart_by_what_differs_in_them()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        string reproduce = Repository.PathOf("eng", "reproduce");
        (await scene.ScriptAsync($$"""
            mkdir -p one other sluice-1-x/bin
            echo text >sluice-1-x/text
            echo one >sluice-1-x/bin/sluice
            tar -cf one/sluice-1-x.tar.gz sluice-1-x
            echo other >sluice-1-x/bin/sluice
            tar -cf other/sluice-1-x.tar.gz sluice-1-x
            for release in one other; do echo same >$release/sluice-1-x.cdx.json; echo $release >$release/SHA256SUMS; done
            touch one/Sluice.Tool.1.nupkg
            """)).Exits(0);
        CommandResult result = (await scene.ScriptAsync($"'{reproduce}' --compare one other")).Exits(1);
        Assert.Equal(
        [
            "same     sluice-1-x.cdx.json",
            "DIFFERS  sluice-1-x.tar.gz",
            "         Files one/sluice-1-x.tar.gz/sluice-1-x/bin/sluice and other/sluice-1-x.tar.gz/sluice-1-x/bin/sluice differ",
            "missing  Sluice.Tool.1.nupkg",
        ], result.Lines);
        (await scene.ScriptAsync($"'{reproduce}' --compare one one")).Exits(0);
        // Nothing to compare is no proof.
        (await scene.ScriptAsync($"mkdir none && '{reproduce}' --compare none none")).Exits(3).Says("no release");
    }
}
