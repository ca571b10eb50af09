using System.Diagnostics;
using Sluice.Cli.Lines;

namespace Sluice.Tests.Cli;

public sealed class ShellLineTests
{
    [Fact]
    public async Task A_shell_reads_the_words_that_were_joined()
    {
        string[] words = ["plain", "", "two words", "it's", "$(id)", "`id`", "a\\b", "*", "~", "#", "a\nb", "ü", "--x=\"y\"", "!"];
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"printf '%s\\0' {ShellLine.Join(words)}"]) { RedirectStandardOutput = true })!;
        string output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.Equal(words, output.Split('\0')[..^1]);
    }
}
