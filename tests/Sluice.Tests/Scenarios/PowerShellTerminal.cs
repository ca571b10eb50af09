using System.Diagnostics;
using System.Text;

namespace Sluice.Tests.Scenarios;

/// <summary>PowerShell as a person has it: in a terminal, where PSReadLine edits the line and keys are typed.</summary>
sealed class PowerShellTerminal : IDisposable
{
    // Behind Tab another key writes down what the line has become, and where the cursor is; the line is given up.
    const string Keys = """
        Set-PSReadLineKeyHandler -Chord Tab -Function Complete
        Set-PSReadLineKeyHandler -Chord Ctrl+t -ScriptBlock {
            $line, $cursor = $null, 0
            [Microsoft.PowerShell.PSConsoleReadLine]::GetBufferState([ref]$line, [ref]$cursor)
            [Microsoft.PowerShell.PSConsoleReadLine]::RevertLine()
            [System.IO.File]::WriteAllText("$PWD/making", $line.Insert($cursor, '<>'))
            Move-Item making made
        }
        function prompt { 'BEGUN ' }
        """;

    // ECMA-48, device status report, which PSReadLine asks for and a terminal answers with the place of its cursor.
    const string Question = "\e[6n", Answer = "\e[1;1R";

    const string Prompt = "BEGUN ";

    readonly Lock _typing = new();
    readonly Scene _scene;
    readonly Process _process;
    readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    PowerShellTerminal(Scene scene, Process process)
    {
        (_scene, _process) = (scene, process);
        _ = AnswerAsync();
    }

    public static async Task<PowerShellTerminal> BeginAsync(Scene scene)
    {
        scene.Write("session.ps1", PowerShellSession.Profile + Keys);
        // script(1) makes the terminal, which has no size yet.
        ProcessStartInfo start = new("bash", ["-c", $"{PowerShellSession.Preparation}\nexec script -qfc 'stty rows 40 cols 200; exec pwsh -NoLogo -NoProfile -NoExit -File session.ps1' /dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = scene.Directory,
        };
        foreach ((string name, string? value) in scene.Environment)
            start.Environment[name] = value;
        PowerShellTerminal terminal = new(scene, Process.Start(start)!);
        await terminal._begun.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return terminal;
    }

    /// <summary>What a line becomes by Tab, with <see cref="PowerShellSession.Cursor"/> in it.</summary>
    public async Task<string> TabAsync(string typed)
    {
        Type(typed + "\t\x14");
        string made = _scene.Path("made");
        await Scene.UntilAsync(() => File.Exists(made));
        string line = await File.ReadAllTextAsync(made);
        File.Delete(made);
        return line;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    async Task AnswerAsync()
    {
        StringBuilder told = new();
        byte[] read = new byte[4096];
        while (await _process.StandardOutput.BaseStream.ReadAsync(read) is > 0 and int count)
        {
            told.Append(Encoding.Latin1.GetString(read, 0, count));
            string text = told.ToString();
            for (int at = text.IndexOf(Question, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Question, at + 1, StringComparison.Ordinal))
                Type(Answer);
            if (text.Contains(Prompt, StringComparison.Ordinal))
                _begun.TrySetResult();
            // What may be the begin of either is kept.
            told.Remove(0, Math.Max(text.LastIndexOf(Question, StringComparison.Ordinal) + 1, text.Length - Prompt.Length));
        }
        _begun.TrySetException(new InvalidOperationException("PowerShell has ended."));
    }

    void Type(string keys)
    {
        lock (_typing)
        {
            _process.StandardInput.Write(keys);
            _process.StandardInput.Flush();
        }
    }
}
