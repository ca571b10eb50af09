using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>A large item that is under way.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Parts">How many parts it has, or, of one whose contents are compared, how many MiB there are to read; 0 where that is not known, as of a stream.</param>
/// <param name="Done">How many of them are where they belong, or were read.</param>
public readonly record struct LargeTransfer(Location From, Location? To, int Parts, int Done)
{
    /// <summary>Bytes that are to be moved, or read, of it in this run; null where that is not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>How many of them have moved, or were read, those of unfinished parts included.</summary>
    public long MovedBytes { get; init; }

    /// <summary>Share that is done, 0 to 1; null where nobody knows of how much.</summary>
    public double? Share => Bytes is > 0 and long bytes ? Math.Clamp((double)MovedBytes / bytes, 0, 1) : Parts > 0 ? Math.Clamp((double)Done / Parts, 0, 1) : null;
}
