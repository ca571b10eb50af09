using System.Globalization;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Watching;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <summary>
/// One seeded history of a small job: the real worker, claims, seals and halving on machines that die, freeze and have wrong clocks, over a store that is silent for
/// minutes, loses answers and gets requests late. What must hold is looked at after each change.
/// </summary>
public sealed class FleetHistory : IDisposable
{
    static readonly Location Source = LocationParser.Parse("s3://from/");
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // Of an object that several workers copy.
    const int RangesOfLarge = 3;
    const long LargeSize = (RangesOfLarge * JobDefinition.MinSplitSize) - 1;

    readonly VirtualTime _time;
    readonly SimulatedStore _store;
    readonly Trouble _trouble;
    readonly Machine _look;
    readonly JobDefinition _job;
    readonly SimulatedUploads _uploads;
    readonly HashSet<string> _strangers = [];
    readonly Tree _tree = Source.Open(new TreeContext(null!), recursive: true);
    readonly HashSet<string> _poison = [];
    readonly HashSet<string> _large = [];
    readonly int _items;
    readonly double _failing;
    bool _retried;
    int _workers;
    Exception? _wrong;

    /// <summary>Draws one.</summary>
    public FleetHistory(int seed)
    {
        _time = new VirtualTime(seed);
        _store = new SimulatedStore(_time);
        _uploads = new SimulatedUploads(_time) { Aborting = IsLeft };
        Random random = _time.Random;
        _items = random.Next(5, 40);
        _failing = random.Next(3) == 0 ? 0.1 : 0;
        _trouble = new Trouble { Deaths = random.Next(8), Freezes = random.Next(6), LossChance = random.Next(2) * 0.03 };
        for (int outage = random.Next(3); outage > 0; outage--)
        {
            TimeSpan from = TimeSpan.FromSeconds(random.Next(300));
            _trouble.Outages.Add((from, from + TimeSpan.FromSeconds(random.Next(100))));
        }
        for (int poison = random.Next(4) - 2; poison > 0; poison--)
            _poison.Add(Name(random.Next(_items)));
        for (int large = random.Next(4) - 1; large > 0; large--)
            _large.Add(Name(random.Next(_items)));
        _look = new Machine(_store, _time, new Trouble { IsNone = true });
        List<string> words = ["cp", "s3://from/", "s3://to/"];
        _job = new JobDefinition(JobDefinition.CurrentFormat, words, "lease", Lease.TotalSeconds, default, JobDefinition.HashOf(words)) { SplitSize = JobDefinition.MinSplitSize };
    }

    /// <summary>Workers that died, of themselves or of an item.</summary>
    public int Deaths { get; private set; }

    /// <summary>Workers that have lost a claim while they worked.</summary>
    public int LostClaims { get; private set; }

    /// <summary>Items that were done a second time, for slow workers.</summary>
    public int Seconds { get; private set; }

    /// <summary>Multipart uploads that workers have left, and of those that they died over before they could note them.</summary>
    public (int All, int Unnoted) Orphans { get; private set; }

    /// <summary>Large objects that were joined, and of those that several workers have copied.</summary>
    public (int All, int Shared) Joined { get; private set; }

    /// <summary>Chunks that were halved.</summary>
    public int Halved { get; private set; }

