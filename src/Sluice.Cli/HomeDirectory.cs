namespace Sluice.Cli;

/// <summary>Where a user's own files lie: always a whole path, because the current directory may be somebody else's.</summary>
static class HomeDirectory
{
    /// <summary>A directory that the system has for it; it need not exist. Where there is none, or a relative one, a place in which only who administers the machine writes.</summary>
    public static string Of(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path && Path.IsPathFullyQualified(path) ? path
        : OperatingSystem.IsWindows() ? Environment.SystemDirectory
        : "/";

    /// <summary>One that a variable names; null for none. A relative one is invalid (XDG Base Directory Specification, "Basics").</summary>
    public static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && Path.IsPathFullyQualified(path) ? path : null;
}
