using Sluice.Jobs.Claims;

namespace Sluice.Jobs.Watching;

/// <summary>What is known of one chunk.</summary>
/// <param name="name">Its name.</param>
internal sealed class ChunkMark(string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>It has a file of items, and counts.</summary>
    public bool IsThere { get; set; }

    /// <summary>It is sealed.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Its tally, or its seal, has been added.</summary>
    public bool IsCounted { get; set; }

    /// <summary>When it was sealed, by the store's clock; meaningful once it is counted.</summary>
    public DateTimeOffset Sealed { get; set; }

    /// <summary>Items with an outcome; 0 for a chunk that was halved.</summary>
    public long Items { get; set; }

    /// <summary>Bytes of those, as they were listed; null where the tally tells none.</summary>
    public long? Bytes { get; set; }

    /// <summary>Items that a retry takes, and that none has taken yet.</summary>
    public long Failed { get; set; }

    /// <summary>Items that were missing or had changed.</summary>
    public long Gone { get; set; }

    /// <summary>When its lease was written, by the store's clock; null for none.</summary>
    public DateTimeOffset? Leased { get; private set; }

    /// <summary>Who has the lease; null until that was read.</summary>
    public ChunkLease? Lease { get; private set; }

    // Of the lease that was read: its time tells it from later ones.
    DateTimeOffset _read;

    /// <summary>Takes note of the lease as a listing shows it.</summary>
    public void Renew(DateTimeOffset written, TimeSpan lasts)
    {
        // A keeper renews after three tenths; what was written sooner, or after it had run out, may be another one's.
        if (Leased is { } before && written != before && (written - before < lasts / 4 || written - before > lasts || Lease is { IsFree: true }))
            Lease = null;
        Leased = written;
    }

    /// <summary>True when it is not known whose the lease is, or it is old and may have been given back.</summary>
    public bool IsUnread(DateTimeOffset now, TimeSpan lasts) => Leased is { } written && (Lease is null || _read != written && now - written > lasts / 2);

    /// <summary>Takes note of who has the lease.</summary>
    public void Read(ChunkLease? lease) => (Lease, _read) = (lease ?? new ChunkLease("", 0, false, 0), Leased ?? default);
}
