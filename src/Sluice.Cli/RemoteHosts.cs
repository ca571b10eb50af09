using Sluice.Cli.Lines;
using Sluice.Sftp;

namespace Sluice.Cli;

/// <summary>The hosts of one command: <c>sftp://</c> is read as places on them while this lives.</summary>
sealed class RemoteHosts : IDisposable
{
    /// <summary>The variable with the ssh client and words that come before all others, as in GIT_SSH_COMMAND.</summary>
    public const string Variable = "SLUICE_SSH";

    readonly CancellationTokenSource _stop = new();
    readonly SftpHosts _hosts;

    /// <summary>Begins to read <c>sftp://</c>.</summary>
    public RemoteHosts()
    {
        bool isWhole = ShellWords.TrySplit((Environment.GetEnvironmentVariable(Variable) ?? "").ReplaceLineEndings(" "), out List<string> program, out _);
        _hosts = new SftpHosts(isWhole && program.Count > 0 ? new SftpOptions { Program = program } : new SftpOptions(), TimeProvider.System, _stop.Token);
        _hosts.Register();
    }

    /// <summary>The user gave up.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _hosts.Dispose();
        _stop.Dispose();
    }
}
