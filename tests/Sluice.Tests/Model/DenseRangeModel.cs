using System.Globalization;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Tests.Trees.Listing;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Model;

/// <summary>
/// An inventory as a job over a bucket with a narrow cluster that planning does not see: the real planning of ranges, worker, claims and cuts on simulated machines. A page of names takes a time of its own,
/// and what must hold is looked at after each change.
/// </summary>
public sealed class DenseRangeModel : IDisposable
{
    static readonly Location Source = LocationParser.Parse("s3://from/");
    static readonly TimeSpan Page = TimeSpan.FromSeconds(1);

    readonly VirtualTime _time;
    readonly SimulatedStore _store;
    readonly Machine _look;
    readonly Trouble _trouble;
    readonly JobDefinition _job;
    readonly KeyStore _keys;
    readonly int _rangeKeys;
    readonly bool _cuts;
    // What attempts have listed, by what their rows say.
    readonly List<List<ObjectKey>> _listed = [];
    Exception? _wrong;
    int _workers;

    /// <summary>Makes the bucket: keys all over it, and so many in one place.</summary>
    public DenseRangeModel(int seed, int spread, int cluster, int rangeKeys, Trouble trouble, bool cuts = true)
    {
        (_time, _trouble, _rangeKeys, _cuts) = (new VirtualTime(seed), trouble, rangeKeys, cuts);
        _store = new SimulatedStore(_time);
        _look = new Machine(_store, _time, new Trouble { IsNone = true });
        _keys = new KeyStore(Enumerable.Range(0, spread).Select(number => Key(string.Create(CultureInfo.InvariantCulture, $"{Scattered(number):x8}")))
            .Concat(Enumerable.Range(0, cluster).Select(number => Key(string.Create(CultureInfo.InvariantCulture, $"7a3c1f55-{Scattered(number):x8}")))));
        List<string> words = ["inventory", "s3://from/", "--out", "s3://to/"];
        _job = new JobDefinition(JobDefinition.CurrentFormat, words, "lease", 30, default, JobDefinition.HashOf(words)) { RangeKeys = rangeKeys };
    }

    /// <summary>All keys.</summary>
    public int Keys => _keys.Keys.Count;

    /// <summary>Ranges that were planned.</summary>
    public int Planned { get; private set; }

    /// <summary>Ranges that were cut, and workers that died.</summary>
    public (int Cut, int Deaths) Seen { get; private set; }

    /// <summary>Pages that each worker has asked for.</summary>
    public Dictionary<string, int> Pages { get; } = [];

    /// <summary>When the last one had nothing more to do.</summary>
    public TimeSpan Took => TimeSpan.FromTicks(_time.Now);

    /// <summary>Lets it happen, and looks at the end.</summary>
    public void Run(int workers)
    {
        _store.Changed = Check;
        Plan();
        for (int worker = 0; worker < workers; worker++)
        {
            int place = worker;
            _time.Spawn(TimeSpan.FromSeconds(_time.Random.NextDouble()), () => Work(place, workers));
        }
        _time.Run();
        JobState state = State();
        if (state.Outcomes.Quarantined > 0)
        {
            new JobRetry(_look).Create(_job, Source, null, default);
            _time.Spawn(default, () => Work(0, 1));
            _time.Run();
        }
        if (_wrong is not null)
            throw _wrong;
        End();
    }

    /// <summary>The store loses the seal of a range that was cut, and whoever works on does that again: what came of it before is of other keys. Returns how the job then stands.</summary>
    public JobState LoseSeal()
    {
        string cut = _look.List(JobNames.Seals, "", default).Select(static entry => entry.Name[JobNames.Seals.Length..]).First(chunk => JobState.ReadSeal(_look, chunk, default)!.Added > 0);
        _store.Changed = null;
        foreach (string name in (string[])[JobNames.Seal(cut), JobNames.Lease(cut), JobNames.Over, JobNames.Left])
            _look.Delete(name, default);
        _time.Spawn(default, () => Work(0, 1));
        _time.Run();
        HashSet<ObjectKey> counted = [];
        foreach (ChunkSeal seal in _look.List(JobNames.Seals, "", default).Select(seal => JobState.ReadSeal(_look, seal.Name[JobNames.Seals.Length..], default)!))
            if (new ChunkFamily(_look).Counts(seal.Chunk, default))
                foreach (OutcomeRow row in OutcomeRow.Read(_look, seal, default)!.Skip(1))
                    foreach (ObjectKey key in _listed[int.Parse(row.Field(OutcomeRow.MessageColumn), CultureInfo.InvariantCulture)])
                        Assert.True(counted.Add(key), $"{key} is counted twice.");
        Assert.Equal(Keys, counted.Count);
        return State();
    }

    /// <inheritdoc/>
    public void Dispose() => _time.Dispose();

