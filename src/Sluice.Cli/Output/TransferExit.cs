using Sluice.Transfer;

namespace Sluice.Cli.Output;

/// <summary>What a run that moved or removed items tells its caller.</summary>
static class TransferExit
{
    /// <summary>The exit code; an error that ended the listing is printed on the way.</summary>
    public static int CodeOf(Session session, TransferReport report, OutcomePrinter outcomes)
    {
        if (session.OutputClosed)
            return ExitCode.Done;
        if (report.Interrupted)
            return ExitCode.Interrupted;
        if (report.Complete)
            return ExitCode.Done;
        if (report.ListingError is { } error)
            outcomes.PrintEnd(error);
        bool nothingWorked = report.Outcomes.Done + report.Outcomes.Skipped == 0 && outcomes.OnlyStartFailures;
        return nothingWorked && (report.ListingError is null || Advice.CannotStart(report.ListingError)) ? ExitCode.CannotStart : ExitCode.Failures;
    }
}