    /// <summary>Lets it happen, and looks at the end.</summary>
    public void Run()
    {
        Random random = _time.Random;
        _store.Changed = Check;
        _look.Write(JobNames.Job, JobJson.Write(_job, JobJson.Default.JobDefinition), default);
        _time.Spawn(default, Plan);
        for (int stranger = random.Next(4); stranger > 0; stranger--)
            _time.Spawn(TimeSpan.FromSeconds(random.Next(300)), Stray);
        for (int cleanup = random.Next(3); cleanup > 0; cleanup--)
            _time.Spawn(TimeSpan.FromSeconds(random.Next(400)), () => CleanUp(TimeSpan.FromDays(1)));
        for (int worker = random.Next(1, 5); worker > 0; worker--)
            _time.Spawn(TimeSpan.FromSeconds(random.Next(60)), Work);
        _time.Run();
        End(withRetry: false);
        if (_look.List(JobNames.Seals, "", default).Any() && JobState.Read(_look, default)!.Outcomes is { Failed: > 0 } or { Quarantined: > 0 })
        {
            // What failed is done again, and does not fail.
            _retried = true;
            _poison.Clear();
            new JobRetry(_look).Create(_job, Source, null, default);
            _time.Spawn(default, Work);
            _time.Spawn(default, Work);
            _time.Run();
            End(withRetry: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _time.Dispose();

    void Plan()
    {
        int most = _time.Random.Next(2, 12), chunk = 0;
        long bytes = 0;
        for (int at = 0; at < _items;)
        {
            int count = _large.Contains(Name(at)) ? 1 : Enumerable.Range(at, Math.Min(most, _items - at)).TakeWhile(item => !_large.Contains(Name(item))).Count();
            List<ChunkItem> items = [.. Enumerable.Range(at, count).Select(item => new ChunkItem(Encoding.UTF8.GetBytes(Name(item)), SizeOf(item), null, null, null) { SplitSize = SizeOf(item) > 1 ? JobDefinition.MinSplitSize : null })];
            _look.Write(JobNames.Chunk(JobNames.Numbered(chunk++)), ChunkFile.Write(_job.Mark, items, at, bytes), default);
            bytes += items.Sum(static item => item.Size!.Value);
            at += count;
            _time.Sleep(TimeSpan.FromSeconds(_time.Random.Next(10)));
        }
        _look.Write(JobNames.Plan, JobJson.Write(new JobPlan(_job.Hash, chunk, _items, bytes), JobJson.Default.JobPlan), default);

        long SizeOf(int item) => _large.Contains(Name(item)) ? LargeSize : 1;
    }

    // An engine that starts a worker again until one of its workers finds nothing left.
    void Work()
    {
        Random random = _time.Random;
        while (true)
        {
            MachineClock clock = new(_time, TimeSpan.FromMinutes((random.NextDouble() * 20) - 10));
            Machine machine = new(_store, _time, _trouble);
            string name = string.Create(CultureInfo.InvariantCulture, $"w{_workers++}");
            using CancellationTokenSource drain = new();
            JobWorker worker = null!;
            worker = new JobWorker(machine, _job, Source, (chunk, stop) => Do(worker, name, clock, machine, chunk, stop), name, random.Next(4), 4, clock);
            if (random.Next(6) == 0)
                _time.Spawn(TimeSpan.FromSeconds(random.Next(200)), () =>
                {
                    try
                    {
                        drain.Cancel();
                    }
                    catch (ObjectDisposedException)
                    {
                    }
                });
            try
            {
                WorkerEnd end = worker.Run(1, drain.Token);
                if (end == WorkerEnd.Done)
                    return;
                Assert.Equal(WorkerEnd.Drained, end);
            }
            catch (Machine.DiedException)
            {
                Deaths++;
            }
            catch (FailureException)
            {
                // The store was silent for too long.
            }
            _time.Sleep(TimeSpan.FromSeconds(random.Next(30)));
        }
    }

    ChunkResult Do(JobWorker worker, string name, MachineClock clock, Machine machine, JobChunk chunk, CancellationToken stop)
    {
        if (chunk.Split is { } step)
            return DoStep(worker, name, clock, machine, chunk, step, stop);
        OutcomeCounts counts = default;
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            foreach (ChunkItem item in ((ChunkLocation)chunk.Source).Items)
            {
                clock.Wait(TimeSpan.FromSeconds(_time.Random.NextDouble() * 8));
                machine.Suffer();
                // Whatever runs first on a machine that wakes.
                if (_time.Random.Next(2) == 0)
                    clock.Fire();
                if (_poison.Contains(Encoding.UTF8.GetString(item.Name)))
                    throw new Machine.DiedException();
                worker.EndOverdue();
                if (stop.IsCancellationRequested)
                {
                    LostClaims++;
                    break;
                }
                // A request that is under way.
                _time.Sleep(TimeSpan.FromSeconds(_time.Random.NextDouble()));
                bool fails = !_retried && _time.Random.NextDouble() < _failing;
                if (!fails && _time.Random.Next(3) == 0)
                {
                    bool? isThere = Upload(worker, name, machine, chunk, Encoding.UTF8.GetString(item.Name), stop);
                    if (isThere is null)
                    {
                        LostClaims++;
                        break;
                    }
                    fails = isThere == false && !_retried;
                }
                else if (!fails)
                    Publish(name, chunk.Name);
                csv.Append(ReportRow.From(new ItemOutcome { Kind = fails ? OutcomeKind.Failed : OutcomeKind.Done, Operation = "cp", From = _tree.At(item.Name), Bytes = fails ? 0 : 1 }));
                counts = counts with { Done = counts.Done + (fails ? 0 : 1), Failed = counts.Failed + (fails ? 1 : 0) };
            }
        return new ChunkResult(counts, rows.ToArray(), null);
    }

    // Of a large object: its upload is begun, or one of its parts is copied, or all are joined.
    ChunkResult DoStep(JobWorker worker, string name, MachineClock clock, Machine machine, JobChunk chunk, SplitStep step, CancellationToken stop)
    {
        ChunkItem item = ((ChunkLocation)chunk.Source).Items.Single();
        string key = Encoding.UTF8.GetString(item.Name);
        bool fails = !_retried && _time.Random.NextDouble() < _failing;
        clock.Wait(TimeSpan.FromSeconds(_time.Random.NextDouble() * 8));
        machine.Suffer();
        if (_time.Random.Next(2) == 0)
            clock.Fire();
        // Some kill whoever begins, others whoever copies their last part.
        if (_poison.Contains(key) && (key[^1] % 2 == 0 ? step.Upload is null : step.Range == RangesOfLarge - 1))
            throw new Machine.DiedException();
        worker.EndOverdue();
        if (stop.IsCancellationRequested)
        {
            LostClaims++;
            return new ChunkResult(default, default, null);
        }
        _time.Sleep(TimeSpan.FromSeconds(_time.Random.NextDouble()));
        if (step.Upload is not { } upload)
        {
            string id = fails ? "" : machine.Ask(key, () => _uploads.Begin(key, name, chunk.Name), writes: true);
            if (!fails)
                step.Aborts(_ => Abort(id));
            fails = fails || chunk.Uploads!.Begun("to", new ObjectKey(key), id) is not null;
            if (!fails)
                step.Begun = new SplitUpload(id, LargeSize, JobDefinition.MinSplitSize, 1, Sluice.S3.Checksums.ChecksumAlgorithm.Crc64Nvme, default, null, false, []);
        }
        else if (step.Range is { } range)
        {
            fails = fails || !machine.Ask(key, () => _uploads.Add(upload.Id, range + 1), writes: true);
            if (!fails)
                step.Copied = new SplitParts([new SplitPart(range + 1, name, upload.BytesOf(range), null, false, false)], false);
        }
        else
        {
            step.Aborts(_ => Abort(upload.Id));
            fails = fails || step.Parts is null;
            if (!fails)
            {
                if (!step.Parts!.Parts.Select(static part => part.Number).SequenceEqual(Enumerable.Range(1, RangesOfLarge)))
                    _wrong ??= new InvalidOperationException($"{key} is joined of parts {string.Join(", ", step.Parts.Parts.Select(static part => part.Number))}.");
                Publish(name, chunk.Name);
                fails = !machine.Ask(key, () => _uploads.Complete(upload.Id, RangesOfLarge), writes: true);
                if (!fails)
                    Joined = (Joined.All + 1, Joined.Shared + (step.Parts.Parts.Select(static part => part.ETag).Distinct().Count() > 1 ? 1 : 0));
            }
        }
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            csv.Append(ReportRow.From(new ItemOutcome { Kind = fails ? OutcomeKind.Failed : OutcomeKind.Done, Operation = "cp", From = _tree.At(item.Name), Bytes = fails ? 0 : LargeSize }));
        return new ChunkResult(new OutcomeCounts(fails ? 0 : 1, 0, 0, 0, 0, fails ? 1 : 0, 0), rows.ToArray(), null);

        Failure? Abort(string id)
        {
            machine.Ask(key, () => _uploads.End(id), writes: true);
            return null;
        }
    }

    // In two parts; null for a worker that has lost its claim, false for an item that failed.
    bool? Upload(JobWorker worker, string name, Machine machine, JobChunk chunk, string item, CancellationToken stop)
    {
        string id = machine.Ask(item, () => _uploads.Begin(item, name, chunk.Name), writes: true);
        if (chunk.Uploads!.Begun("to", new ObjectKey(item), id) is not null)
            return false;
        bool isWhole = true;
        for (int part = 0; part < 2 && isWhole; part++)
        {
            worker.EndOverdue();
            if (!stop.IsCancellationRequested)
                isWhole = machine.Ask(item, () => _uploads.Add(id), writes: true);
        }
        worker.EndOverdue();
        if (stop.IsCancellationRequested || !isWhole)
        {
            // It does not always get through.
            if (_time.Random.Next(2) == 0)
            {
                machine.Ask(item, () => _uploads.End(id), writes: true);
                chunk.Uploads.Ended(id);
            }
            return stop.IsCancellationRequested ? null : false;
        }
        Publish(name, chunk.Name);
        machine.Ask(item, () => _uploads.End(id), writes: true);
        chunk.Uploads.Ended(id);
        return true;
    }

    void Stray()
    {
        bool isOfJob = _time.Random.Next(2) == 0;
        string id = _uploads.Begin(isOfJob ? Name(_time.Random.Next(_items)) : "other", "stranger", "");
        if (isOfJob)
            _uploads.Add(id);
        _strangers.Add(id);
    }

    void CleanUp(TimeSpan olderThan)
    {
        foreach (JobLeftover found in new JobLeftovers(_look, _job, Source, LocationParser.Parse("s3://to/"), _uploads, new MachineClock(_time, default)).Find(olderThan, default))
            if (found.State == LeftoverState.Abandoned)
                Assert.Null(found.Remove(default));
    }

    // Nobody's any more, or of a chunk that is sealed.
    void IsLeft(SimulatedUploads.Upload upload)
    {
        if (upload.Owner == "stranger")
            _wrong ??= new InvalidOperationException($"A cleanup takes a stranger's upload of {upload.Key}.");
        else if (JobState.ReadSeal(_look, upload.Chunk, default) is { Halves.Count: > 0, Split: { } split } && JobJson.Read(_look.Read(split, default)?.Content, JobJson.Default.SplitUpload)!.Id == upload.Id
            && _look.Read(JobNames.Seal(JobNames.Join(upload.Chunk)), default) is null)
            _wrong ??= new InvalidOperationException($"A cleanup takes the upload of {upload.Key} that workers fill.");
        else if (_look.Read(JobNames.Seal(upload.Chunk), default) is null
            && _look.Read(JobNames.Lease(upload.Chunk), default) is { } there && JobJson.Read(there.Content, JobJson.Default.ChunkLease) is { IsFree: false } lease && lease.Worker == upload.Owner
            && _look.Age(JobNames.Lease(upload.Chunk), there.Tag!, default) < lease.LastsOf(Lease))
            _wrong ??= new InvalidOperationException($"A cleanup takes the upload of {upload.Key} that {upload.Owner} has in hand.");
    }

    // Whoever publishes has the lease: nobody else can have taken it, sealed, and be written over. Or it helps a slow worker out, and has heard of no seal for less than a lease.
    void Publish(string name, string chunk)
    {
        if (_look.Read(JobNames.Second(chunk), default) is { } second && Encoding.UTF8.GetString(second.Content) == name)
        {
            Seconds++;
            if (_look.Age(JobNames.Seal(chunk), _look.Read(JobNames.Seal(chunk), default)?.Tag ?? "", default) > Lease)
                _wrong ??= new InvalidOperationException($"{name} still does chunk {chunk}, which was sealed long ago.");
            return;
        }
        ChunkLease lease = JobJson.Read(_look.Read(JobNames.Lease(chunk), default)!.Value.Content, JobJson.Default.ChunkLease)!;
        if (lease.Worker != name || lease.IsFree)
            _wrong ??= new InvalidOperationException($"{name} publishes an item of chunk {chunk}, which {lease.Worker} has.");
    }

    void Check(string changed)
    {
        if (changed.StartsWith(JobNames.Leases, StringComparison.Ordinal) || changed.StartsWith(JobNames.Outcomes, StringComparison.Ordinal) || changed.StartsWith(JobNames.Uploads, StringComparison.Ordinal))
            return;
        JobState state = JobState.Read(_look, default)!;
        if (state.Pending < 0 || state.Pending > state.Items || state.SealedChunks > state.Chunks)
            _wrong ??= new InvalidOperationException($"After {changed}: {state.Items} listed, {state.Outcomes}, {state.Pending} pending, {state.SealedChunks} of {state.Chunks} sealed.");
    }

    void End(bool withRetry)
    {
        // Twice: the second one finds no notes either.
        List<SimulatedUploads.Upload> left = [.. _uploads.Open.Values.Where(static upload => upload.Owner != "stranger")];
        Orphans = (Orphans.All + left.Count, Orphans.Unnoted + left.Count(static upload => upload.Parts == 0));
        CleanUp(TimeSpan.Zero);
        CleanUp(TimeSpan.Zero);
        if (_wrong is not null)
            throw _wrong;
        Assert.Equal(_strangers.Order(StringComparer.Ordinal), _uploads.Open.Keys);
        Assert.Empty(_look.List(JobNames.Uploads, "", default));
        Assert.Equal(_look.List(JobNames.Seals, "", default).Select(seal => JobState.ReadSeal(_look, seal.Name[JobNames.Seals.Length..], default)!).SelectMany(static seal => (string?[])[seal.Outcomes, seal.Split]).OfType<string>().Distinct().Order(StringComparer.Ordinal), _look.List(JobNames.Outcomes, "", default).Select(static entry => entry.Name));
        JobState state = JobState.Read(_look, default)!;
        Assert.True(state.IsOver, $"{state.SealedChunks} of {state.Chunks} chunks are sealed.");
        Assert.Equal((_items, 0L), ((int)state.Items, state.Pending));
        using MemoryStream report = new();
        Assert.Equal(new ReportedItems(_items, 0, 0, _items, true), new JobReport(_look).Write(report, damage => Assert.Fail(damage.ToString()), default));
        // The bytes of ranges and of what they leave are those of their object, however it ended.
        JobWatch watch = new(_look);
        watch.ReadAll(default);
        Assert.Equal(_items + (_large.Count * (LargeSize - 1)), watch.View(1).Bytes);
        Assert.All(Encoding.UTF8.GetString(report.ToArray()).Split('\n').Where(row => row.Contains(",done,", StringComparison.Ordinal) && _large.Contains(row.Split(',')[1])), row => Assert.Contains(row.Split(',')[1], _uploads.Completed.Values));
        string[] keys = [.. Encoding.UTF8.GetString(report.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, _items).Select(Name).Order(StringComparer.Ordinal), keys);
        Halved = _look.List(JobNames.Chunks, "", default).Count(static entry => entry.Name.EndsWith(".0.gz", StringComparison.Ordinal));
        if (withRetry)
            Assert.Equal(0, state.Outcomes.Failed);
        else if (_trouble is { LossChance: 0 } && _poison.Count > 0)
        {
            // Another range of a large one may have failed before.
            Assert.True(state.Outcomes.Quarantined >= _poison.Except(_large).Count(), "An item that kills its workers is set apart.");
            Assert.DoesNotContain(Encoding.UTF8.GetString(report.ToArray()).Split('\n'), row => row.Contains(",done,", StringComparison.Ordinal) && _poison.Contains(row.Split(',')[1]));
        }
    }

    static string Name(int item) => item.ToString("d3", CultureInfo.InvariantCulture);
}
