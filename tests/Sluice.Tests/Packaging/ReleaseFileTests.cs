using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

/// <summary>What is released has the same modes, names and bytes whoever makes it, seen on a tree of a few small files.</summary>
public sealed class ReleaseFileTests
{
    // What stands for the command, with the C library that it was linked with.
    const string Command = """
        #!/bin/sh
        # GLIBC_2.34
        case $1 in man) echo page >"$2/sluice.1" ;; completion) echo "$2" ;; esac
        """;

    [Fact]
    [Trait("Needs", "rpm")]
    public async Task Packages_are_the_same_under_every_umask_and_those_of_a_candidate_have_names_that_survive()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("command", Command);
        CommandResult result = (await scene.ScriptAsync($$"""
            set -e
            export SOURCE_DATE_EPOCH=1700000000 LC_ALL=C
            for mask in 077 002; do
                umask $mask
                mkdir out$mask
                cp command sluice$mask
                chmod u+x sluice$mask
                '{{Repository.PathOf("eng", "install-tree")}}' "$PWD/sluice$mask" tree$mask
                ! find tree$mask -type d ! -perm 755 -o -type f ! -perm 755 ! -perm 644 | grep .
                mkdir -p tree$mask/share/doc/sluice
                for name in LICENSE README.md CHANGELOG.md THIRD-PARTY-NOTICES sluice.cdx.json; do echo $name >tree$mask/share/doc/sluice/$name; done
                '{{Repository.PathOf("eng", "release-packages")}}' tree$mask sluice$mask 1.2.3-rc.1 linux-x64 "$PWD/out$mask" 2>log || { cat log >&2; exit 1; }
            done
            diff -r out077 out002
            ls out077
            dpkg-deb -f out077/*.deb Version
            dpkg-deb -c out077/*.deb | cut -c1-10 | sort -u
            dpkg-deb -x out077/*.deb deb
            cat deb/usr/share/doc/sluice/LICENSE
            head -n 1 deb/usr/share/doc/sluice/copyright
            gzip -dc deb/usr/share/doc/sluice/changelog.gz | sed -n '1p; s/.*> *//p'
            rpm -qp --qf '%{VERSION}\n' out077/*.rpm 2>/dev/null
            rpm -qpl out077/*.rpm 2>/dev/null | grep -E 'LICENSE|copyright|changelog'
            """)).Exits(0);
        Assert.Equal(
        [
            "sluice-1.2.3-rc.1-1.x86_64.rpm", "sluice_1.2.3-rc.1_amd64.deb",
            "1.2.3~rc.1",
            "-rw-r--r--", "-rwxr-xr-x", "drwxr-xr-x",
            "LICENSE",
            "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
            "sluice (1.2.3~rc.1) unstable; urgency=medium", "Tue, 14 Nov 2023 22:13:20 +0000",
            "1.2.3~rc.1",
            "/usr/share/licenses/sluice/LICENSE",
        ], result.Lines);
    }

    [Fact]
    [Trait("Needs", "openssl")]
    public async Task An_image_has_OpenSSL_and_its_user_can_read_all_of_it_and_write_its_home()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("fakes/ldconfig", "#!/bin/sh\n");
        CommandResult result = (await scene.ScriptAsync($$"""
            set -e
            umask 077
            mkdir image
            cp '{{Repository.PathOf("LICENSE")}}' LICENSE
            cp "$(command -v cat)" command
            # As for a user of Debian, on whose PATH no ldconfig is.
            PATH=$(tr : '\n' <<<"$PATH" | grep -v sbin | paste -sd:) '{{Repository.PathOf("eng", "image")}}' command out.tar LICENSE 2>/dev/null
            tar -xf out.tar -C image
            for blob in image/blobs/sha256/*; do ! gzip -t "$blob" 2>/dev/null || tar -tvzf "$blob" >listed; done
            awk '$1 !~ /^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x|drwxrwxrwt|l.*)$/' listed
            awk '$NF ~ /^.\/((home\/sluice|tmp)\/)?$/ { print $1, $NF }' listed
            grep -q '/libssl\.so' listed
            """)).Exits(0);
        Assert.Equal(["drwxr-xr-x ./", "drwxrwxrwt ./home/sluice/", "drwxrwxrwt ./tmp/"], result.Lines);

        (await scene.ScriptAsync($"chmod +x fakes/*; PATH=$PWD/fakes:$PATH '{Repository.PathOf("eng", "image")}' command none.tar")).Exits(3).Says("no OpenSSL");
        Assert.False(File.Exists(scene.Path("none.tar")));
    }

    [Fact]
    public async Task A_release_is_not_begun_where_git_fails_or_the_version_would_be_another()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("fakes/git", "#!/bin/sh\necho fatal: no git here >&2\nexit 128\n");
        scene.Write("fakes/dotnet", "#!/bin/sh\necho dotnet was asked\n");
        string release = $"chmod +x fakes/*; unset SOURCE_DATE_EPOCH; PATH=$PWD/fakes:$PATH '{Repository.PathOf("eng", "release")}' --out out";
        Assert.Empty((await scene.ScriptAsync(release)).Exits(128).Says("no git here").Lines);
        Assert.Empty((await scene.ScriptAsync($"{release} --sluice fakes/git --version 9.9.9")).Exits(2).Says("--version 9.9.9").Lines);
    }
}
