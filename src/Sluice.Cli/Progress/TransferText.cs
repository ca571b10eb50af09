using Sluice.Cli.Output;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>A transfer under way.</summary>
sealed class TransferText(Func<TransferProgress> source) : ProgressText
{
    readonly ProgressMeter _meter = new();
    ProgressSample _sample;

    /// <inheritdoc/>
    public override void Sample() => _sample = _meter.Sample(source());

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width) => ProgressFrame.Live(_sample, width);

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        return ProgressFrame.Plain(_sample);
    }

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return ProgressFrame.Record(_sample);
    }
}
