using System.Text.Json;

namespace Sluice.Tests.Scenarios;

/// <summary>PowerShell as installed, in the directory of a scene: <c>sluice</c> is the command as built, by a file in <c>bin</c>, and completes by its own script.</summary>
static class PowerShellSession
{
    /// <summary>Where the cursor is in a typed line; else at its end.</summary>
    public const string Cursor = "<>";

    /// <summary>As the documentation has it.</summary>
    public const string Profile = "sluice completion pwsh | Out-String | Invoke-Expression\n";

    /// <summary>What a bash script does to have <c>pwsh</c>, with nothing of this machine's user.</summary>
    public static string Preparation { get; } = $$"""
        mkdir -p bin
        [ -e bin/sluice ] || printf '#!/bin/sh\nexec {{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} "$@"\n' >bin/sluice
        chmod +x bin/sluice
        export PATH=$PWD/bin:$PATH HOME=$PWD POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off DOTNET_NOLOGO=1 NO_COLOR=1
        """;

    /// <summary>Runs PowerShell.</summary>
    public static async Task<CommandResult> RunAsync(Scene scene, string script)
    {
        scene.Write("session.ps1", Profile + script);
        return await scene.ScriptAsync(Preparation + "\nexec pwsh -NoLogo -NoProfile -NonInteractive -File session.ps1");
    }

    /// <summary>What Tab offers in each of the lines, as the shell itself answers (TabExpansion2).</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="lines">Lines as typed.</param>
    /// <param name="isAnswered">Asks until there is something that the line is not yet: a machine that is busy may keep a store from answering in time, of which nothing is said.</param>
    /// <param name="before">What PowerShell runs before.</param>
    public static async Task<TabCandidate[][]> TabAsync(Scene scene, IEnumerable<string> lines, bool isAnswered = false, string before = "")
    {
        scene.Write("lines.json", JsonSerializer.Serialize(lines));
        CommandResult result = await RunAsync(scene, before + $$"""

            $answers = [System.Collections.Generic.List[object]]::new()
            foreach ($typed in Get-Content -Raw lines.json | ConvertFrom-Json) {
                $at = $typed.IndexOf('{{Cursor}}')
                $line = $typed.Replace('{{Cursor}}', '')
                if ($at -lt 0) { $at = $line.Length }
                for ($attempt = 0; $attempt -lt {{(isAnswered ? 30 : 1)}}; $attempt++) {
                    $found = TabExpansion2 -inputScript $line -cursorColumn $at
                    $offered = @(foreach ($one in $found.CompletionMatches) {
                        @{ Line = $line.Remove($found.ReplacementIndex, $found.ReplacementLength).Insert($found.ReplacementIndex, $one.CompletionText); Shown = $one.ListItemText; About = $one.ToolTip; Kind = "$($one.ResultType)" }
                    })
                    if ($offered.Line -ne $line) { break }
                }
                $answers.Add($offered)
            }
            [System.IO.File]::WriteAllText("$PWD/answers.json", (ConvertTo-Json -Depth 3 -Compress -InputObject $answers))
            """);
        result.Exits(0);
        Assert.Equal("", result.Error);
        return JsonSerializer.Deserialize<TabCandidate[][]>(await File.ReadAllTextAsync(scene.Path("answers.json")))!;
    }
}
