namespace Sluice.Cli;

/// <summary>Where what must outlive a run is kept: <c>SLUICE_STATE_DIR</c>, else <c>sluice</c> in <c>XDG_STATE_HOME</c>, else in the place the system has for it.</summary>
static class StateDirectory
{
    /// <summary>Its root; need not exist.</summary>
    public static string Root =>
        Given("SLUICE_STATE_DIR") is { } own ? own
        : HomeDirectory.Given("XDG_STATE_HOME") is { } state ? Path.Combine(state, "sluice")
        : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Path.Combine(HomeDirectory.Of(Environment.SpecialFolder.LocalApplicationData), "sluice")
        : Path.Combine(HomeDirectory.Of(Environment.SpecialFolder.UserProfile), ".local", "state", "sluice");

    /// <summary>
    /// What a command may write to while it runs, besides what it was told to: the parts of the state directory, and the files that stdout and
    /// stderr go to.
    /// </summary>
    public static IReadOnlyList<string> OwnPaths =>
        [.. Parts.Select(static part => Path.Combine(Root, part)), .. OperatingSystem.IsLinux() ? Streams : []];

    static readonly string[] Parts = ["journals", "locks", "checksums", "running", "bench", "probe", "workers"];

    // Links of the system's own to whatever is open there (proc(5)).
    static readonly string[] Streams = ["/proc/self/fd/1", "/proc/self/fd/2"];

    static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
