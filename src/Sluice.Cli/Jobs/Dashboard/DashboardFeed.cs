using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.Trees;

namespace Sluice.Cli.Jobs.Dashboard;

/// <summary>
/// What the page of a job shows, read from its store when somebody asks, and at most once a second, however many do. Safe for many threads.
/// </summary>
/// <param name="store">The job's store.</param>
/// <param name="job">Where the job is.</param>
/// <param name="clock">This machine's clock.</param>
sealed class DashboardFeed(JobStore store, string job, TimeProvider clock)
{
    // A second's requests: names, whose leases there are, rows of failures (two each), seals that nobody has read yet.
    const int Listings = 2, Leases = 3, Chunks = 2, Seals = 4;

    // At the start, and behind a pause in which nobody looked, all is listed at once.
    const int FirstLeases = 32, FirstChunks = 16, FirstSeals = 200;
    static readonly TimeSpan Between = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(20);

    readonly JobWatch _watch = new(store);
    readonly JobData _data = new(job, isLive: true);
    readonly Lock _gate = new(), _searching = new();
    ItemSearch? _search;
    byte[] _json = [];
    JobView? _view;
    DateTimeOffset _read;
    // False once a reading of all was begun and did not end: what there is of it would be told as all.
    bool _isWhole;
    long _looked;

    /// <summary>Reads all of it; false when there is no job. Throws <see cref="FailureException"/> when the store fails.</summary>
    public bool Begin(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!ReadAll(cancellationToken))
                return false;
            Show(null);
            return true;
        }
    }

    /// <summary>The job as JSON, a second old at most while the store answers; an earlier one, and why, while it does not.</summary>
    public byte[] State(CancellationToken cancellationToken)
    {
        // Whoever comes while one looks gets what there is.
        if (!_gate.TryEnter())
            return Volatile.Read(ref _json);
        try
        {
            if (clock.GetElapsedTime(_looked) < Between)
                return _json;
            string? problem = null;
            try
            {
                if (!_isWhole || clock.GetElapsedTime(_looked) > Pause)
                {
                    if (!ReadAll(cancellationToken))
                        problem = "The job is gone from its store.";
                }
                else
                {
                    _watch.Look(Listings, cancellationToken);
                    _watch.ReadOwners(Leases, cancellationToken);
                    _watch.ReadFailures(Chunks, cancellationToken);
                    _watch.ReadSeals(Seals, cancellationToken);
                    _read = clock.GetUtcNow();
                }
            }
            catch (FailureException failed)
            {
                problem = failed.Message;
            }
            _looked = clock.GetTimestamp();
            Show(problem);
            return _json;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>What became of one object, as JSON. One search at a time.</summary>
    /// <param name="typed">What somebody typed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public byte[] Find(string typed, CancellationToken cancellationToken)
    {
        if (!_searching.TryEnter(Patience))
            return JobData.Problem("Others are searching; try again.");
        try
        {
            if (_search is null)
            {
                if (JobCommandLine.SourceOf(_watch.Job!.Words, out Location? _, out IReadOnlyList<string> problems) is not { } source)
                    return JobData.Problem(string.Join(' ', problems));
                _search = new ItemSearch(store, _watch.Job, source);
            }
            return JobData.Write(_search.Find(typed, _watch.Planned, cancellationToken));
        }
        catch (FailureException failed)
        {
            return JobData.Problem(failed.Message);
        }
        finally
        {
            _searching.Exit();
        }
    }

    bool ReadAll(CancellationToken cancellationToken)
    {
        _isWhole = false;
        if (!_watch.ReadAll(cancellationToken))
            return false;
        _isWhole = true;
        _watch.ReadOwners(FirstLeases, cancellationToken);
        _watch.ReadFailures(FirstChunks, cancellationToken);
        _watch.ReadSeals(FirstSeals, cancellationToken);
        (_read, _looked) = (clock.GetUtcNow(), clock.GetTimestamp());
        return true;
    }

    void Show(string? problem)
    {
        // What cannot be read leaves what was there.
        if (problem is null)
            _view = _watch.View(JobData.Bins);
        Volatile.Write(ref _json, _data.Write(_view!, problem, _read));
    }
}
