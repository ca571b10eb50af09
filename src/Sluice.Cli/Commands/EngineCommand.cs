using Sluice.Cli.Limits;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Settings;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>An engine with its clients and its progress, for as long as one command runs on it; that of the list, when the command is a line of one.</summary>
sealed class EngineCommand(Session session, TransferOptions options, ClientDefaults connection)
{
    /// <summary>The report that is written meanwhile; null for none.</summary>
    public string? ReportPath { get; init; }

    /// <summary>What the progress says of the run; null for what it says of a transfer.</summary>
    public Func<Func<TransferProgress>, ProgressText>? Text { get; init; }

    /// <summary>Runs to the end.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="profile">Profile that a location names: its settings are begun with; null for that of the run.</param>
    public T Execute<T>(Func<TransferEngine, CancellationToken, Task<T>> start, string? profile = null)
    {
        if (session.Host is { } host)
            return start(new TransferEngine(WithOwn(options, host.Report?.Path, session.LogPath), host.Clients) { Within = host.Shared }, session.Stop).GetAwaiter().GetResult();
        WarnOfFiles(session, options);
        using S3ClientFactory clients = session.OpenClients(Limited(connection, options));
        TransferOptions own = WithOwn(options, ReportPath, session.LogPath) with { CountsAhead = session.Settings.Progress != ProgressChoice.None };
        TransferEngine engine = new(SettingsFile.Apply(own, clients, profile), clients) { OpenInput = session.OpenInput, OpenOutput = () => session.OutputStream };
        Task<T> running = start(engine, session.Stop);
        using (LimitListener? _ = Listen(options, engine))
        using (ProgressView.For(session, Text?.Invoke(() => engine.Progress) ?? new TransferText(() => engine.Progress)))
            return running.GetAwaiter().GetResult();
    }

    /// <summary>The settings of a run that knows what this process itself writes.</summary>
    public static TransferOptions WithOwn(TransferOptions options, string? report, string? log = null) =>
        options with { OwnPaths = [.. StateDirectory.OwnPaths, .. report is null ? [] : (string[])[report], .. log is null ? [] : LogFile.Names(log)] };

    /// <summary>The connection, paced by the limits of a run.</summary>
    public static ClientDefaults Limited(ClientDefaults connection, TransferOptions options) => connection with { Client = connection.Client with { Limits = options.Limits?.Traffic } };

    /// <summary>Says so when fewer requests can be in flight than was asked for, because the process may not have so many files open.</summary>
    public static void WarnOfFiles(Session session, TransferOptions options)
    {
        if ((options.Limits?.Concurrency ?? options.Concurrency) is { } asked && asked > OpenFiles.MostRequests)
            session.Errors.Warning($"This process may have {OpenFiles.Limit} files open (ulimit -n): {Numbers.Count(OpenFiles.MostRequests, "request")} at most are in flight, not {Numbers.Count(asked)}.");
    }

    /// <summary>Lets <c>sluice limit</c> reach a run; null when it has no limits to change.</summary>
    public static LimitListener? Listen(TransferOptions options, TransferEngine engine)
    {
        try
        {
            return options.Limits is { } limits ? new LimitListener(limits, () => engine.Progress) : null;
        }
        catch (OutOfMemoryException)
        {
            // No thread for it: the run is under way, and does without.
            return null;
        }
    }
}
