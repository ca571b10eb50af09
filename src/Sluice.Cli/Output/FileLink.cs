using Sluice.Failures;

namespace Sluice.Cli.Output;

/// <summary>A file's name that a terminal makes a link of ("Hyperlinks in Terminal Emulators", OSC 8), where it is one that does; else the name as it is.</summary>
static class FileLink
{
    const string Begin = "\x1b]8;;", End = "\x1b\\";

    // VTE drew links wrong before.
    const int LeastVte = 5000;

    /// <summary>The name as it is shown on stderr.</summary>
    /// <param name="path">The file.</param>
    /// <param name="session">What stderr is, and what was asked of it.</param>
    /// <param name="variable">Reads a variable of the environment; null for that of this process.</param>
    public static string Of(string path, Session session, Func<string, string?>? variable = null) =>
        session.Settings.Color != ColorChoice.Never && session.Terminal.ColorsError(ColorChoice.Auto) && IsSupported(variable ?? Environment.GetEnvironmentVariable) ? Linked(path, Environment.MachineName) : DisplayText.Of(path);

    /// <summary>A link to a file of this machine.</summary>
    public static string Linked(string path, string host)
    {
        string full = Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/');
        return $"{Begin}file://{Uri.EscapeDataString(host)}{(full.StartsWith('/') ? "" : "/")}{string.Join('/', full.Split('/').Select(Uri.EscapeDataString))}{End}{DisplayText.Of(path)}{Begin}{End}";
    }

    /// <summary>True for terminals that say what they are and are known to make links; others might show the sequence.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static bool IsSupported(Func<string, string?> variable) =>
        variable("TERM_PROGRAM") is "iTerm.app" or "WezTerm" or "vscode" or "ghostty" or "Hyper" or "tmux"
        || variable("VTE_VERSION") is { } vte && int.TryParse(vte, out int version) && version >= LeastVte
        || variable("WT_SESSION") is { Length: > 0 } || variable("KONSOLE_VERSION") is { Length: > 0 }
        || variable("TERM") is { } term && (term is "alacritty" or "foot" || term.Contains("kitty", StringComparison.Ordinal) || term.Contains("ghostty", StringComparison.Ordinal));
}
