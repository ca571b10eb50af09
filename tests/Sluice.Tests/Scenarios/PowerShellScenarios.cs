using System.Diagnostics;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

[Trait("Needs", "powershell")]
public sealed class PowerShellScenarios
{
    [Fact]
    public async Task PowerShell_completes_verbs_options_and_values()
    {
        await using Scene scene = await Scene.BeginAsync();
        (string Typed, string[] Completed)[] lines =
        [
            ("sluice c", ["sluice cp", "sluice cat", "sluice checksum", "sluice cleanup", "sluice completion"]),
            ("sluice cp", ["sluice cp"]),
            ("sluice bench ", ["sluice bench download", "sluice bench upload", "sluice bench copy", "sluice bench list", "sluice bench mixed", "sluice bench compare"]),
            ("sluice help bench d", ["sluice help bench download"]),
            ("sluice cp --rec", ["sluice cp --recursive"]),
            ("sluice -", ["sluice --help", "sluice --version", "sluice -h"]),
            ("sluice cp -h", ["sluice cp -h"]),
            ("sluice cp a --checksum sha", ["sluice cp a --checksum sha1", "sluice cp a --checksum sha256"]),
            ("sluice ls --sort ", ["sluice ls --sort name", "sluice ls --sort size", "sluice ls --sort time"]),
            ("sluice ls --sort=", ["sluice ls --sort=name", "sluice ls --sort=size", "sluice ls --sort=time"]),
            ("sluice cp --checksum=sha2", ["sluice cp --checksum=sha256"]),
            ("sluice cp --checksum='sha2", ["sluice cp --checksum=sha256"]),
            ("sluice cp --checksum \"sha2", ["sluice cp --checksum \"sha256\""]),
            ("sluice copy --acl public-read-", ["sluice copy --acl public-read-write"]),
            ("sluice completion p", ["sluice completion pwsh"]),
            // The word at the cursor is completed whole, whatever stands behind it.
            ("sluice comp<>letion zsh", ["sluice completion zsh"]),
            ("sluice cp --rec<> a b", ["sluice cp --recursive a b"]),
            ("sluice com<> --json", ["sluice completion --json"]),
            ("./bin/sluice comp", ["./bin/sluice completion"]),
            ($"{scene.Path("bin/sluice")} comp", [$"{scene.Path("bin/sluice")} completion"]),
            ($"& '{scene.Path("bin/sluice")}' comp", [$"& '{scene.Path("bin/sluice")}' completion"]),
            ("$all = sluice comp", ["$all = sluice completion"]),
            ("if ($true) { sluice 2>&1 bench d<> }", ["if ($true) { sluice 2>&1 bench download }"]),
            ("'cp'; sluice comp<>; sluice ls", ["'cp'; sluice completion; sluice ls"]),
            ("sluice cp -- --rec", []),
            ("sluice nonsense --rec", []),
        ];
        TabCandidate[][] found = await PowerShellSession.TabAsync(scene, lines.Select(static line => line.Typed));
        foreach (((_, string[] completed), TabCandidate[] candidates) in lines.Zip(found))
            Assert.Equal(completed.Order(StringComparer.Ordinal), candidates.Select(static one => one.Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PowerShell_tells_what_verbs_and_options_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        TabCandidate[][] found = await PowerShellSession.TabAsync(scene, ["sluice du", "sluice ", "sluice cp -", "sluice ls --sort="]);
        string help = (await scene.RunAsync("du", "--help")).Exits(0).Output;
        Assert.StartsWith(Assert.Single(found[0]).About, help, StringComparison.Ordinal);
        // Of all verbs and options something is said; values say what they are.
        Assert.All(found[1].Concat(found[2]), static one => Assert.True(one.About != one.Shown && one.About.EndsWith('.'), $"{one.Shown}: {one.About}"));
        Assert.Equal("Help with examples.", found[2].Single(static one => one.Shown == "-h").About);
        Assert.Equal(["--sort=name", "--sort=size", "--sort=time"], found[3].Select(static one => one.About).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PowerShell_quotes_a_name_of_a_store_so_that_the_completed_line_means_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] names =
        [
            "plain", "a b", "it's", "q\"q", "a$c", "$(touch owned)", "b`c", "[x]", "p;touch owned", "r|s", "k(1)", "{z}", "@at", "c,d", "y&z", "h#h", "-o", "s*", "w?", "é", "u\u2018v", "w\u201dx", "d\u2014h", "%PATH%", "a=b", "~", "!x", "<y>",
        ];
        foreach (string name in names)
            scene.Put("odd/" + name, name + "\n");
        // Unquoted, and in each quote that PowerShell has.
        string[] typed = ["sluice cat s3://scene/odd/", "sluice cat 's3://scene/odd/", "sluice cat \"s3://scene/odd/", "sluice cat \u2018s3://scene/odd/<>\u2019", "sluice cat \u201cs3://scene/odd/"];
        TabCandidate[][] found = await PowerShellSession.TabAsync(scene, typed, isAnswered: true);
        foreach (TabCandidate[] candidates in found)
            Assert.Equal(names.Select(static name => "s3://scene/odd/" + name).Order(StringComparer.Ordinal), candidates.Select(static one => one.Shown).Order(StringComparer.Ordinal));
        Assert.Contains("sluice cat s3://scene/odd/plain", found[0].Select(static one => one.Line));
        Assert.Contains("sluice cat 's3://scene/odd/a b'", found[0].Select(static one => one.Line));
        Assert.Contains("sluice cat \"s3://scene/odd/a`$c\"", found[2].Select(static one => one.Line));
        // Each completed word, all of them behind one command.
        TabCandidate[] all = [.. found.SelectMany(static candidates => candidates)];
        CommandResult result = await PowerShellSession.RunAsync(scene, "sluice cat " + string.Join(' ', all.Select(static one => one.Line["sluice cat ".Length..])));
        Assert.Equal(all.Select(static one => one.Shown["s3://scene/odd/".Length..]), result.Exits(0).Lines);
        Assert.False(File.Exists(scene.Path("owned")));
    }

    [Fact]
    public async Task PowerShell_completes_within_quotes_in_mid_word_and_behind_commas_what_a_store_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["src/d01", "src/d02", "odd/a b", "odd/it's", "odd/c,d", "odd dir/x", "notes"])
            scene.Put(key, "1");
        (string Typed, string[] Completed)[] lines =
        [
            ("sluice ls s3", ["sluice ls s3://"]),
            ("sluice ls s3://sc", ["sluice ls s3://scene/"]),
            ("sluice ls s3://scene/n<> --json", ["sluice ls s3://scene/notes --json"]),
            ("sluice ls s3://scene/src/", ["sluice ls s3://scene/src/d01", "sluice ls s3://scene/src/d02"]),
            ("sluice ls s3://scene/src/<>d01", ["sluice ls s3://scene/src/d01"]),
            ("sluice cp s3://scene/od", ["sluice cp s3://scene/odd/", "sluice cp 's3://scene/odd dir/'"]),
            ("sluice cp 's3://scene/odd dir/<>'", ["sluice cp 's3://scene/odd dir/x'"]),
            ("sluice cp 's3://scene/odd/a ", ["sluice cp 's3://scene/odd/a b'"]),
            ("sluice cp s3://scene/odd/a` ", ["sluice cp 's3://scene/odd/a b'"]),
            ("sluice cp 's3://scene/odd/it''", ["sluice cp 's3://scene/odd/it''s'"]),
            ("sluice cp \"s3://scene/odd/it", ["sluice cp \"s3://scene/odd/it's\""]),
            ("sluice cp \"s3://scene/odd/<>\" a", ["sluice cp \"s3://scene/odd/a b\" a", "sluice cp \"s3://scene/odd/it's\" a", "sluice cp \"s3://scene/odd/c,d\" a"]),
            ("sluice cp 's3://scene/odd/c,", ["sluice cp 's3://scene/odd/c,d'"]),
            // To PowerShell these are two words.
            ("sluice stat s3://scene/src/d01,s3://scene/no", ["sluice stat s3://scene/src/d01,s3://scene/notes"]),
        ];
        TabCandidate[][] found = await PowerShellSession.TabAsync(scene, lines.Select(static line => line.Typed), isAnswered: true);
        foreach (((_, string[] completed), TabCandidate[] candidates) in lines.Zip(found))
            Assert.Equal(completed.Order(StringComparer.Ordinal), candidates.Select(static one => one.Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PowerShell_offers_files_where_one_may_be_meant_and_none_where_a_word_names_a_store()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["local file", "notes-here", "scene/notes-there", "nowhere/notes"])
            scene.Write(name, "1");
        (string Typed, string[] Completed)[] lines =
        [
            ("sluice cp loc", ["sluice cp './local file'"]),
            ("sluice cp s3://scene/a no", ["sluice cp s3://scene/a ./notes-here", "sluice cp s3://scene/a ./nowhere"]),
            ("sluice cp --files-from no", ["sluice cp --files-from ./notes-here", "sluice cp --files-from ./nowhere"]),
            ("sluice stat s3://scene/no", ["sluice stat s3://scene/no"]),
            ("sluice stat s3://nowhere/", ["sluice stat s3://nowhere/"]),
            ("sluice stat s3:/", ["sluice stat s3://"]),
            ("sluice stat s3:no", ["sluice stat s3:no"]),
            ("sluice stat 's3://nowhere/", ["sluice stat 's3://nowhere/"]),
            ("sluice stat \"s3://nowhere/<>\" --json", ["sluice stat \"s3://nowhere/\" --json"]),
            ("sluice stat s3://a/,s3://nowhere/", ["sluice stat s3://a/,s3://nowhere/"]),
        ];
        // A drive of that name, in which PowerShell would look.
        TabCandidate[][] found = await PowerShellSession.TabAsync(scene, lines.Select(static line => line.Typed), before: "$null = New-PSDrive -Name s3 -PSProvider FileSystem -Root $PWD -Scope Global");
        foreach (((_, string[] completed), TabCandidate[] candidates) in lines.Zip(found))
            Assert.Equal(completed.Order(StringComparer.Ordinal), candidates.Select(static one => one.Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PowerShell_waits_for_no_slow_store_and_takes_nothing_from_a_command_that_fails()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("notes", "1");
        FaultRule slow = scene.Server.Faults.On("ListObjectsV2").Delay(TimeSpan.FromMinutes(1));
        // Where the machine is too busy, the store is not even asked.
        for (int attempt = 0; attempt < 30 && slow.Hits == 0; attempt++)
        {
            Stopwatch waited = Stopwatch.StartNew();
            TabCandidate[][] found = await PowerShellSession.TabAsync(scene, ["sluice stat s3://scene/no"]);
            Assert.Equal("sluice stat s3://scene/no", Assert.Single(Assert.Single(found)).Line);
            // PowerShell and two commands begin in this time.
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
        }
        Assert.NotEqual(0, slow.Hits);
        TabCandidate[][] failed = await PowerShellSession.TabAsync(scene, ["sluice comp", "sluice stat s3://scene/no", "./bin/none/sluice comp"], before: "Set-Content bin/sluice '#!/bin/sh', 'echo completion; echo s3://scene/notes; echo It has failed. >&2; exit 3'");
        Assert.Equal([[], ["sluice stat s3://scene/no"], []], failed.Select(static candidates => candidates.Select(static one => one.Line)));
    }

    [Fact]
    public async Task Tab_in_PowerShell_changes_nothing_else_of_a_session_and_bears_strict_mode()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = await PowerShellSession.RunAsync(scene, """
            sh -c 'exit 7'
            Set-StrictMode -Version Latest
            $ErrorActionPreference, $PSNativeCommandUseErrorActionPreference = 'Stop', $true
            (TabExpansion2 'sluice comp' 11).CompletionMatches.CompletionText
            "$LASTEXITCODE $ErrorActionPreference $PSNativeCommandUseErrorActionPreference"
            $Error.Count
            """);
        Assert.Equal(["completion", "7 Stop True", "0"], result.Exits(0).Lines);
    }

    [Fact]
    public async Task Tab_typed_into_PowerShell_completes_the_line_and_leaves_the_cursor_where_one_types_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["src/d01", "src/d02", "odd dir/x", "a b"])
            scene.Put(key, "1");
        scene.Write("local file", "1");
        (string Typed, string Completed)[] lines =
        [
            ("sluice compl", "sluice completion<>"), ("sluice cp --rec", "sluice cp --recursive<>"), ("sluice ls s3://scene/sr", "sluice ls s3://scene/src/<>"),
            // What all candidates share.
            ("sluice ls s3://scene/src/", "sluice ls s3://scene/src/d0<>"),
            ("sluice ls s3://scene/od", "sluice ls 's3://scene/odd dir/<>'"), ("sluice ls \"s3://scene/od", "sluice ls \"s3://scene/odd dir/<>\""), ("sluice ls s3://scene/a", "sluice ls 's3://scene/a b'<>"),
            ("sluice cp loc", "sluice cp './local file'<>"),
        ];
        using PowerShellTerminal terminal = await PowerShellTerminal.BeginAsync(scene);
        foreach ((string typed, string completed) in lines)
        {
            // A machine that is busy may keep a store from answering in time, of which nothing is said.
            string line = typed;
            for (int attempt = 0; attempt < 30 && line.Replace(PowerShellSession.Cursor, "", StringComparison.Ordinal) == typed; attempt++)
                line = await terminal.TabAsync(typed);
            Assert.Equal(completed, line);
        }
    }
}
