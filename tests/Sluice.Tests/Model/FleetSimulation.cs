using System.Globalization;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Queues;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <summary>
/// A large job in virtual time, with the real worker, claims, seals and halving: workers of different speed, of which some die, over a store that is slow and loses
/// answers. An item of a chunk file stands for many objects.
/// </summary>
public sealed class FleetSimulation : IDisposable
{
    /// <summary>US East, S3 Standard, per 1,000: PUT, COPY, POST and LIST; GET and all others (S3 pricing page); a request to a standard queue (SQS pricing page).</summary>
    public const double DollarsPerThousandWrites = 0.005, DollarsPerThousandReads = 0.0004, DollarsPerThousandMessages = 0.0004;

    /// <summary>Objects that a worker copies in a second: a server-side copy of 40 ms, ten at once.</summary>
    const double Rate = 250;

    const int RowsPerChunk = 4;
    static readonly Location Source = LocationParser.Parse("s3://from/");

    readonly VirtualTime _time;
    readonly SimulatedStore _store;
    readonly SimulatedQueue? _queue;
    readonly Trouble _trouble;
    readonly Machine _look;
    readonly JobDefinition _job;
    readonly Tree _tree = Source.Open(new TreeContext(null!), recursive: true);
    readonly int _chunks;
    readonly int _machines;
    readonly int _objectsPerRow;
    readonly List<double> _speeds = [];
    readonly double _storeRate;
    int _workers;
    int _copying;
    long _end;

    /// <summary>Draws one.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="chunks">Chunks of the job.</param>
    /// <param name="objectsPerChunk">Objects of each, a multiple of four.</param>
    /// <param name="machines">Workers.</param>
    /// <param name="lease">Of the job.</param>
    /// <param name="isQueued">Chunks are messages of a queue.</param>
    /// <param name="storeRate">Objects that the stores copy in a second at most, whoever asks, in equal shares.</param>
    public FleetSimulation(int seed, int chunks, int objectsPerChunk, int machines, TimeSpan lease, bool isQueued = false, double storeRate = double.PositiveInfinity)
    {
        _storeRate = storeRate;
        (_chunks, _machines, _objectsPerRow) = (chunks, machines, objectsPerChunk / RowsPerChunk);
        _time = new VirtualTime(seed);
        _store = new SimulatedStore(_time);
        _trouble = new Trouble { Latency = TimeSpan.FromSeconds(0.05), Deaths = Math.Max(1, machines / 10), DeathChance = 0.0005, Freezes = Math.Max(1, machines / 20), FreezeChance = 0.0005, MostFrozen = lease * 2, LossChance = 0.001, MostLate = lease * 2, SplitsPages = false };
        // A store that is throttled for some seconds, again and again.
        for (int minute = 1; minute < 600; minute += 7)
            _trouble.Outages.Add((TimeSpan.FromMinutes(minute), TimeSpan.FromMinutes(minute) + TimeSpan.FromSeconds(3)));
        _look = new Machine(_store, _time, new Trouble { IsNone = true });
        _queue = isQueued ? new SimulatedQueue(_time, trouble: 0.002) : null;
        List<string> words = ["cp", "s3://from/", "s3://to/"];
        _job = new JobDefinition(JobDefinition.CurrentFormat, words, isQueued ? "sqs://fleet" : "lease", lease.TotalSeconds, default, JobDefinition.HashOf(words));
    }

    /// <summary>Objects of the job.</summary>
    public long Objects => (long)_chunks * RowsPerChunk * _objectsPerRow;

    /// <summary>Requests to the job's store, creation included.</summary>
    public (long Writes, long Reads) Requests { get; private set; }

    /// <summary>The same by verb and folder.</summary>
    public IReadOnlyDictionary<string, long> Kinds { get; private set; } = new Dictionary<string, long>();

    /// <summary>Requests to the queue, those that filled it included.</summary>
    public long Messages => _queue?.Requests ?? 0;

    /// <summary>Messages that were lost, came twice, and came late.</summary>
    public (int Lost, int Doubled, int Late) MessageTrouble => _queue?.Trouble ?? default;

    /// <summary>What they cost.</summary>
    public double Dollars => (Requests.Writes / 1000.0 * DollarsPerThousandWrites) + (Requests.Reads / 1000.0 * DollarsPerThousandReads) + (Messages / 1000.0 * DollarsPerThousandMessages);

    /// <summary>Requests to the job's store and its queue for each request that copies.</summary>
    public double RequestOverhead => (double)(Requests.Writes + Requests.Reads + Messages) / Objects;

    /// <summary>Time of workers at the job's store and its queue, of all their time until the last seal.</summary>
    public double TimeOverhead { get; private set; }

    /// <summary>From the first worker's beginning to the last seal.</summary>
    public TimeSpan Makespan => TimeSpan.FromTicks(_end);

