using System.Globalization;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Cli.Jobs;

/// <summary>An inventory as a job: its items are ranges of keys, each worker writes data files of some, and who finds all of them done writes the manifest.</summary>
/// <param name="job">The job.</param>
/// <param name="request">The inventory that its command asks for.</param>
/// <param name="clients">The stores.</param>
/// <param name="clock">The clock.</param>
sealed class JobInventory(JobDefinition job, InventoryRequest request, S3ClientFactory clients, TimeProvider clock)
{
    readonly InventoryWriter _writer = new(clients, clock);
    readonly List<JobDamage> _damage = [];

    /// <summary>The one of a job; null for a job of something else.</summary>
    public static JobInventory? Of(JobDefinition job, S3ClientFactory clients, TimeProvider clock) =>
        Is(job.Words) && RequestOf(job.Words) is { } request ? new JobInventory(job, request, clients, clock) : null;

    /// <summary>True for words of an inventory.</summary>
    public static bool Is(IReadOnlyList<string> words) => words is ["inventory", ..];

    static InventoryRequest? RequestOf(IReadOnlyList<string> words) =>
        SluiceCommand.Create([words[0]]).Parse([.. words], SluiceCommand.Parsing) is { CommandResult.Command: InventoryVerb verb } parsed ? verb.ReadRequest(new Options.CommandLine(parsed)) : null;

    /// <summary>Writes the data files of a chunk's ranges. What it wrote stands in the message of each row.</summary>
    public ChunkResult Write(JobChunk chunk, CancellationToken stop)
    {
        MemoryStream written = new();
        using ReportFile rows = new(written, clock);
        IReadOnlyList<JobRange> ranges = chunk.Ranges;
        int? share = ranges.Count == 1 ? job.RangeKeys : null;
        IReadOnlyList<(ObjectKey After, ObjectKey? Through)> rest = [];
        foreach (JobRange range in ranges)
        {
            ItemOutcome outcome = new() { Kind = OutcomeKind.Done, Operation = "inventory", From = range.At, To = request.Out };
            try
            {
                InventoryPart part = _writer.WriteRange(request, range.After, range.Through, string.Create(CultureInfo.InvariantCulture, $"{MarkOf(job)}-{chunk.Name[..9]}"), share, stop);
                rest = part.Rest;
                rows.Add(outcome with { Bytes = part.Bytes, Message = part.ToJson() });
            }
            catch (FailureException failed)
            {
                // The chunk may be another worker's by now: no failure of its range.
                stop.ThrowIfCancellationRequested();
                if (failed.Failure.Kind is FailureKind.NoSuchBucket or FailureKind.ClockSkew)
                    return new ChunkResult(default, default, null) { Ends = failed.Failure };
                rows.Add(outcome with { Kind = failed.Failure.Kind == FailureKind.Denied ? OutcomeKind.Denied : OutcomeKind.Failed, ErrorCode = failed.Failure.Code, Message = failed.Failure.Message });
            }
        }
        rows.Dispose();
        return new ChunkResult(rows.Rows, written.ToArray(), null) { Unverified = rows.Unverified, Rest = rest };
    }

    /// <summary>What of the job could not be read by <see cref="Join"/>, so that it has no manifest.</summary>
    public IReadOnlyList<JobDamage> Damage => _damage;

    /// <summary>Why <see cref="Join"/> has written none, as a sentence: ranges that are not done, or not accounted for. Null where it has, where others still work, and for <see cref="Damage"/>.</summary>
    public string? Undone { get; private set; }

    /// <summary>Writes the manifest when every range is done; null when some are not. From the same rows the same bytes, whichever worker does it. Throws as <see cref="InventoryWriter.Join"/> does.</summary>
    public InventoryReport? Join(JobStore store, CancellationToken cancellationToken)
    {
        List<InventoryPart> parts = [];
        if (JobState.Read(store, cancellationToken) is not { IsOver: true } state)
            return null;
        _damage.AddRange(state.Damage);
        long rows = 0;
        foreach ((string outcome, string message) in new JobReport(store).Outcomes(_damage.Add, cancellationToken))
        {
            rows++;
            if (outcome == "done" && InventoryPart.Parse(message) is { } part)
                parts.Add(part);
        }
        if (_damage.Count == 0 && (rows != state.Items || state.Pending != 0))
            Undone = $"Of {Numbers.Count(state.Items, "range")} {Numbers.Count(rows)} have an outcome: chunks, or what seals them, are gone from the job's store.";
        else if (parts.Count < rows)
            Undone = $"{Numbers.Count(rows - parts.Count, "range")} of {Numbers.Count(rows)} {(rows - parts.Count == 1 ? "is" : "are")} not done.";
        return _damage.Count == 0 && Undone is null ? _writer.Join(request, job.Created, parts, cancellationToken) : null;
    }

    /// <summary>Data files that no row names, finished or not, once the job is over: no attempt that writes some can still count. Throws <see cref="FailureException"/> when a store fails.</summary>
    public IReadOnlyList<(Location At, string Name)> Unnamed(JobStore store, CancellationToken cancellationToken)
    {
        // Files first: what is written later may be of a retry.
        IReadOnlyList<(Location At, string Name)> files = _writer.FilesOf(request, MarkOf(job), cancellationToken);
        if (files.Count == 0 || JobState.Read(store, cancellationToken) is not { IsOver: true, IsDamaged: false })
            return [];
        bool isWhole = true;
        HashSet<string> named = [.. new JobReport(store).Outcomes(_ => isWhole = false, cancellationToken).SelectMany(static row => InventoryPart.Parse(row.Message)?.Names ?? [])];
        return isWhole ? [.. files.Where(file => !named.Contains(file.Name))] : [];
    }

    /// <summary>Removes one of them; why that failed, or null.</summary>
    public string? Remove(string name, CancellationToken cancellationToken)
    {
        try
        {
            _writer.Remove(request, name, cancellationToken);
            return null;
        }
        catch (FailureException failed)
        {
            return failed.Failure.Message;
        }
    }

    // Tells its files from those of other jobs.
    static string MarkOf(JobDefinition job) => string.Create(CultureInfo.InvariantCulture, $"{job.Hash[..8]}{job.Created.ToUnixTimeSeconds():x}");
}
