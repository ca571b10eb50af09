using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Settings;
using Sluice.S3.Auth;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>An engine with its clients and its progress, for as long as one command runs on it; that of the list, when the command is a line of one.</summary>
sealed class EngineRun(Session session, EngineOptions options, ClientDefaults connection)
{
    /// <summary>Runs to the end.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="profile">Profile that a location names: its settings are begun with; null for that of the run.</param>
    public T Execute<T>(Func<TransferEngine, CancellationToken, Task<T>> start, string? profile = null)
    {
        if (session.Host is { } host)
            return start(new TransferEngine(options, host.Clients) { Within = host.Shared }, session.Stop).GetAwaiter().GetResult();
        using S3ClientFactory clients = session.OpenClients(connection);
        TransferEngine engine = new(SettingsFile.Apply(options, clients, profile), clients) { OpenInput = session.OpenInput, OpenOutput = () => session.OutputStream };
        Task<T> running = start(engine, session.Stop);
        using (ProgressView.For(session, () => engine.Progress))
            return running.GetAwaiter().GetResult();
    }
}
