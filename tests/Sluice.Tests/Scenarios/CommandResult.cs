using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

/// <summary>What one run of the command left behind.</summary>
sealed record CommandResult(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Stdout as JSON, a value a line; fails when a line is none.</summary>
    public List<JsonElement> Json => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Fails with everything that was printed when the exit code is another.</summary>
    public CommandResult Exits(int expected)
    {
        Assert.True(ExitCode == expected, $"exit code {ExitCode}, not {expected}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }

    /// <summary>Fails when stderr or stdout has any of these.</summary>
    public CommandResult SaysNot(params string[] parts)
    {
        Assert.All(parts, part => Assert.DoesNotContain(part, Error + Output, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Fails unless stderr has all of these.</summary>
    public CommandResult Says(params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
        return this;
    }
}
