using System.Runtime.InteropServices;

namespace Sluice.Cli.Output;

/// <summary>
/// Ctrl-C, Ctrl-\, SIGTERM and a closed terminal: the first asks the command to stop and clean up, the second ends the process at once. A
/// signal that whoever started the command had ignored stays ignored: <c>nohup</c> means SIGHUP, a shell's <c>&amp;</c> Ctrl-C.
/// </summary>
sealed partial class Interruption : IDisposable
{
    // struct sigaction begins with the handler, here and on macOS; the rest is of no interest.
    const int StatusSize = 512;
    const nint Ignore = 1;

    // <signal.h> of Linux and macOS: a file grew beyond the limit of the process (setrlimit(2)).
    const int FileTooLarge = 25;

    // <signal.h>
    const int Interrupt = 2, Terminate = 15;

    // The first signal of this process.
    static PosixSignal? s_received;

    // Ctrl-C goes to all processes of a terminal, and whoever started this one passes it on: one wish that comes twice.
    static readonly TimeSpan SameWish = TimeSpan.FromSeconds(2);

    readonly CancellationTokenSource _stop = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    readonly Lock _gate = new();
    // Guarded by _gate: the first signal, and when it came by the machine's own ticks.
    (PosixSignal Signal, long At)? _first;

    /// <summary>Begins to listen. <paramref name="onFirst"/> runs on another thread, before the command is told.</summary>
    public Interruption(Action onFirst)
    {
        void Receive(PosixSignalContext context)
        {
            context.Cancel = true;
            (PosixSignal Signal, long At)? first;
            lock (_gate)
            {
                first = _first;
                _first ??= (context.Signal, Environment.TickCount64);
                s_received ??= context.Signal;
            }
            if (first is not var (signal, at))
            {
                onFirst();
                _stop.Cancel();
            }
            else if (signal == context.Signal || Environment.TickCount64 - at > SameWish.TotalMilliseconds)
            {
                Environment.Exit(ExitCode.Interrupted);
            }
        }
        // The write fails instead, and that is the failure of one item, not the end of all.
        if (!OperatingSystem.IsWindows())
            _ = Signal(FileTooLarge, Ignore);
        // <signal.h>: numbers that Linux and macOS share.
        foreach ((PosixSignal signal, int number) in ((PosixSignal, int)[])[(PosixSignal.SIGINT, Interrupt), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, Terminate), (PosixSignal.SIGHUP, 1)])
            if (!IsIgnored(number))
                _registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Asks a process that this one has started, and that listens as this one does, to stop. By another signal than this one got: where it has got that itself, as all of a group do, the same one would be a second wish.</summary>
    /// <param name="process">Its number.</param>
    public static void PassOn(int process)
    {
        if (!OperatingSystem.IsWindows())
            _ = Kill(process, s_received == PosixSignal.SIGTERM && !IsIgnored(Interrupt) ? Interrupt : Terminate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    static unsafe bool IsIgnored(int signal)
    {
        if (OperatingSystem.IsWindows())
            return false;
        byte* action = stackalloc byte[StatusSize];
        return Sigaction(signal, null, action) == 0 && *(nint*)action == Ignore;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static unsafe partial int Sigaction(int signal, byte* action, byte* old);
}
