using System.Security.Cryptography;

namespace Sluice.Transfer.Journal;

/// <summary>Where journals lie, and how they are named.</summary>
internal static class JournalDirectory
{
    /// <summary>
    /// The directory of this user's journals: <c>$SLUICE_STATE_DIR/journals</c>, else <c>$XDG_STATE_HOME/sluice/journals</c>
    /// (default <c>~/.local/state</c>; on Windows <c>%LOCALAPPDATA%</c>); null where there is no home.
    /// </summary>
    public static string? Default(Func<string, string?> environment)
    {
        if (environment("SLUICE_STATE_DIR") is { Length: > 0 } own)
            return Path.Join(own, "journals");
        if (environment("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state))
            return Path.Join(state, "sluice", "journals");
        string home = Environment.GetFolderPath(OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : OperatingSystem.IsWindows() ? Path.Join(home, "sluice", "journals") : Path.Join(home, ".local", "state", "sluice", "journals");
    }

    /// <summary>Makes the directory; nobody else may look into it.</summary>
    public static void Create(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The journal of a command: 64 bits of a hash of it and its working directory.</summary>
    public static string PathOf(JournalRequest request)
    {
        RecordWriter text = new RecordWriter().Text(request.WorkingDirectory);
        foreach (string word in request.Command)
            text.Text(word);
        return Path.Join(request.Directory, Convert.ToHexStringLower(SHA256.HashData(text.Written).AsSpan(0, 8)) + JournalFile.Extension);
    }

    /// <summary>All journals, oldest name first; empty when there is no such directory.</summary>
    public static IReadOnlyList<string> All(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*" + JournalFile.Extension).Order(StringComparer.Ordinal)]
        : [];
}
