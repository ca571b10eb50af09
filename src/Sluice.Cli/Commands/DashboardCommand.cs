using Sluice.Cli.Jobs.Dashboard;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Serves the page of a job until it is interrupted.</summary>
sealed class DashboardCommand(Session session, Location place, int? port, ClientDefaults connection)
{
    /// <summary>Serves. Being stopped is the normal end, so the exit code is then 0.</summary>
    public int Run()
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        DashboardFeed feed = new(JobStore.Open(place, clients), place.ToString()!, session.Clock);
        if (!feed.Begin(session.Stop))
            return JobVerb.NoJob(session, place);
        DashboardServer server;
        try
        {
            server = Start(feed);
        }
        catch (IOException e)
        {
            session.Errors.PrintSentence($"The page cannot be served: {DisplayText.Of(e.Message)}", "Choose another --port (0 takes a free one).");
            return ExitCode.CannotStart;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
        try
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new DashboardRecord(place.ToString()!, server.Url.ToString()), JsonLines.Readable.DashboardRecord));
            else
                session.Output.WriteLine($"{place} is shown on {session.OutputPaint.Bold(server.Url.ToString())}. Ctrl-C ends it.");
            session.Output.Flush();
            session.Stop.WaitHandle.WaitOne();
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return ExitCode.Done;
    }

    DashboardServer Start(DashboardFeed feed)
    {
        string job = place.ToString()!;
        try
        {
            return DashboardServer.StartAsync(feed, job, port ?? DashboardVerb.DefaultPort, session.Stop).GetAwaiter().GetResult();
        }
        catch (IOException) when (port is null)
        {
            return DashboardServer.StartAsync(feed, job, 0, session.Stop).GetAwaiter().GetResult();
        }
    }
}
