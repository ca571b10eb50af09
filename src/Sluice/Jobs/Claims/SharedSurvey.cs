using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Claims;

/// <summary>
/// What is left of a job, listed by one worker for all: thousands that each list thousands of chunks cost more than what they do. Once it is older than a period, the first
/// one to ask for it lists anew; a turn is taken by creating its name, so that one that dies over it holds up nobody for more than a period. Not safe for many threads.
/// </summary>
/// <param name="store">The job.</param>
/// <param name="worker">This worker.</param>
/// <param name="lasts">How long a claim lasts; null where others' claims are not seen in the store.</param>
/// <param name="period">How old it may be, of a small job.</param>
/// <param name="clock">This machine's clock.</param>
internal sealed class SharedSurvey(JobStore store, string worker, TimeSpan? lasts, TimeSpan period, TimeProvider clock)
{
    /// <summary>Names of chunks in it at most: about 120 KB, which each worker reads.</summary>
    public const int MostNames = 10_000;

    /// <summary>The least that a period is, for a lease: a sixth of it, a second at least and fifteen at most.</summary>
    public static TimeSpan PeriodOf(TimeSpan lease) => TimeSpan.FromSeconds(Math.Clamp(lease.TotalSeconds / 6, 1, 15));

    static readonly TimeSpan PerChunk = TimeSpan.FromMilliseconds(0.5);

    readonly ChunkListing _listing = new(store, lasts);
    long _first = -1;
    // What was read last, and what it is known by.
    string? _tag;
    ChunkSurvey? _last;
    // When that was read, and for how long nobody lists anew from then on.
    long _read;
    TimeSpan _lasts;

    /// <summary>Notes what is there at the beginning: an end that was found before then may be that of an earlier round, before a retry.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        if (_first < 0)
            _first = JobJson.Read(store.Read(JobNames.Left, cancellationToken)?.Content, JobJson.Default.ChunkSurvey)?.Number ?? 0;
    }

    /// <summary>What is left, and whether that is nothing for certain; null while another one does.</summary>
    /// <param name="add">Adds what only the kind of claims knows to what this worker has listed; is given what was there before, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (ChunkSurvey Survey, bool IsOver)? Ask(Func<ChunkSurvey, ChunkSurvey?, ChunkSurvey> add, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        if (_last is not null && clock.GetElapsedTime(_read) < _lasts)
            return Told(_last);
        ChunkSurvey? last = null;
        bool isRecent = false;
        long turn = 1;
        TimeSpan due = period;
        if (store.Read(JobNames.Left, cancellationToken) is { } there)
        {
            // Where contents have no tags nothing is known of its age: each lists for itself.
            if (there.Tag is null)
                return Own(add(List(1, cancellationToken), null));
            // One that is written at this moment is read the next time.
            if (store.Age(JobNames.Left, there.Tag, cancellationToken) is not { } age)
                return null;
            if (there.Tag != _tag)
                (_tag, _last) = (there.Tag, JobJson.Read(there.Content, JobJson.Default.ChunkSurvey));
            last = _last;
            // What takes long to list is listed less often.
            due = period + ((last?.Chunks ?? 0) * PerChunk);
            if (last is not null && age < due)
            {
                (_read, _lasts) = (clock.GetTimestamp(), due - age);
                return Told(last);
            }
            isRecent = age < 2 * due;
            turn = (last?.Number ?? 0) + Math.Max(1, (long)(age / due));
        }
        else if (store.Read(JobNames.Survey(1), cancellationToken) is { Tag: { } tag })
        {
            turn += (long)((store.Age(JobNames.Survey(1), tag, cancellationToken) ?? default) / due);
        }
        string name = JobNames.Survey(turn);
        if (store.Read(name, cancellationToken) is not null || store.Create(name, System.Text.Encoding.UTF8.GetBytes(worker), cancellationToken) is null)
        {
            if (last is null || !isRecent)
                return null;
            // Whoever lists takes some time.
            (_read, _lasts) = (clock.GetTimestamp(), due / 4);
            return Told(last);
        }
        ChunkSurvey survey = add(List(turn, cancellationToken), last);
        store.Write(JobNames.Left, JobJson.Write(survey, JobJson.Default.ChunkSurvey), cancellationToken);
        return Own(survey);
    }

    static (ChunkSurvey Survey, bool IsOver)? Own(ChunkSurvey survey) => (survey, survey is { IsPlanned: true, Count: 0 });

    // One whose listing may have begun before this worker did says nothing of a retry since then.
    (ChunkSurvey Survey, bool IsOver)? Told(ChunkSurvey survey) => (survey, survey is { IsPlanned: true, Count: 0 } && survey.Number > _first + 1);

    ChunkSurvey List(long number, CancellationToken cancellationToken)
    {
        // The plan first: chunks that are listed after its end was seen are all. Then seals, then chunks.
        JobPlan? plan = JobState.ReadPlan(store, cancellationToken);
        HashSet<string> done = [.. _listing.Sealed(null, cancellationToken)];
        List<string> chunks = _listing.Chunks(null, cancellationToken);
        List<string> left = _listing.Left(chunks, done, cancellationToken);
        HashSet<string> held = left.Count > 0 ? [.. _listing.Held(null, cancellationToken)] : [];
        HashSet<string> open = [.. left];
        List<string> seconds = [.. held.Count == 0 ? [] : store.List(JobNames.Seconds, "", cancellationToken).Select(static entry => entry.Name[JobNames.Seconds.Length..]).Where(open.Contains)];
        List<string> free = [.. left.Where(chunk => !held.Contains(chunk)).Take(MostNames)];
        int lost = (plan?.Chunks ?? 0) - ChunkListing.Planned(chunks, done);
        return new ChunkSurvey(number, plan is not null, chunks.Count, lost, left.Count, free, [.. left.Where(held.Contains).Take(MostNames - free.Count)], seconds, IsShort: false);
    }

    /// <summary>Its code.</summary>
    public const string LostCode = "LostChunks";

    /// <summary>The failure of a job whose store has lost chunks.</summary>
    public static FailureException Lost(int chunks) =>
        Failure.Local(LostCode, $"{chunks:N0} of the job's chunks {(chunks == 1 ? "is" : "are")} gone from its store: the items that {(chunks == 1 ? "it" : "they")} had are not done. Make a job of its own of what is missing.").ToException();
}
