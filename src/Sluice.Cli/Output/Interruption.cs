using System.Runtime.InteropServices;

namespace Sluice.Cli.Output;

/// <summary>Ctrl-C, SIGTERM and a closed terminal: the first asks the command to stop and clean up, the second ends the process at once.</summary>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly PosixSignalRegistration[] _registrations;
    int _signals;

    /// <summary>Begins to listen. <paramref name="onFirst"/> runs on another thread, before the command is told.</summary>
    public Interruption(Action onFirst)
    {
        void Receive(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref _signals) > 1)
                Environment.Exit(ExitCode.Interrupted);
            onFirst();
            _stop.Cancel();
        }
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Receive),
        ];
    }

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }
}
