using System.CommandLine;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using CommandLine = Sluice.Cli.Options.CommandLine;

namespace Sluice.Tests.Cli;

public sealed class SseFlagsTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_key_is_taken_raw_as_hex_and_as_base64()
    {
        byte[] key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
        Assert.Empty(ProblemsOf(key));
        Assert.Empty(ProblemsOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(key) + "\n")));
        Assert.Empty(ProblemsOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key))));
    }

    [Fact]
    public void A_key_of_another_length_is_refused_without_showing_it()
    {
        string problem = Assert.Single(ProblemsOf("not a key, but secret"u8.ToArray()));
        Assert.Contains("32 bytes", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    IReadOnlyList<string> ProblemsOf(byte[] content)
    {
        File.WriteAllBytes(_file, content);
        SseFlags flags = new();
        Command command = new("x");
        foreach (Option option in flags.WriteGroup.Options)
            command.Options.Add(option);
        CommandLine line = new(command.Parse(["--sse-c-key-file", _file], SluiceCommand.Parsing));
        flags.Read(line);
        return line.Problems;
    }
}
