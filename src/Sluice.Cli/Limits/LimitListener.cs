using System.Net.Sockets;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Pacing;
using Sluice.Transfer;

namespace Sluice.Cli.Limits;

/// <summary>
/// Lets <c>sluice limit</c> ask a running command how it stands and change its limits. All of it happens on a thread of its own,
/// and not before the command has run for a moment: one that is short never pays for it. Where no socket can be had the
/// command runs without.
/// </summary>
sealed class LimitListener : IDisposable
{
    const int Backlog = 16;

    // A socket takes some 20 ms of CPU, most of it compiling; a command that ends sooner needs none.
    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(300);

    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    readonly RunLimits _limits;
    readonly Func<TransferProgress> _progress;
    readonly Thread _thread;
    readonly ManualResetEventSlim _ended = new();
    readonly Lock _gate = new();
    // Guarded by _gate.
    Socket? _listening;
    Socket? _answering;
    bool _disposed;

    /// <summary>Begins to listen for a run.</summary>
    public LimitListener(RunLimits limits, Func<TransferProgress> progress)
    {
        (_limits, _progress) = (limits, progress);
        _thread = new Thread(Listen, 256 << 10) { IsBackground = true, Name = "sluice-limit" };
        _thread.Start();
    }

    /// <summary>Stops, and takes the socket away.</summary>
    public void Dispose()
    {
        _ended.Set();
        lock (_gate)
        {
            _disposed = true;
            _listening?.Dispose();
            _answering?.Dispose();
        }
        if (_thread.Join(StopPatience))
            _ended.Dispose();
    }

    void Listen()
    {
        if (_ended.Wait(Delay))
            return;
        string path = LimitDirectory.SocketOf(Environment.ProcessId);
        bool isNamed = false;
        try
        {
            LimitDirectory.Create();
            LimitDirectory.RemoveDead();
            using Socket socket = Open(path);
            isNamed = true;
            lock (_gate)
            {
                if (_disposed)
                    return;
                _listening = socket;
            }
            while (true)
                Answer(socket.Accept());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // The command has ended, or there can be no socket here: a path that is too long, a file system without them.
        }
        finally
        {
            if (isNamed)
                LimitDirectory.Remove(path);
        }
    }

    // It gets its name when it listens: a socket by that name that refuses is a dead one.
    static Socket Open(string path)
    {
        string unnamed = path + ".new";
        LimitDirectory.Remove(unnamed);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(unnamed));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(unnamed, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(Backlog);
            File.Move(unnamed, path, overwrite: true);
            return socket;
        }
        catch
        {
            socket.Dispose();
            LimitDirectory.Remove(unnamed);
            throw;
        }
    }

    void Answer(Socket peer)
    {
        using (peer)
        {
            lock (_gate)
                _answering = _disposed ? throw new ObjectDisposedException(nameof(LimitListener)) : peer;
            try
            {
                LimitRequest? request = LimitLine.Receive(peer, LimitLine.ForQuestion, JsonLines.Readable.LimitRequest);
                if (request is null)
                    return;
                IReadOnlyList<string> problems = request.Change?.Problems() ?? [];
                if (problems.Count == 0)
                    request.Change?.ApplyTo(_limits);
                LimitLine.Send(peer, Now() with { Problems = problems.Count == 0 ? null : [.. problems] }, JsonLines.Readable.RunningRecord);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It went away; the next one may ask.
            }
        }
    }

    RunningRecord Now()
    {
        TransferProgress progress = _progress();
        RateSchedule? bandwidth = _limits.Traffic.Bandwidth;
        return new RunningRecord(Environment.ProcessId, CommandText.OfProcess(), progress.Elapsed.TotalSeconds, progress.MovedBytes, progress.Outcomes.Ended, progress.Concurrency,
            Options.RateText.Format(bandwidth), _limits.Traffic.BytesPerSecond, _limits.Traffic.Requests?.Changes[0].PerSecond, _limits.Memory, _limits.Concurrency)
        {
            InFlight = progress.InFlight,
        };
    }
}
