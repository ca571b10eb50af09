namespace Sluice.Cli.Options;

/// <summary>Where the command keeps what later runs need, for this user (XDG Base Directory Specification).</summary>
static class StateDirectory
{
    /// <summary>A directory below it: of SLUICE_STATE_DIR, else XDG_STATE_HOME, else ~/.local/state. Not made yet.</summary>
    public static string Of(string purpose)
    {
        if (Variable("SLUICE_STATE_DIR") is { } own)
            return Path.Join(own, purpose);
        // Relative paths in XDG variables are to be ignored.
        string home = Variable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state) ? state
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Join(home, "sluice", purpose);
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
