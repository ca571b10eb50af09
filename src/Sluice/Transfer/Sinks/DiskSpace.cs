namespace Sluice.Transfer.Sinks;

/// <summary>
/// Finds out before the first byte whether a file will fit. The disk is asked again when the answer is old by as much
/// as it could matter, not for each of many small files.
/// </summary>
internal sealed class DiskSpace
{
    // Between two questions no more than this much is written without asking.
    const long Window = 256L << 20;

    readonly Lock _gate = new();
    readonly Func<string, long?> _available;
    string _directory = "";
    long _left;

    /// <summary>Asks the file system, or whoever is given.</summary>
    public DiskSpace(Func<string, long?>? available = null) => _available = available ?? Ask;

    /// <summary>Claims space for a file; false, and what is available, when there is not enough.</summary>
    public bool TryClaim(string directory, long bytes, out long available)
    {
        lock (_gate)
        {
            if (_left < bytes || !string.Equals(_directory, directory, StringComparison.Ordinal))
            {
                long? free = _available(directory);
                available = free ?? long.MaxValue;
                if (available < bytes)
                    return false;
                _directory = directory;
                _left = Math.Min(Window, available);
            }
            available = _left;
            _left -= Math.Min(bytes, _left);
            return true;
        }
    }

    static long? Ask(string directory)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A network path or a file system that does not say: the write itself will tell.
            return null;
        }
    }
}
