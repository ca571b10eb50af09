using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// Opens the file of a download in ranges: the unfinished one that an earlier run left, when it was of the same object
/// with the same plan, or a new one. A range of the old file counts once its bytes were read and have the checksum that
/// they had when they arrived.
/// </summary>
internal sealed class ResumedDownload(TransferContext run, DownloadSink sink)
{
    UnfinishedItem? _item;

    /// <summary>True when the file has its name already: an earlier run was killed after it published it.</summary>
    public bool IsPublished { get; private set; }

    /// <summary>Opens the file; a failure or null. What was kept before is void when this is called again.</summary>
    /// <param name="item">The download.</param>
    /// <param name="stamp">The object, as the journal knows it.</param>
    /// <param name="plan">The ranges.</param>
    /// <param name="algorithm">Checksum of ranges and whole.</param>
    public ItemFailure? Open(ItemTransfer item, UInt128 stamp, ItemPlan plan, ChecksumAlgorithm algorithm)
    {
        _item = null;
        if (run.Journal is not { } journal || !sink.CanReopen)
            return ItemFailure.From(sink.Open(plan.Size));
        // Of a host all of the location.
        bool isHere = item.To!.FilePath is not null;
        string to = item.To.FilePath ?? item.To.OnHost!;
        string place = isHere ? run.Paths.Of(to) : to;
        ItemIdentity identity = new(ItemIdentity.PlaceOf(place), stamp);
        item.Journal?.End();
        item.Journal = null;
        foreach (UnfinishedItem earlier in journal.Take(identity.Place))
        {
            if (item.Journal is null && earlier.Fits(stamp, plan, algorithm))
            {
                IsPublished = IsWhole(to, earlier);
                if (IsPublished || sink.TryReopen(earlier.Temporary, plan.Size, plan.Size - earlier.PartBytes))
                {
                    item.Journal = journal.Continue(earlier);
                    _item = earlier;
                    continue;
                }
                journal.Say($"{item.To}: its unfinished file is gone, or not the one that was left; starting again.");
            }
            else
            {
                journal.Say($"{item.From}: {(earlier.Identity.Stamp == stamp ? "its unfinished file cannot be gone on with" : "another object than when its download was begun")}; starting again.");
                if (sink.RemoveUnfinished(earlier.Temporary) is { } left)
                    journal.Say(left.Message);
            }
            journal.End(earlier);
        }
        if (item.Journal is not null)
            return null;
        return ItemFailure.From(sink.Open(plan.Size, temporary =>
        {
            item.Journal?.End();
            item.Journal = journal.Begin(new UnfinishedItem
            {
                Identity = identity,
                Begun = run.Options.Clock.GetUtcNow(),
                Size = plan.Size,
                PartSize = plan.PartSize,
                PartCount = plan.PartCount,
                Algorithm = algorithm,
                To = isHere ? new LocalLocation(place) : item.To,
                Temporary = isHere ? run.Paths.Of(temporary) : temporary,
            });
        }));
    }

    /// <summary>True, with its checksum, for a range that is there and right.</summary>
    public bool TryKeep(int part, Worker worker, out JournalPart kept)
    {
        if (_item is null || !_item.Parts.TryGetValue(part, out kept!))
        {
            kept = null!;
            return false;
        }
        using BufferLease lease = run.Memory.Reserve(run.ChunkSize, run.Token);
        return Matches(kept, worker.Hasher(kept.Checksum!.Value.Algorithm), lease.Span, sink.Read);
    }

    /// <summary>A range that an earlier run began; false when there is none.</summary>
    public bool TryBegun(int part, out BegunRange range)
    {
        range = default;
        return _item is not null && _item.Ranges.TryGetValue(part, out range);
    }

    /// <summary>Reads the first bytes of a range that an earlier run began; false when they are not those that arrived.</summary>
    public bool TryReplay(JournalPart begun, BodyHasher hasher)
    {
        try
        {
            for (long done = 0; done < begun.Length;)
            {
                Span<byte> next = hasher.Next;
                int count = sink.Read(begun.Offset + done, next[..(int)Math.Min(next.Length, begun.Length - done)]);
                if (count == 0)
                    return false;
                hasher.Append(count);
                done += count;
                run.Token.ThrowIfCancellationRequested();
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return false;
        }
        return hasher.Current == begun.Checksum;
    }

    // The rename was the last step but for the journal's own record of it.
    bool IsWhole(string to, UnfinishedItem earlier)
    {
        if (earlier.Parts.Count != earlier.PartCount || File.Exists(earlier.Temporary) || !File.Exists(to) || SourceFile.Open(to, out SourceFile? opened) is not null)
            return false;
        using SourceFile file = opened!;
        if (file.Length != earlier.Size)
            return false;
        using BufferLease lease = run.Memory.Reserve(run.ChunkSize, run.Token);
        using ChecksumHasher hasher = new(earlier.Algorithm);
        foreach (JournalPart part in earlier.Parts.Values)
        {
            if (!Matches(part, hasher, lease.Span, (offset, buffer) => RandomAccess.Read(file.Handle, buffer, offset)))
                return false;
        }
        return true;
    }

    static bool Matches(JournalPart part, ChecksumHasher hasher, Span<byte> buffer, ReadAt read)
    {
        hasher.Reset();
        try
        {
            for (long done = 0; done < part.Length;)
            {
                int count = read(part.Offset + done, buffer[..(int)Math.Min(buffer.Length, part.Length - done)]);
                if (count == 0)
                    return false;
                hasher.Append(buffer[..count]);
                done += count;
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return false;
        }
        return hasher.Finish() == part.Checksum;
    }

    delegate int ReadAt(long offset, Span<byte> buffer);
}
