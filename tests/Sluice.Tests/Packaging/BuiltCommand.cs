using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

/// <summary>The command as a file that can be started.</summary>
static class BuiltCommand
{
    /// <summary>True where it is the native one, which needs nothing beside it.</summary>
    public static bool IsNative => CommandProcess.Words.Count == 1;

    /// <summary>Its path.</summary>
    public static string Program { get; } = IsNative ? CommandProcess.Words[0] : Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Sluice.Tests"), Path.Combine("src", "Sluice.Cli"), StringComparison.Ordinal), "sluice");
}