    void Plan()
    {
        _look.Write(JobNames.Job, JobJson.Write(_job, JobJson.Default.JobDefinition), default);
        foreach ((ObjectKey after, ObjectKey? through) in new KeySections(_keys.List, "from", default, _rangeKeys).Cut(default, default))
            _look.Write(JobNames.Chunk(JobNames.Numbered(Planned)), ChunkFile.Write(_job.Mark, [new ChunkItem(after.Bytes.ToArray(), null, null, null, null) { Through = through?.Bytes.ToArray() }], Planned++), default);
        _look.Write(JobNames.Plan, JobJson.Write(new JobPlan(_job.Mark, Planned, Planned, 0), JobJson.Default.JobPlan), default);
    }

    void Work(int place, int of)
    {
        while (true)
        {
            MachineClock clock = new(_time, TimeSpan.FromMinutes((_time.Random.NextDouble() * 20) - 10));
            Machine machine = new(_store, _time, _trouble);
            string name = string.Create(CultureInfo.InvariantCulture, $"w{_workers++}");
            Pages[name] = 0;
            JobWorker worker = null!;
            worker = new JobWorker(machine, _job, Source, (chunk, stop) => List(worker, name, machine, clock, chunk, stop), name, place, of, clock);
            try
            {
                Assert.Equal(WorkerEnd.Done, worker.Run(1, default));
                return;
            }
            catch (Machine.DiedException)
            {
                Seen = (Seen.Cut, Seen.Deaths + 1);
            }
            catch (FailureException)
            {
                // The store was silent for too long.
            }
            _time.Sleep(TimeSpan.FromSeconds(_time.Random.Next(30)));
        }
    }

    ChunkResult List(JobWorker worker, string name, Machine machine, MachineClock clock, JobChunk chunk, CancellationToken stop)
    {
        JobRange range = chunk.Ranges.Single();
        RangeShare part = new(_cuts ? new KeySections(Ask, "from", default, _rangeKeys) : null, range.Through);
        List<ObjectKey> listed = [];
        bool isOver = false;
        for (ObjectKey after = range.After; !isOver && !stop.IsCancellationRequested;)
        {
            ListObjectsPage page = Ask(new ListObjectsRequest("from") { StartAfter = after }, default).Value;
            foreach (ListedObject found in page.Objects)
            {
                if (isOver = part.EndsBefore(found.Key, default))
                    break;
                listed.Add(after = found.Key);
            }
            isOver |= page.NextToken is null;
            worker.EndOverdue();
        }
        if (stop.IsCancellationRequested)
            return new ChunkResult(default, default, null);
        _listed.Add(listed);
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            csv.Append(ReportRow.From(new ItemOutcome { Kind = OutcomeKind.Done, Operation = "inventory", From = range.At, Message = (_listed.Count - 1).ToString(CultureInfo.InvariantCulture) }));
        return new ChunkResult(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0), rows.ToArray(), null) { Rest = part.Rest };

        S3Result<ListObjectsPage> Ask(ListObjectsRequest request, CancellationToken cancellationToken)
        {
            Pages[name]++;
            clock.Wait(Page);
            machine.Suffer();
            return _keys.List(request, cancellationToken);
        }
    }

    JobState State() => JobState.Read(_look, default)!;

    void Check(string changed)
    {
        if (changed.StartsWith(JobNames.Leases, StringComparison.Ordinal) || changed.StartsWith(JobNames.Outcomes, StringComparison.Ordinal) || _look.Read(JobNames.Plan, default) is null)
            return;
        JobState state = State();
        if (state.Pending < 0 || state.Pending > state.Items || state.IsDamaged && !changed.StartsWith(JobNames.Retries, StringComparison.Ordinal))
            _wrong ??= new InvalidOperationException($"After {changed}: {state.Items} listed, {state.Outcomes}, {state.Pending} pending, damaged: {state.IsDamaged}.");
    }

    // Each key once, in order, in the rows that count.
    void End()
    {
        JobState state = State();
        Assert.True(state is { IsOver: true, IsDamaged: false, Pending: 0 }, $"{state.SealedChunks} of {state.Chunks} sealed, {state.Pending} pending.");
        (string Outcome, string Message)[] rows = [.. new JobReport(_look).Outcomes(damage => Assert.Fail(damage.ToString()), default)];
        Assert.All(rows, static row => Assert.Equal("done", row.Outcome));
        Assert.Equal(state.Items, rows.Length);
        Assert.Equal(_keys.Keys, rows.SelectMany(row => _listed[int.Parse(row.Message, CultureInfo.InvariantCulture)]));
        using MemoryStream report = new();
        Assert.Equal(new ReportedItems(rows.Length, 0, 0, rows.Length, true), new JobReport(_look).Write(report, damage => Assert.Fail(damage.ToString()), default) with { Unverified = 0 });
        ChunkSeal[] seals = [.. _look.List(JobNames.Seals, "", default).Select(seal => JobState.ReadSeal(_look, seal.Name[JobNames.Seals.Length..], default)!)];
        Seen = (seals.Count(static seal => seal.Added > 0), Seen.Deaths);
        Assert.Equal(Planned + seals.Sum(static seal => seal.Added), state.Items);
    }

    static ObjectKey Key(string text) => new(Encoding.ASCII.GetBytes(text));

    // As hashes are, and none twice.
    static uint Scattered(int number) => unchecked((uint)number * 2654435761u);
}
