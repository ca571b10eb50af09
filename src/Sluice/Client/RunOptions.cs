using Sluice.Transfer;

namespace Sluice.Client;

/// <summary>How a run of a <see cref="SluiceClient"/> is followed and ended.</summary>
public sealed record RunOptions
{
    /// <summary>Told how the run stands, each <see cref="ProgressInterval"/> and once at its end. Null: nobody.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Time between two reports of progress; default 250 ms, at least 1 ms.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A run that was cancelled gives its report, whose <see cref="TransferReport.Interrupted"/> is true. Default: it is an <see cref="OperationCanceledException"/>.</summary>
    public bool ReportWhenCanceled { get; init; }

    /// <summary>How this run uses the machine; null: as the client's options say.</summary>
    public TransferOptions? Engine { get; init; }
}
