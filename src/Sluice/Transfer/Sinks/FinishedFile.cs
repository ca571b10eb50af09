namespace Sluice.Transfer.Sinks;

/// <summary>Tells whether a file that an earlier run downloaded is still the one it published.</summary>
internal static class FinishedFile
{
    /// <summary>
    /// True when it has this size and this time, to the second: a listing tells more of it than the answer to a GET, which the
    /// file's time came from. Null: a time of its own, which the object's metadata gave it; then the size alone decides.
    /// </summary>
    public static bool IsThere(string path, long size, DateTimeOffset? modified)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length == size && (modified is not { } time || file.LastWriteTimeUtc.Ticks / TimeSpan.TicksPerSecond == time.UtcTicks / TimeSpan.TicksPerSecond);
    }
}
