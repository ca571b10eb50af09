using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing.Actions;
using Sluice.Processing.Outputs;
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

    volatile bool _isHalted;

    /// <summary>What a request needs.</summary>
    public ProcessContext(ProcessRequest request, TransferContext run, ObjectAction action, ResultsFile? results)
    {
        (Request, Run, Action, Results) = (request, run, action, results);
        Slots = new JobSlots(request.Jobs);
        Lines = request is { WritesLines: true, To: null } ? new ResultLines(run.OpenOutput(), request.Tag, request.KeepOrder ? OrderWindow * request.Jobs : 0) : null;
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

    /// <summary>Where outputs become objects or files; null when they are lines.</summary>
    public OutputPlace? Place { get; init; }

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

    /// <summary>An attempt has ended: its row is written, and who listens is told.</summary>
    public void Tell(ProcessedObject row)
    {
        Results?.Add(row);
        // Without its row a result is done again, and nobody would know: the run ends here.
        if (Results?.Problem is { } gap)
            Run.End(Failure.Local("Results", gap));
        if (row.Kind is not { } kind)
            return;
        lock (_gate)
        {
            Request.OnProcessed?.Invoke(row);
            _ended++;
            if (kind is OutcomeKind.Done or OutcomeKind.Skipped)
                return;
            _failed++;
            if (_isHalted || Request.Halt?.IsReached(_failed, _ended) != true)
                return;
        }
        _isHalted = true;
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
        foreach (ProgramOutput output in _outputs)
            output.Dispose();
    }
}
