using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sluice.Engine;
using Sluice.Telemetry;
using Sluice.Transfer;

namespace Sluice.Client.Runs;

/// <summary>Tells of one run to whoever listens: a message when it begins and when it has ended, and a span.</summary>
internal sealed class RunTelling
{
    readonly ILogger _logger;
    readonly string _name;
    readonly Activity? _activity;

    RunTelling(ILogger logger, string name)
    {
        (_logger, _name) = (logger, name);
        _activity = SluiceTelemetry.Source.StartActivity($"sluice.{name}");
        logger.RunBegun(name);
    }

    /// <summary>A run begins.</summary>
    public static RunTelling Begin(ILogger logger, string name) => new(logger, name);

    /// <summary>Tells how it ended.</summary>
    public async Task<T> FollowAsync<T>(Func<Task<T>> run, Func<T, TransferReport> transferOf)
    {
        using Activity? activity = _activity;
        try
        {
            T report = await run().ConfigureAwait(false);
            Tell(transferOf(report));
            return report;
        }
        catch (Exception failure)
        {
            activity?.SetTag("error.type", failure.GetType().FullName).SetStatus(ActivityStatusCode.Error, failure.Message);
            _logger.RunFailed(failure, _name);
            throw;
        }
    }

    void Tell(TransferReport report)
    {
        OutcomeCounts counts = report.Outcomes;
        string? error = report.Complete ? null : report.Interrupted ? "interrupted" : report.ListingError is not null ? "listing" : "incomplete";
        if (error is null)
            _logger.RunComplete(_name, counts.Done, counts.Skipped, report.Bytes, report.Elapsed.TotalSeconds);
        else
            _logger.RunIncomplete(_name, counts.Done, counts.Skipped, counts.NotArrived, report.Pending, report.Elapsed.TotalSeconds,
                report.Interrupted ? ": it was interrupted" : report.ListingError is { } listing ? $": {listing.Message}" : "");
        if (error is not null)
            _activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        _activity?.SetTag("sluice.run.listed", report.Listed).SetTag("sluice.run.done", counts.Done).SetTag("sluice.run.not_arrived", counts.NotArrived).SetTag("sluice.run.bytes", report.Bytes);
    }
}
