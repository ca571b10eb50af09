using Sluice.Engine;
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

    /// <summary>Its seal was read, and is as its tally says; or cannot be read.</summary>
    public bool IsRead { get; set; }

    /// <summary>What its seal is known by, as a listing told; null for nothing.</summary>
    public string? Tag { get; set; }

    /// <summary>MD5 of its seal, as its tally tells; null where it does not.</summary>
    public string? Hash { get; set; }

    /// <summary>Its seal may be other bytes than were written. It is not, where ETags are no MD5s, as of an encrypted bucket.</summary>
    public bool IsDoubtful => Hash is { } hash && Tag?.Trim('"') is { Length: 32 } tag && !tag.Equals(hash, StringComparison.OrdinalIgnoreCase);

    /// <summary>Something of it cannot be read.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Rows of it were listed.</summary>
    public bool HasRows { get; set; }

    /// <summary>Its items by outcome; none for a chunk that was halved.</summary>
    public OutcomeCounts Counts { get; set; }

    /// <summary>Items with an outcome; 0 for a chunk that was halved.</summary>
    public long Items => Counts.Ended;

    /// <summary>Items that it has left to other chunks, and that nobody planned.</summary>
    public long Added { get; set; }

    /// <summary>Bytes of those, as they were listed; null where the tally tells none.</summary>
    public long? Bytes { get; set; }

    /// <summary>Those that are done and whose bytes nothing proves; null where the tally tells none.</summary>
    public long? Unverified { get; set; }

    /// <summary>Items that a retry takes, and that none has taken yet.</summary>
    public long Failed { get; set; }

    /// <summary>Items that were missing or had changed.</summary>
    public long Gone => Counts.Missing + Counts.Changed;

    /// <summary>When its lease was written, by the store's clock; null for none.</summary>
    public DateTimeOffset? Leased { get; private set; }

    /// <summary>Who has the lease; null until that was read.</summary>
    public ChunkLease? Lease { get; private set; }

    // Of the lease that was read: its time tells it from later ones.
    DateTimeOffset _read;
    // It was seen to be renewed.
    bool _isRenewed;

    /// <summary>How long its lease lasts, as far as is known: where that was not read, as one that is renewed.</summary>
    /// <param name="lease">How long those of the job last that are not renewed.</param>
    public TimeSpan LastsOf(TimeSpan lease) => Lease is { } read && !_isRenewed ? read.LastsOf(lease) : lease * ChunkLease.TimesRenewed;

    /// <summary>Takes note of the lease as a listing shows it.</summary>
    public void Renew(DateTimeOffset written, TimeSpan lease)
    {
        if (Leased is { } before && written != before)
        {
            // A keeper renews when half of a first lease is left. What was written much sooner, or after it had run out, may be another one's.
            TimeSpan lasts = LastsOf(lease), soonest = lasts - lease * 0.75;
            if (written - before < soonest || written - before > lasts || Lease is { IsFree: true })
                (Lease, _isRenewed) = (null, false);
            else
                _isRenewed = Lease is not null;
        }
        Leased = written;
    }

    /// <summary>True when it is not known whose the lease is, or it is old and may have been given back.</summary>
    public bool IsUnread(DateTimeOffset now, TimeSpan lease) => Leased is { } written && (Lease is null || _read != written && now - written > LastsOf(lease) - lease * 0.4);

    /// <summary>Takes note of who has the lease.</summary>
    public void Read(ChunkLease? lease) => (Lease, _read, _isRenewed) = (lease ?? new ChunkLease("", 0, false, 0), Leased ?? default, false);
}
