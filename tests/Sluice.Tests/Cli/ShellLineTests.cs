using System.Diagnostics;
using Sluice.Cli.Commands;
using Sluice.Cli.Limits;
using Sluice.Cli.Lines;

namespace Sluice.Tests.Cli;

public sealed class ShellLineTests
{
    static readonly string[] Words = ["plain", "", "two words", "it's", "$(id)", "`id`", "a\\b", "*", "~", "#", "a\nb", "ü", "--x=\"y\"", "!", "a';cmd;'", "\u001b[31m'red\\", "\u202egnp", "{a,b}", "^"];

    [Fact]
    public async Task A_shell_reads_the_words_that_were_joined() => Assert.Equal(Words, await ReadAsync("bash", $"printf '%s\\0' {ShellLine.Join(Words)}"));

    [Fact]
    public async Task A_command_that_is_shown_is_the_same_words_to_a_shell_and_harmless_to_a_terminal()
    {
        foreach (string shown in (string[])[RecordedCommand.TextOf(["AWS_PROFILE=it's me", "AWS_REGION=", .. Words]), CommandText.Of(Words)])
        {
            Assert.DoesNotContain(shown, static letter => char.IsControl(letter) || letter == '\u202e');
            // The command itself, and what is set for it.
            string[] read = await ReadAsync("bash", $"sluice() {{ printf '%s\\0' \"$AWS_PROFILE\" \"$@\"; }}\n{shown}");
            Assert.Equal([shown.StartsWith("AWS_", StringComparison.Ordinal) ? "it's me" : "", .. Words], read);
        }
    }

    static async Task<string[]> ReadAsync(string shell, string script)
    {
        ProcessStartInfo start = new(shell, ["-c", script]) { RedirectStandardOutput = true };
        start.Environment.Remove("AWS_PROFILE");
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\0')[..^1];
    }
}
