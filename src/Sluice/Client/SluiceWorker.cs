using System.Globalization;
using System.Runtime.InteropServices;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Queues;
using Sluice.Jobs.Store;
using Sluice.Processing;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Client;

/// <summary>
/// Makes a .NET program a worker of a job that <c>sluice job create JOB -- process --to TEMPLATE SOURCE -- NAME</c> has created: the program's function takes the
/// place of NAME. Chunks are claimed, sealed, taken over and given back as by <c>sluice work</c>, beside which it may run.
/// </summary>
public static class SluiceWorker
{
    /// <summary>Exit codes, those of <c>sluice work</c>: all done; something failed; the job can never be done by it; asked to stop, and to be started again.</summary>
    public const int Done = 0, Failures = 1, NeverAgain = 42, TryAgain = 75;

    // The next chunk begins before the last item of the one before has ended.
    const int Parallel = 2;

    /// <summary>
    /// Works until no chunk is left, and gives the exit code for the program. SIGTERM and SIGINT ask it to stop: what it has is given back, and the exit code is
    /// <see cref="TryAgain"/>. Throws <see cref="FailureException"/> when the job's store fails.
    /// </summary>
    /// <param name="args">The job's place, and for a job whose chunks are shared by index <c>--shard I/N</c>: the program's own arguments.</param>
    /// <param name="function">Reads its object from the first stream; what it writes to the second is the output, published once it has returned.</param>
    /// <param name="options">What it has of its own; null for the environment's.</param>
    /// <param name="cancellationToken">Asks it to stop, as a signal does.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Func<Stream, Stream, Location, CancellationToken, Task> function, SluiceWorkerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SluiceWorkerOptions();
        Action<string> tell = options.Tell ?? (static _ => { });
        (int index, int count) = (0, 1);
        if (args is not ([_] or [_, "--shard", _]) || !LocationParser.TryParse(args[0], out Location place, out _) || args.Count == 3 && !TryShard(args[2], out index, out count))
        {
            tell("Give the place of a job, and --shard I/N where its chunks are shared by index.");
            return NeverAgain;
        }
        using S3ClientFactory clients = new(options.Connection with { Client = options.Connection.Client with { Limits = options.Engine.Limits?.Traffic } });
        JobStore store = JobStore.Open(place, clients);
        JobDefinition? job = JobState.Find(store, cancellationToken);
        string problem = job is null ? $"There is no job at {place}." : job.Problem ?? (job.Claim == "index" && args.Count == 1 ? "The job's chunks are shared by index; give --shard I/N." : "");
        if (job is null || problem.Length > 0 || WorkerCommand.Read(job.Words, out problem) is not { } request)
        {
            tell(problem);
            return NeverAgain;
        }
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop), interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        TransferOptions limits = ObjectProcessor.Fit(options.Engine, request.Jobs);
        using SqsMessages? queue = job.Queue is { } address ? SqsMessages.Open(address, clients) : null;
        JobWorker worker = null!;
        WorkerEnd end = WorkerEnd.Drained;
        await new TransferEngine(limits, clients).CarryAsync("work", carrier =>
        {
            worker = new JobWorker(store, job, request.Sources[0], Run, JobWorker.NewName(), index, count, limits.Clock, queue);
            carrier.BeforeRequest = worker.EndOverdue;
            end = worker.Run(Parallel, stop.Token);

            ChunkResult Run(JobChunk chunk, CancellationToken token)
            {
                if (chunk.Removals is not null)
                    return new ChunkResult(default, default, "it has items to remove, which a function does not.");
                SharedRun own = carrier.With(chunk.Uploads);
                return Do(new TransferEngine(limits, clients) { Within = own }, request with { Sources = [chunk.Source] }, function, tell, token) with { Ends = own.EndedBy };
            }
        }, stop.Token).ConfigureAwait(false);
        tell(end switch
        {
            WorkerEnd.Stuck => worker.Problem!,
            WorkerEnd.Drained => $"Asked to stop; what was not done is given back: {worker.Sealed:N0} chunks sealed.",
            WorkerEnd.Cancelled => $"The job is cancelled: {worker.Sealed:N0} chunks sealed.",
            _ => $"Nothing is left{(job.Claim == "index" && count > 1 ? $" for {index}/{count}" : "")}: {worker.Sealed:N0} chunks sealed.",
        });
        return end == WorkerEnd.Drained ? TryAgain : end == WorkerEnd.Cancelled ? NeverAgain : end == WorkerEnd.Stuck || worker.Outcomes.NotArrived > 0 ? Failures : Done;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    static ChunkResult Do(TransferEngine engine, ProcessRequest request, Func<Stream, Stream, Location, CancellationToken, Task> function, Action<string> tell, CancellationToken stop)
    {
        MemoryStream written = new();
        using ReportFile rows = new(written, engine.Options.Clock);
        try
        {
            TransferReport report = new ObjectProcessor(engine).ProcessAsync(request with
            {
                OnOutcome = outcome =>
                {
                    rows.Add(outcome);
                    if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Skipped) && !stop.IsCancellationRequested)
                        tell($"failed: {outcome.Source}: {outcome.Message}");
                },
            }, function, stop).GetAwaiter().GetResult();
            rows.Dispose();
            return new ChunkResult(rows.Rows, written.ToArray(), report.ListingError?.Message) { Unverified = rows.Unverified };
        }
        catch (ArgumentException refused)
        {
            // Its outputs would lie within its source, for one.
            return new ChunkResult(default, default, refused.Message);
        }
    }

    static bool TryShard(string text, out int index, out int count)
    {
        (index, count) = (0, 1);
        return text.Split('/') is [var at, var all] && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && int.TryParse(all, NumberStyles.None, CultureInfo.InvariantCulture, out count) && index < count;
    }
}
