using System.Net;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Exporters;

/// <summary>Runs a command, measured where somebody wants that.</summary>
static class MeasuredExecution
{
    /// <summary>Runs it; 3 without having run it when the address for its metrics cannot be had.</summary>
    /// <param name="verb">What it is called.</param>
    /// <param name="command">The command.</param>
    /// <param name="session">What it has of the outside world.</param>
    /// <param name="diagnostics">What is to be told of it.</param>
    public static int Run(string verb, BoundCommand command, Session session, Diagnostics diagnostics) =>
        diagnostics.IsMeasured && (diagnostics.MetricsAddress is not null || OtlpVariables.AreSet(Environment.GetEnvironmentVariable))
            ? Measure(verb, command, session, diagnostics.MetricsAddress)
            : Execution.Run(command, session);

    static int Measure(string verb, BoundCommand command, Session session, IPEndPoint? asked)
    {
        MetricsServer? server = null;
        if (asked is { } address)
        {
            try
            {
                server = new MetricsServer(address);
            }
            catch (IOException refused)
            {
                session.Errors.PrintSentence($"--metrics-address {address} cannot be listened on: {DisplayText.Of(refused.Message)}", "Choose another port (0 takes a free one).");
                return ExitCode.CannotStart;
            }
            Announce(server, address, session);
        }
        void Warn(string sentence)
        {
            if (!session.Settings.Quiet)
                session.Errors.Warning(sentence);
        }
        using TelemetryExport? export = Begin(verb, server, Warn, session.Clock);
        int exitCode = Execution.Run(command, session);
        export?.End(exitCode);
        return exitCode;
    }

    static TelemetryExport? Begin(string verb, MetricsServer? server, Action<string> warn, TimeProvider clock)
    {
        try
        {
            return new TelemetryExport(verb, new OtlpVariables(Environment.GetEnvironmentVariable), server, warn, clock);
        }
#pragma warning disable CA1031 // Whatever the SDK does not like, the work is done without it.
        catch (Exception refused)
#pragma warning restore CA1031
        {
            server?.Dispose();
            warn($"Metrics and traces cannot be collected: {DisplayText.Of(refused.Message)} The command goes on without.");
            return null;
        }
    }

    static void Announce(MetricsServer server, IPEndPoint asked, Session session)
    {
        // Of a free port nobody else knows the number.
        if (!session.Settings.Quiet || asked.Port == 0)
            session.Errors.Note($"Metrics are on {server.Url}");
        if (!IPAddress.IsLoopback(asked.Address))
            session.Errors.Warning($"everyone who can reach {asked.Address} can read the metrics.");
    }
}
