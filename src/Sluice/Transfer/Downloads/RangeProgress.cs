using Sluice.Transfer.Integrity;
using Sluice.Transfer.Journal;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// Tells the journal, now and then, how far a range has come: what is in the file then counts although the range is not
/// whole. Once a second at most, and for a MiB at least, so that fast ranges, which end sooner, cost nothing.
/// </summary>
/// <param name="journal">The item's journal; null tells nobody.</param>
/// <param name="clock">The clock.</param>
/// <param name="part">The number of the range, from 0.</param>
/// <param name="start">Where in the object it begins.</param>
/// <param name="length">Its bytes.</param>
/// <param name="done">Bytes of it that the journal knows of already.</param>
internal struct RangeProgress(ItemJournal? journal, TimeProvider clock, int part, long start, long length, long done)
{
    /// <summary>Bytes that a kill may cost a range, if they came within <see cref="Often"/>.</summary>
    public const long Step = 1 << 20;

    /// <summary>How often a range is told of.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    long _told = done;
    long _at = clock.GetTimestamp();

    /// <summary>So many of its bytes are in the file.</summary>
    public void Reached(long bytes, BodyHasher hasher)
    {
        if (bytes - _told >= Step && clock.GetElapsedTime(_at) >= Often)
            Tell(bytes, hasher);
    }

    /// <summary>It goes no further in this run.</summary>
    public void Stopped(long bytes, BodyHasher hasher)
    {
        if (bytes - _told >= Step)
            Tell(bytes, hasher);
    }

    void Tell(long bytes, BodyHasher hasher)
    {
        if (journal is null || bytes == length || hasher.Current is not { } checksum)
            return;
        journal.Reached(new BegunRange(new JournalPart(part, start, bytes, checksum, ""), length));
        (_told, _at) = (bytes, clock.GetTimestamp());
    }
}
