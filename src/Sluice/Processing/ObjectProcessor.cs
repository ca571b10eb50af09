using Sluice.Engine;
using Sluice.Processing.Actions;
using Sluice.Processing.Outputs;
using Sluice.Processing.Reducing;
using Sluice.Processing.Results;
using Sluice.Processing.Tables;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Listing;

namespace Sluice.Processing;

/// <summary>Gives each object of a prefix to a program, once. Listing, fetching and running overlap.</summary>
/// <param name="engine">Runs it. One run at a time.</param>
public sealed partial class ObjectProcessor(TransferEngine engine)
{
    JobSlots? _slots;

    /// <summary>What the objects of the run under way are doing; safe to ask at any time.</summary>
    public ProcessProgress Progress => Volatile.Read(ref _slots)?.Progress ?? default;

    /// <summary>Objects that are fetched ahead of the programs, unless a concurrency is asked for: enough to hide the round trips of a store behind short programs.</summary>
    public const int FetchAhead = 16;

    /// <summary>
    /// Settings by which a run has a thread for each program and for each request ahead of them, and no more objects begun than that. Programs that
    /// wait are no sign of a slow store, so the controller, which looks for one, is left out.
    /// </summary>
    /// <param name="options">The settings as asked for.</param>
    /// <param name="jobs">Programs at once.</param>
    public static TransferOptions Fit(TransferOptions options, int jobs)
    {
        int workers = Math.Min(EngineOptions.MostRequests, jobs + (options.Limits?.Concurrency ?? options.Concurrency ?? FetchAhead));
        options = options with { FileParallelism = Math.Min(options.FileParallelism ?? workers, workers) };
        if (options.Limits is not { } limits)
            return options with { Concurrency = workers };
        limits.Concurrency = workers;
        return options;
    }

    /// <summary>
    /// Processes. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems, and <see cref="JournalException"/> for a
    /// results file that cannot be used; never for an object that failed.
    /// </summary>
    public Task<TransferReport> ProcessAsync(ProcessRequest request, CancellationToken cancellationToken)
    {
        List<string> problems = [.. engine.Problems(), .. request.Problems()];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join("\n", problems), nameof(request));
        return RunAsync(request, null, cancellationToken);
    }

    /// <summary>
    /// Runs nothing, and lists its sources where two objects could have outputs of one name. Throws <see cref="ArgumentException"/> when two would, and when outputs would become
    /// inputs; <see cref="Failures.FailureException"/> when a source cannot be listed.
    /// </summary>
    public void CheckOutputs(ProcessRequest request, CancellationToken cancellationToken)
    {
        TreeContext trees = new(engine.Clients);
        if (PlaceOf(request, trees) is { IsUnique: false } place && new OutputTwins(request, place, trees).Find(new TreeQuery { Order = ListingOrder.Any }, cancellationToken) is { } unlisted)
            throw unlisted.ToException();
    }

    static OutputPlace? PlaceOf(ProcessRequest request, TreeContext trees)
    {
        OutputPlace? place = request.To is { } to ? OutputPlace.Create(to, trees) : null;
        if (place is not null && request.Sources.FirstOrDefault(source => OutputNames.AreInputs(place, source, trees)) is { } inside)
            throw new ArgumentException($"The outputs ({place.Root}) would lie within {inside} and become inputs of the next run; choose another place.", nameof(request));
        return place;
    }

    async Task<TransferReport> RunAsync(ProcessRequest request, FunctionAction? function, CancellationToken cancellationToken)
    {
        TreeContext trees = new(engine.Clients);
        OutputPlace? place = PlaceOf(request, trees);
        using ObjectAction action = function ?? ActionOf(request);
        string command = ProcessContext.NameOf($"{action.Identity}\0{request.To}\0{request.Decompress}\0{request.Reduce}");
        using ResultsFile? results = request is { Results: { } path, DryRun: false } ? ResultsFile.Open(path, command, request.LogArguments ? action.Arguments : null) : null;
        EarlierResults? earlier = results?.Earlier ?? (request.Results is { } planned ? ResultsFile.ReadEarlier(planned, command) : null);
        ReduceCheckpoint? checkpoint = results is not null && request.Reduce is not null ? ReduceCheckpoint.Open(request.Results!, command, isNew: results.Earlier.Length == 0) : null;
        RunRequest run = new("process") { OnOutcome = request.OnOutcome, OwnPaths = request.Results is { } own ? [own] : [] };
        TransferReport report = await engine.RunAsync(run, transfer =>
        {
            using ProcessContext context = new(request, transfer, action, results, checkpoint) { Place = request.Reduce is null ? place : null, ResultPlace = place, Earlier = earlier };
            Volatile.Write(ref _slots, context.Slots);
            if (context.Reduction?.Resume() is { } lost)
                return Failures.Failure.Local(lost.Code, lost.Message);
            Failures.Failure? ended = new ProcessRun(context, trees).Produce();
            if (ended is null && !transfer.Token.IsCancellationRequested)
                transfer.Ledger.ListingComplete();
            // Everything offered belongs to the context, which must outlast it.
            transfer.WaitForItems(WorkEngine.StopPatience);
            ended ??= context.IsHalted ? context.Halted : null;
            return ended ?? (request.DryRun ? null : Reduce(context));
        }, cancellationToken).ConfigureAwait(false);
        return results?.Problem is { } gap ? report with { ListingError = report.ListingError ?? Failures.Failure.Local("Results", gap) } : report;
    }

    // Why there is no result, or null.
    static Failures.Failure? Reduce(ProcessContext context)
    {
        if (context.Reduction is not { } reduction || context.Run.Token.IsCancellationRequested)
            return null;
        (long listed, _, _, OutcomeCounts outcomes, _) = context.Run.Ledger.Totals();
        if (outcomes.NotArrived > 0 && outcomes.Done + outcomes.Skipped + outcomes.NotArrived == outcomes.Missing)
            return Failures.Failure.Local("Reduce", "No result: there was nothing to combine.");
        if (outcomes.NotArrived > 0)
            return Failures.Failure.Local("Reduce", $"No result: {outcomes.NotArrived:N0} of {listed:N0} objects {(outcomes.NotArrived == 1 ? "is" : "are")} not in it.{(context.Results is null ? "" : " The same command goes on with those.")}");
        ReducedResult result = new(context, reduction);
        context.Run.Offer(result);
        context.Run.WaitForItems(WorkEngine.StopPatience);
        return result.Failure is { } failure ? failure.EndsRun ?? Failures.Failure.Local("Reduce", failure.Message) : null;
    }

    static ObjectAction ActionOf(ProcessRequest request) =>
        request.BuiltIn is { ToParquet: true } table ? new TableAction(table.ColumnsAsText)
        : request.BuiltIn is { } builtIn ? new BuiltInAction(builtIn)
        : request.IsPersistent ? new PersistentAction(request.Program!, request.Jobs, request.OnNotice)
        : new ProgramAction(request.Program!, request.Input, request.Jobs, request.Batch is not null);
}
