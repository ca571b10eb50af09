using System.Runtime.InteropServices;

namespace Sluice.S3.Wire;

/// <summary>
/// How many files and sockets this process may have open (getrlimit(2), RLIMIT_NOFILE; .NET has raised the soft limit to the hard
/// one), and what that leaves for requests. Where it is reached .NET itself cannot go on: it opens a file for each assembly it loads.
/// </summary>
public static partial class OpenFiles
{
    /// <summary>Fewer do not carry a command: the runtime and its assemblies alone have some 80 open, a server 135.</summary>
    public const int Least = 160;

    /// <summary>A limit above this is never met: 1,024 requests, two descriptors each, 64 requests of a listing, and the rest.</summary>
    const long Plenty = 4096;

    // Assemblies that are loaded later, journal, report, cache, name look-ups.
    const int Reserve = 40;

    // A connection, and a file or the connection to another store.
    const int PerRequest = 2;
    const int MostOfListing = 64;

    static readonly Lazy<int> Left = new(static () => Limit is { } limit && limit < Plenty ? Math.Max(0, (int)limit - CountOpen() - Reserve) : int.MaxValue);

    /// <summary>The limit; null where the platform has none, or does not tell.</summary>
    public static long? Limit { get; } = ReadLimit();

    /// <summary>Requests that a listing may have under way.</summary>
    public static int MostListingRequests => Math.Clamp(Left.Value / 4, 1, MostOfListing);

    /// <summary>Requests of transfers that may be in flight.</summary>
    public static int MostRequests => Left.Value == int.MaxValue ? int.MaxValue : Math.Max(1, (Left.Value - MostListingRequests) / PerRequest);

    static int CountOpen()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd").Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No /proc: what a command has open as a rule.
            return 80;
        }
    }

    static long? ReadLimit()
    {
        if (OperatingSystem.IsWindows())
            return null;
        Span<ulong> limits = stackalloc ulong[2];
        return GetLimit(OperatingSystem.IsLinux() ? 7 : 8, limits) == 0 ? (long)Math.Min(limits[0], long.MaxValue) : null;
    }

    // struct rlimit: soft, hard; 64 bits each on all 64-bit systems.
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, Span<ulong> limits);
}