    /// <summary>The same if all machines worked from beginning to end and nothing else took time.</summary>
    public TimeSpan Ideal => TimeSpan.FromSeconds(Objects / Math.Min(_storeRate, _speeds.Sum()));

    /// <summary>Workers that died or ended because the store was silent.</summary>
    public int Deaths { get; private set; }

    /// <summary>Chunks that were begun a second time for a slow worker.</summary>
    public int Seconds { get; private set; }

    /// <summary>How far the job is in the end.</summary>
    public JobState State { get; private set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => _time.Dispose();

    /// <summary>Lets it happen.</summary>
    public void Run()
    {
        _look.Write(JobNames.Job, JobJson.Write(_job, JobJson.Default.JobDefinition), default);
        for (int chunk = 0; chunk < _chunks; chunk++)
        {
            int first = chunk * RowsPerChunk;
            _look.Write(JobNames.Chunk(JobNames.Numbered(chunk)), ChunkFile.Write(_job.Mark, [.. Enumerable.Range(first, RowsPerChunk).Select(static item => new ChunkItem(Encoding.UTF8.GetBytes(item.ToString("d9", CultureInfo.InvariantCulture)), 1, null, null, null))], first, first), default);
        }
        _look.Write(JobNames.Plan, JobJson.Write(new JobPlan(_job.Mark, _chunks, (long)_chunks * RowsPerChunk, 1), JobJson.Default.JobPlan), default);
        foreach (int[] batch in Enumerable.Range(0, _chunks).Chunk(10))
            _queue?.Send(batch.Select(chunk => QueueClaims.BodyOf(_job, JobNames.Numbered(chunk))));
        _store.Changed = name => _end = name.StartsWith(JobNames.Seals, StringComparison.Ordinal) ? _time.Now : _end;
        for (int machine = 0; machine < _machines; machine++)
        {
            int index = machine;
            // One in twenty is four times as slow.
            _speeds.Add(machine % 20 == 7 ? Rate / 4 : Rate * (0.9 + (0.2 * _time.Random.NextDouble())));
            _time.Spawn(TimeSpan.FromSeconds(_time.Random.NextDouble() * 2), () => Work(index));
        }
        _time.Run();
        Requests = _store.Requests;
        Kinds = new SortedDictionary<string, long>(_store.Kinds, StringComparer.Ordinal);
        TimeOverhead = _trouble.Waited.TotalSeconds / (Makespan.TotalSeconds * _machines);
        Seconds = _look.List(JobNames.Seconds, "", default).Count();
        State = JobState.Read(_look, default)!;
    }

    void Work(int index)
    {
        while (true)
        {
            MachineClock clock = new(_time, TimeSpan.FromMinutes((_time.Random.NextDouble() * 20) - 10));
            // Renewals are made on another thread, while the chunk is done.
            Machine machine = new(_store, _time, _trouble) { IsBeside = () => clock.IsFiring };
            JobWorker worker = null!;
            string name = string.Create(CultureInfo.InvariantCulture, $"w{_workers++}");
            Func<JobChunk, CancellationToken, ChunkResult> run = (chunk, stop) => Do(worker, index, clock, machine, chunk, stop);
            worker = _queue is null ? new JobWorker(machine, _job, Source, run, name, index, _machines, clock)
                : new JobWorker(machine, _job, Source, run, name, clock, new QueueClaims(machine, _job, new MachineQueue(_queue, machine, _time), name, clock));
            try
            {
                if (worker.Run(1, CancellationToken.None) == WorkerEnd.Done)
                    return;
            }
            catch (Exception exception) when (exception is Machine.DiedException or FailureException)
            {
                Deaths++;
            }
            // Until its engine has started another one.
            _time.Sleep(TimeSpan.FromSeconds(20));
        }
    }

    ChunkResult Do(JobWorker worker, int index, MachineClock clock, Machine machine, JobChunk chunk, CancellationToken stop)
    {
        _copying++;
        try
        {
            return Copy(worker, index, clock, machine, chunk, stop);
        }
        finally
        {
            _copying--;
        }
    }

    ChunkResult Copy(JobWorker worker, int index, MachineClock clock, Machine machine, JobChunk chunk, CancellationToken stop)
    {
        using MemoryStream rows = new();
        long done = 0;
        using (CsvReport csv = new(rows))
            foreach (ChunkItem item in ((ChunkLocation)chunk.Source).Items)
            {
                clock.Wait(TimeSpan.FromSeconds(_objectsPerRow / Math.Min(_speeds[index], _storeRate / _copying)));
                machine.Suffer();
                worker.EndOverdue();
                if (stop.IsCancellationRequested)
                    break;
                csv.Append(ReportRow.From(new ItemOutcome { Kind = OutcomeKind.Done, Operation = "cp", From = _tree.At(item.Name), Bytes = 1 }));
                done++;
            }
        return new ChunkResult(new OutcomeCounts(done, 0, 0, 0, 0, 0, 0), rows.ToArray(), null);
    }
}
