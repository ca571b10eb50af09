namespace Sluice.Cli;

/// <summary>Where what must outlive a run is kept: <c>SLUICE_STATE_DIR</c>, else <c>sluice</c> in <c>XDG_STATE_HOME</c>, else in the place the system has for it.</summary>
static class StateDirectory
{
    /// <summary>Its root; need not exist.</summary>
    public static string Root =>
        Given("SLUICE_STATE_DIR") is { } own ? own
        : Given("XDG_STATE_HOME") is { } state ? Path.Combine(state, "sluice")
        : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "sluice")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "sluice");

    static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
