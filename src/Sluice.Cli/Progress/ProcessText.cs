using Sluice.Cli.Output;
using Sluice.Processing;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>A processing under way.</summary>
/// <param name="run">The run.</param>
/// <param name="now">What its objects are doing.</param>
/// <param name="failures">Why objects failed so far.</param>
sealed class ProcessText(Func<TransferProgress> run, Func<ProcessProgress> now, FailureKinds failures) : ProgressText
{
    // More would hide the terminal.
    const int MostKinds = 3;

    // Programs end in fits and starts.
    const int FewEnds = 10;

    readonly RateMeter _objects = new(FewEnds), _bytes = new();
    readonly RemainingMeter _remaining = new();
    ProcessSample _sample;

    /// <inheritdoc/>
    public override void Sample()
    {
        TransferProgress at = run();
        _objects.Add(at.Outcomes.Ended - at.Outcomes.Skipped, at.Elapsed);
        _bytes.Add(at.MovedBytes, at.Elapsed);
        IReadOnlyList<(string Kind, long Count)> top = failures.Top(MostKinds, out int others);
        _sample = new ProcessSample(at, now(), _objects.PerSecond, _bytes.PerSecond, top, others, failures.Repeated);
        _sample = _sample with { Remaining = _remaining.Add(_sample.Estimate, _sample.Share, at.Elapsed) };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width) => ProcessFrame.Live(_sample, width);

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        return ProcessFrame.Plain(_sample);
    }

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return ProgressFrame.Record(new ProgressSample(_sample.Run, _sample.BytesPerSecond, _sample.ObjectsPerSecond)) with { SecondsLeft = _sample.Remaining?.TotalSeconds };
    }
}
