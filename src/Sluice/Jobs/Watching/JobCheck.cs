using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Watching;

/// <summary>Reads of a job what names alone do not prove: that seals say what their tallies say, and that the rows that they name are there. Not safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="board">Its chunks, as listings have told of them.</param>
internal sealed class JobCheck(JobStore store, JobDefinition job, ChunkBoard board)
{
    // Chunks whose rows were not listed are asked for one by one, so many of them; and of what could not be read so much is looked at again.
    const int MostUnlisted = 64, MostAgain = 4, MostNotes = 16;
    // Notes of workers are listed once in so many looks.
    const int NotesEvery = 8;

    bool _hasListed;
    int _looks;

    /// <summary>Seals that were read.</summary>
    public int Seals { get; private set; }

    /// <summary>Reads that many seals more, evenly spread over those that were not read yet; once also the names of all rows.</summary>
    public void Read(int seals, CancellationToken cancellationToken)
    {
        if (_looks++ % NotesEvery == 0)
            ReadNotes(cancellationToken);
        ReadAgain(cancellationToken);
        List<ChunkMark> unread = Unread();
        // Those first that a listing tells to be other bytes than were written.
        List<ChunkMark> some = [.. unread.Where(static mark => mark.IsDoubtful).Take(seals)];
        int left = seals - some.Count, step = Math.Max(1, (unread.Count + left - 1) / Math.Max(1, left));
        some.AddRange(unread.Where((mark, at) => left > 0 && at % step == 0 && !mark.IsDoubtful));
        ReadSeals(some, withRows: false, null, cancellationToken);
        if (!_hasListed)
            ListRows(cancellationToken);
        _hasListed = true;
    }

    /// <summary>Reads every seal and all rows.</summary>
    /// <param name="read">Told after each chunk; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void ReadAll(Action? read, CancellationToken cancellationToken)
    {
        ReadNotes(cancellationToken);
        ReadSeals(Unread(), withRows: true, read, cancellationToken);
        _hasListed = true;
    }

    List<ChunkMark> Unread() => [.. board.Ordered.Where(static mark => mark.IsSealed && !mark.IsRead)];

    void ReadSeals(List<ChunkMark> marks, bool withRows, Action? read, CancellationToken cancellationToken)
    {
        IEnumerable<string> names = marks.Select(static mark => mark.Name);
        int at = 0;
        foreach (SealedChunk chunk in SealedChunk.Read(store, names, withRows, cancellationToken))
        {
            ChunkMark mark = marks[at++];
            Seals++;
            mark.IsRead = true;
            if (chunk.Seal is not { } seal || !Fits(seal, mark))
                board.AddDamage(new JobDamage(mark.Name, chunk.IsThere ? JobDamageKind.Seal : JobDamageKind.LostSeal));
            else if (withRows && seal.Outcomes is not null && chunk.Rows is null)
                board.AddDamage(new JobDamage(mark.Name, JobDamageKind.Rows, mark.Items));
            read?.Invoke();
        }
    }

    static bool Fits(ChunkSeal seal, ChunkMark mark) => !mark.IsCounted || seal.Counts == mark.Counts && seal.Added == mark.Added;

    // What is put right counts again.
    void ReadAgain(CancellationToken cancellationToken)
    {
        foreach (JobDamage damage in board.Damage.Where(static damage => damage.Kind is JobDamageKind.Seal or JobDamageKind.LostSeal).Take(MostAgain).ToList())
            if (JobState.ReadSeal(store, damage.Chunk, cancellationToken) is { } seal)
                board.Mend(damage.Chunk, seal, board.Find(damage.Chunk)!.Sealed);
    }

    void ListRows(CancellationToken cancellationToken)
    {
        List<ChunkMark> sealedOnes = [.. board.Ordered.Where(static mark => mark is { IsSealed: true, Items: > 0 })];
        foreach (JobEntry entry in store.List(JobNames.Outcomes, "", cancellationToken))
            if (JobNames.ChunkOfOutcomes(entry.Name) is { } chunk && board.Find(chunk) is { } mark)
                mark.HasRows = true;
        List<ChunkMark> unlisted = [.. sealedOnes.Where(static mark => !mark.HasRows)];
        // What is not listed may be there all the same: where some of it is, nothing is said of the others.
        List<ChunkMark> lost = [];
        int at = 0;
        foreach (SealedChunk chunk in SealedChunk.Read(store, unlisted.Take(MostUnlisted).Select(static mark => mark.Name), withRows: true, cancellationToken))
        {
            ChunkMark mark = unlisted[at++];
            if (chunk.Seal is not null && chunk.Packed is null)
                lost.Add(mark);
        }
        if (lost.Count == MostUnlisted)
            lost = unlisted;
        foreach (ChunkMark mark in lost)
            board.AddDamage(new JobDamage(mark.Name, JobDamageKind.Rows, mark.Items));
    }

    // Who met it may have met it long ago.
    void ReadNotes(CancellationToken cancellationToken)
    {
        int asked = 0;
        foreach (JobEntry entry in store.List(JobNames.Unreadable, "", cancellationToken))
        {
            string chunk = entry.Name[JobNames.Unreadable.Length..];
            if (board.Find(chunk) is not { IsThere: true, IsSealed: false })
                continue;
            if (asked++ < MostNotes && IsReadable(chunk, cancellationToken))
                board.Mend(chunk);
            else
                board.AddDamage(new JobDamage(chunk, JobDamageKind.Chunk));
        }
    }

    // A part of a large object lacks something else than its own file.
    bool IsReadable(string chunk, CancellationToken cancellationToken)
    {
        if (JobNames.IsJoin(chunk) || JobNames.RangeOf(chunk) is not null)
            return false;
        try
        {
            _ = ChunkFile.Read(store, chunk, job.Hash, cancellationToken);
            return true;
        }
        catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
        {
            return false;
        }
    }
}
