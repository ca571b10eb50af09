using System.Globalization;
using System.IO.Compression;
using System.Text;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Watching;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Jobs.Watching;

/// <summary>A job that is written as planner and workers would, at times that the test chooses.</summary>
public sealed class SomeJob
{
    public static readonly Location Source = LocationParser.Parse("s3://from/p/");

    readonly Tree _tree = Source.Open(new TreeContext(null!), recursive: true);

    /// <summary>Plans it.</summary>
    /// <param name="chunks">Chunks.</param>
    /// <param name="nameOf">Names of items by number, in order; null for plain ones.</param>
    /// <param name="itemsEach">Items of a chunk.</param>
    /// <param name="claim">How chunks are claimed.</param>
    /// <param name="words">Its command; null for a copy.</param>
    public SomeJob(int chunks, Func<int, byte[]>? nameOf = null, int itemsEach = 10, string claim = "lease", string[]? words = null)
    {
        (Items, NameOf) = (itemsEach, nameOf ?? (static item => Encoding.UTF8.GetBytes(item.ToString("d8", CultureInfo.InvariantCulture))));
        words ??= ["cp", "s3://from/p/", "s3://copy/"];
        Definition = new JobDefinition(JobDefinition.CurrentFormat, words, claim, 90, Store.Time, JobDefinition.HashOf(words));
        Store.Write(JobNames.Job, JobJson.Write(Definition, JobJson.Default.JobDefinition), default);
        for (int chunk = 0; chunk < chunks; chunk++)
            Plan(chunk);
        End(chunks);
    }

    public MemoryJobStore Store { get; } = new();

    public JobDefinition Definition { get; }

    public int Items { get; }

    public Func<int, byte[]> NameOf { get; }

    /// <summary>Writes a chunk.</summary>
    public void Plan(int chunk) =>
        Store.Write(JobNames.Chunk(JobNames.Numbered(chunk)), ChunkFile.Write(Definition.Mark, [.. Enumerable.Range(chunk * Items, Items).Select(item => new ChunkItem(NameOf(item), 100, null, null, null))], chunk * Items, chunk * Items * 100L), default);

    /// <summary>Writes the end of the plan.</summary>
    public void End(int chunks) => Store.Write(JobNames.Plan, JobJson.Write(new JobPlan(Definition.Mark, chunks, (long)chunks * Items, chunks * Items * 100L), JobJson.Default.JobPlan), default);

    /// <summary>A worker claims a chunk, or renews that.</summary>
    public void Lease(string chunk, string worker, int attempt = 1, bool isFree = false, int renewals = 0) =>
        Store.Write(JobNames.Lease(chunk), JobJson.Write(new ChunkLease(worker, attempt, isFree, 1, renewals), JobJson.Default.ChunkLease), default);

    /// <summary>A worker seals a chunk; its rows say what came of each item.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="outcomes">Outcome, code and message of items from the first on; the others are done.</param>
    /// <param name="withTally">Whether it lived long enough to write the tally.</param>
    /// <param name="unverified">So many of the last are done and nothing proves them.</param>
    public void Seal(string chunk, (OutcomeKind Kind, string Code, string Message)[]? outcomes = null, bool withTally = true, int unverified = 0)
    {
        ChunkContent content = ChunkFile.Read(Store, chunk, Definition.Mark, default);
        long[] counts = new long[Enum.GetValues<OutcomeKind>().Length];
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (CsvReport csv = new(gzip))
            for (int item = 0; item < content.Items.Count; item++)
            {
                (OutcomeKind kind, string code, string message) = outcomes?.ElementAtOrDefault(item) is { Code: not null } told ? told : (OutcomeKind.Done, "", "");
                counts[(int)kind]++;
                csv.Append(ReportRow.From(new ItemOutcome { Kind = kind, Operation = "cp", From = _tree.At(content.Items[item].Name), ErrorCode = code, Message = message, Verified = item >= content.Items.Count - unverified ? Verification.Unverified : Verification.Checksum }));
            }
        string rows = JobNames.OutcomesOf(chunk, "w1", 1);
        Store.Write(rows, packed.ToArray(), default);
        OutcomeCounts sum = OutcomeCounts.From(counts);
        Seal(new ChunkSeal(chunk, "w1", 1, rows, [], sum.Done, sum.Skipped, sum.Missing, sum.Changed, sum.Denied, sum.Failed, sum.Quarantined) { Bytes = content.Bytes, Unverified = unverified, Job = Definition.Mark, OutcomesHash = SealedFile.HashOf(packed.ToArray()) }, withTally);
    }

    /// <summary>A chunk is halved, for two workers have died over it.</summary>
    public void Halve(string chunk)
    {
        ChunkContent content = ChunkFile.Read(Store, chunk, Definition.Mark, default);
        string[] halves = JobNames.Halves(chunk);
        Store.Write(JobNames.Chunk(halves[0]), ChunkFile.Write(Definition.Mark, [.. content.Items.Take(content.Items.Count / 2)]), default);
        Store.Write(JobNames.Chunk(halves[1]), ChunkFile.Write(Definition.Mark, [.. content.Items.Skip(content.Items.Count / 2)]), default);
        Seal(new ChunkSeal(chunk, "w1", 3, null, halves, 0, 0, 0, 0, 0, 0, 0) { Bytes = 0, Unverified = 0, Job = Definition.Mark }, withTally: true);
    }

    /// <summary>What failed is to be done again.</summary>
    public void Retry() => new JobRetry(Store).Create(Definition, Source, null, default);

    /// <summary>All of it, as it is seen now.</summary>
    public JobView View(int bins = 10)
    {
        JobWatch watch = new(Store);
        Assert.True(watch.ReadAll(default));
        watch.ReadOwners(1000, default);
        watch.ReadFailures(FailureSummary.MostChunks, default);
        watch.ReadSeals(1000, default);
        return watch.View(bins);
    }

    /// <summary>Time passes.</summary>
    public void Wait(double seconds) => Store.Time += TimeSpan.FromSeconds(seconds);

    void Seal(ChunkSeal seal, bool withTally)
    {
        Store.Write(JobNames.Seal(seal.Chunk), JobJson.Write(seal, JobJson.Default.ChunkSeal), default);
        if (withTally)
            Store.Write(JobNames.Tally(seal, JobJson.Write(seal, JobJson.Default.ChunkSeal)), default, default);
    }
}
