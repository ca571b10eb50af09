using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing.Actions;
using Sluice.Processing.Outputs;
using Sluice.Processing.Reducing;
using Sluice.Processing.Results;
using Sluice.Transfer;

namespace Sluice.Processing;

/// <summary>What all objects of one run share. Safe for many threads.</summary>
internal sealed class ProcessContext : IDisposable
{
    // Outputs that may wait for an earlier one, for each job.
    const int OrderWindow = 4;

    readonly ConcurrentBag<ProgramOutput> _outputs = [];
    readonly Lock _gate = new();
    // Guarded by _gate.
    long _ended;
    long _failed;

    // Between attempts, doubled each time.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MostPause = TimeSpan.FromSeconds(5);

    volatile bool _isHalted;
    int _isGluedTold;

    /// <summary>What a request needs.</summary>
    public ProcessContext(ProcessRequest request, TransferContext run, ObjectAction action, ResultsFile? results, ReduceCheckpoint? checkpoint)
    {
        (Request, Run, Action, Results) = (request, run, action, results);
        Slots = new JobSlots(request.Jobs, run.Options.Clock, request.OnErrorOutput);
        Reduction = request is { Reduce: { } line, DryRun: false } ? new Reduction(this, new ReduceProgram(line, request.Jobs), checkpoint) : null;
        Lines = request is { WritesLines: true, To: null, Reduce: null } ? new ResultLines(run.OpenOutput(), request.Tag, request.KeepOrder || request.BlockSize is not null ? OrderWindow * request.Jobs + 2 * ObjectProcessor.FetchAhead : 0) : null;
    }

    /// <summary>What was asked for.</summary>
    public ProcessRequest Request { get; }

    /// <summary>The run.</summary>
    public TransferContext Run { get; }

    /// <summary>What is done with each object.</summary>
    public ObjectAction Action { get; }

    /// <summary>The rows; null for none.</summary>
    public ResultsFile? Results { get; }

    /// <summary>What an earlier run of the command did; null where there is nothing to go on from.</summary>
    public EarlierResults? Earlier { get; init; }

    /// <summary>Who may run.</summary>
    public JobSlots Slots { get; }

    /// <summary>Outputs as lines; null when there are none.</summary>
    public ResultLines? Lines { get; }

    /// <summary>Where outputs become objects or files; null when they are lines, or are combined.</summary>
    public OutputPlace? Place { get; init; }

    /// <summary>Combines the outputs; null when each is a result.</summary>
    public Reduction? Reduction { get; }

    /// <summary>Where what they are combined into becomes an object or a file; null when it is lines.</summary>
    public OutputPlace? ResultPlace { get; init; }

    /// <summary>True where an object ends with its lines and its row, for which nothing is sent: then its worker goes on with the next one in its slot.</summary>
    public bool EndsHere => Place is null && Reduction is null;

    /// <summary>How long programs ran.</summary>
    public RunTimes Times { get; } = new();

    /// <summary>True when no further object is to begin.</summary>
    public bool IsHalted => _isHalted;

    /// <summary>What a command is called in its rows: 64 bits of the SHA-256 of all that makes its results.</summary>
    public static string NameOf(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 8));

    /// <summary>An empty output.</summary>
    public ProgramOutput TakeOutput() => _outputs.TryTake(out ProgramOutput? output) ? output : new ProgramOutput(Path.GetTempPath());

    /// <summary>Takes one back.</summary>
    public void ReturnOutput(ProgramOutput output)
    {
        output.Clear();
        _outputs.Add(output);
    }

    /// <summary>Gives a slot to whose turn has come.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="takesIt">The caller is a worker whose step ends now, and takes the item it is given to; otherwise another one has to.</param>
    public void ReturnSlot(JobSlot slot, bool takesIt)
    {
        if (Slots.Return(slot) is { } next)
            Run.Wake(next, takesIt);
    }

    /// <summary>An attempt has ended: who listens is told, then its row is written. Why nobody could be told, or null: then it has no row, and the run ends.</summary>
    public ItemFailure? Tell(ProcessedObject row)
    {
        if (TellListener(row) is { } untold)
        {
            Run.End(untold.EndsRun!);
            return untold;
        }
        Results?.Add(row);
        // Without its row a result is done again, and nobody would know: the run ends here.
        if (Results?.Problem is { } gap)
            Run.End(Failure.Local("Results", gap));
        return null;
    }

    ItemFailure? TellListener(ProcessedObject row)
    {
        if (row.Kind is null && Request.OnProcessed is null)
            return null;
        lock (_gate)
        {
            try
            {
                Request.OnProcessed?.Invoke(row);
            }
            catch (IOException exception)
            {
                return ResultLines.Unwritten(exception);
            }
            if (row.Kind is not { } kind)
                return null;
            _ended++;
            if (kind is not (OutcomeKind.Done or OutcomeKind.Skipped))
                _isHalted |= Request.Halt?.IsReached(++_failed, _ended) == true;
        }
        return null;
    }

    /// <summary>An object of a batch is continued by the next one, for it ends without a line end: whoever counts lines should know.</summary>
    public void TellGlued()
    {
        if (Interlocked.Exchange(ref _isGluedTold, 1) == 0)
            Request.OnNotice?.Invoke("Objects of this batch end without a line end, and their last lines are continued by the next object. --input file keeps them apart.");
    }

    /// <summary>Waits between two attempts. Throws <see cref="OperationCanceledException"/>.</summary>
    /// <param name="attempt">The one that has ended, from 1.</param>
    public void Pause(int attempt)
    {
        TimeSpan pause = FirstPause * (1 << Math.Min(attempt - 1, 10));
        Slots.CountPausing(1);
        try
        {
            if (Run.Token.WaitHandle.WaitOne(pause < MostPause ? pause : MostPause))
                throw new OperationCanceledException();
        }
        finally
        {
            Slots.CountPausing(-1);
        }
    }

    /// <summary>Ends what runs, where failures are to end it at once. After the outcome of the last of them.</summary>
    public void EndIfHalted()
    {
        if (_isHalted && Request.Halt!.IsNow)
            Run.End(Halted);
    }

    /// <summary>What a run that failures have ended says.</summary>
    public Failure Halted => Failure.Local("Halted", $"Halted: {Volatile.Read(ref _failed):N0} of {Volatile.Read(ref _ended):N0} objects failed, as --halt says.");

    /// <inheritdoc/>
    public void Dispose()
    {
        Slots.Dispose();
        Reduction?.Dispose();
        foreach (ProgramOutput output in _outputs)
            output.Dispose();
    }
}
