using Sluice.S3;
using Sluice.Transfer.Integrity;
using Sluice.Trees;

namespace Sluice.Sync;

/// <summary>Decides from two listings whether an item must be copied. Pure. Where they cannot tell, it says what could.</summary>
internal static class SyncRules
{
    static readonly TimeSpan LeastAhead = TimeSpan.FromSeconds(2);

    /// <summary>What to do with an item that both sides have.</summary>
    public static SyncVerdict Compare(SyncComparison how, in TreeEntry source, in TreeEntry destination)
    {
        // Unknown is equal to nothing, also not to unknown, and different from nothing.
        bool knowSizes = source.Size is not null && destination.Size is not null;
        if (knowSizes && source.Size != destination.Size)
            return SyncVerdict.SizeDiffers;
        if (knowSizes && how == SyncComparison.SizeOnly)
            return SyncVerdict.Same;
        if (source.Object is { } from && destination.Object is { } to && ETagsTell(from, to, out bool equal) && equal)
            return SyncVerdict.Same;
        if (!knowSizes)
            return SyncVerdict.AskStore;
        if (how == SyncComparison.Checksum)
            return SyncVerdict.AskContent;
        if (source.Modified is null || destination.Modified is null)
            return SyncVerdict.AskStore;
        return (source.Object, destination.Object) switch
        {
            // Neither has a clock of its own that decides: what is written gets the time of what was read.
            (null, null) => OfDownload(source, destination),
            (null, _) => OfUpload(source, destination),
            (_, null) => OfDownload(source, destination),
            ({ } a, { } b) => OfCopy(a, b),
        };
    }

    /// <summary>True when two times are the same moment, as far as the coarser of them can tell: stores keep seconds or milliseconds, file systems more.</summary>
    public static bool IsSameTime(DateTimeOffset a, DateTimeOffset b)
    {
        long unit = IsWholeSecond(a) || IsWholeSecond(b) ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
        return a.UtcTicks / unit == b.UtcTicks / unit;
    }

    // An object that was written after the file was last changed holds the file as it is. One that seems older may too:
    // stores round to seconds, clocks differ. Then the file's time that was kept with the object decides.
    static SyncVerdict OfUpload(in TreeEntry file, in TreeEntry stored) => file.Modified <= OnOurClock(stored) ? SyncVerdict.Same : SyncVerdict.AskTime;

    // A store whose clock is before ours writes times at which the file may have been changed since. A Date is up to a second old
    // when it is told, and some more when it comes.
    static DateTimeOffset? OnOurClock(in TreeEntry stored) => stored.Ahead > LeastAhead ? stored.Modified - stored.Ahead - LeastAhead : stored.Modified;

    // A file that came from an object has the object's time, or the one that was kept with it. Older is not good enough:
    // the object may have been replaced since. Nor is newer: the file was written to since.
    static SyncVerdict OfDownload(in TreeEntry stored, in TreeEntry file) => IsSameTime(stored.Modified!.Value, file.Modified!.Value) ? SyncVerdict.Same : SyncVerdict.AskTime;

    static SyncVerdict OfCopy(in ListedObject source, in ListedObject copy)
    {
        (DateTimeOffset written, DateTimeOffset copied) = (source.LastModified!.Value, copy.LastModified!.Value);
        // In one second, by clocks that count seconds: the order of the two writes is unknown.
        bool unordered = copied.UtcTicks / TimeSpan.TicksPerSecond == written.UtcTicks / TimeSpan.TicksPerSecond
            && (IsWholeSecond(copied) || IsWholeSecond(written));
        if (unordered)
            return ETagsTell(source, copy, out _) ? SyncVerdict.ContentDiffers : SyncVerdict.Same;
        return written <= copied ? SyncVerdict.Same : SyncVerdict.SourceIsNewer;
    }

    // Only ETags that look like MD5s are alike by more than chance. Unequal ones of whole objects mean unequal bytes, unless
    // a store encrypts with keys; then an object is copied once too often.
    static bool ETagsTell(in ListedObject a, in ListedObject b, out bool equal)
    {
        equal = false;
        if ((a.Size ?? b.Size) is not { } size || ETagMd5.Of(a.ETag, size) is not { } one || ETagMd5.Of(b.ETag, size) is not { } other)
            return false;
        equal = one == other;
        return equal || !one.IsComposite && !other.IsComposite;
    }

    static bool IsWholeSecond(DateTimeOffset time) => time.UtcTicks % TimeSpan.TicksPerSecond == 0;
}
