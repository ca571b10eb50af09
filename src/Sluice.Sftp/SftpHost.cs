using Sluice.Failures;
using Sluice.Sftp.Protocol;

namespace Sluice.Sftp;

/// <summary>
/// The connections to one host. Whoever has a file under way uses the one with the fewest; another is opened when all are busy. As many files are under
/// way as the engine has workers for, which follow what the host gives: so the number of connections does too. What was refused once is not tried again.
/// </summary>
internal sealed class SftpHost(SftpHosts hosts, SftpEndpoint endpoint) : IDisposable
{
    const int MostDoublings = 6;

    // Requests of many small files in one packet of the cipher cost less than on more connections (docs/sftp.md); large ones share a connection's window.
    internal const int LargeFile = 256 * 1024;
    const int LoadOfLarge = 16;

    static readonly TimeSpan CleaningUp = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    readonly Lock _opening = new();
    readonly List<SftpSession> _sessions = [];
    Failure? _refused;
    volatile int _fileMode = -1;
    bool _isFull;
    bool _wasReached;
    bool _isDisposed;

    /// <summary>Where it is.</summary>
    public SftpEndpoint Endpoint => endpoint;

    /// <summary>How it is reached.</summary>
    public SftpOptions Options => hosts.Options;

    /// <summary>The user gave up.</summary>
    public CancellationToken Stop => hosts.Stop;

    /// <summary>Connections that are open.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
                return _sessions.Count;
        }
    }

    /// <summary>How much of a connection a file of this many bytes takes.</summary>
    public static int LoadOf(long length) => length > LargeFile ? LoadOfLarge : 1;

    /// <summary>A connection that works, for one file; it is to be given back. Throws <see cref="PlaceException"/>.</summary>
    /// <param name="load">How much of it is taken.</param>
    public SftpConnection Rent(int load = 1)
    {
        if (TryRent(load, orBusy: false) is { } free)
            return free;
        // One at a time logs in; who can do with a busy connection does not wait for it.
        if (!_opening.TryEnter())
        {
            if (TryRent(load, orBusy: true) is { } busy)
                return busy;
            _opening.Enter();
        }
        try
        {
            return TryRent(load, orBusy: false) ?? Open(load);
        }
        finally
        {
            _opening.Exit();
        }
    }

    /// <summary>Gives a connection back.</summary>
    public void Return(SftpConnection connection, int load = 1)
    {
        lock (_gate)
            connection.Load -= load;
    }

    /// <summary>Gives a connection back, on which this handle is no longer needed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="handle">Closed, unless the connection is lost; empty for none.</param>
    /// <param name="load">How much of it was taken.</param>
    public void Return(SftpConnection connection, byte[] handle, int load)
    {
        if (handle.Length > 0 && connection.Lost is null)
            connection.Forget(new SftpRequest(PacketType.Close, handle.Length + 8).Add(handle));
        Return(connection, load);
    }

    /// <summary>Asks something that can be asked again, on whatever connection works. Throws <see cref="PlaceException"/>.</summary>
    /// <param name="make">Makes the request anew for each attempt.</param>
    /// <param name="attempts">How often it was sent: what was lost may have been done.</param>
    public SftpRequest Ask(Func<SftpConnection, SftpRequest> make, out int attempts)
    {
        for (attempts = 1; ; attempts++)
        {
            SftpConnection connection = Rent();
            SftpRequest answered = connection.Ask(make(connection));
            Return(connection);
            if (!answered.IsLost)
                return answered;
            WaitToRetry(attempts, connection.Lost!);
        }
    }

    /// <inheritdoc cref="Ask(Func{SftpConnection, SftpRequest}, out int)"/>
    public SftpRequest Ask(Func<SftpConnection, SftpRequest> make) => Ask(make, out _);

    /// <summary>Removes what is unfinished, also when the user gave up: once, and not for long.</summary>
    public void Discard(byte[] path)
    {
        SftpRequest Remove() => new SftpRequest(PacketType.Remove, path.Length + 8).Add(path);
        try
        {
            if (!Stop.IsCancellationRequested)
            {
                Ask(_ => Remove());
                return;
            }
            if (TryRent(load: 1, orBusy: true) is { } open)
            {
                bool isGone = !open.Ask(Remove()).IsLost;
                Return(open);
                if (isGone)
                    return;
            }
            using SftpSession session = hosts.Connect(endpoint, Options with { ConnectTimeout = CleaningUp }, CancellationToken.None);
            session.Connection.Ask(Remove());
        }
        catch (Exception exception) when (exception is PlaceException or OperationCanceledException or ObjectDisposedException)
        {
            // Nothing more can be done: it stays under its temporary name.
        }
    }

    /// <summary>Waits before another attempt; throws what was lost when there were enough.</summary>
    public void WaitToRetry(int attempts, Failure lost)
    {
        if (lost.Retry == RetryClass.Never || attempts > Options.Retries)
            throw new PlaceException(lost with { Attempts = attempts });
        Task.Delay(Options.FirstDelay * Math.Pow(2, Math.Min(attempts - 1, MostDoublings)), hosts.Clock, CancellationToken.None).Wait(Stop);
    }

    /// <summary>Permission bits of a new file, as the host's own settings (umask) have them; null until one was made.</summary>
    public uint? FileMode
    {
        get => _fileMode is >= 0 and var mode ? (uint)mode : null;
        set => _fileMode = value is { } mode ? (int)mode : -1;
    }

    /// <summary>Gives up connections whose server has stalled.</summary>
    public void Look()
    {
        SftpSession[] all;
        lock (_gate)
            all = [.. _sessions];
        foreach (SftpSession session in all)
            if (session.Connection.Silence > Options.StallTimeout)
                session.End($"The host has not answered for {Options.StallTimeout.TotalSeconds:0} seconds.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (SftpSession session in _sessions)
                session.Dispose();
            _sessions.Clear();
        }
    }

    SftpConnection? TryRent(int load, bool orBusy)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_refused is not null)
                throw new PlaceException(_refused);
            SftpConnection? best = null;
            for (int at = _sessions.Count - 1; at >= 0; at--)
            {
                SftpConnection one = _sessions[at].Connection;
                if (one.Lost is not null)
                {
                    _sessions[at].Dispose();
                    _sessions.RemoveAt(at);
                }
                else if (best is null || one.Load <= best.Load)
                    best = one;
            }
            bool mayOpen = !_isFull && _sessions.Count < Options.MaxConnections;
            if (best is null || best.Load + load > Options.FilesPerConnection && mayOpen && !orBusy)
                return null;
            best.Load += load;
            return best;
        }
    }

    SftpConnection Open(int load)
    {
        for (int attempts = 1; ; attempts++)
            try
            {
                SftpSession session = hosts.Connect(endpoint, Options, Stop);
                lock (_gate)
                {
                    _wasReached = true;
                    session.Connection.Load += load;
                    _sessions.Add(session);
                    return session.Connection;
                }
            }
            catch (PlaceException exception)
            {
                Failure failure = exception.Failure;
                lock (_gate)
                {
                    // The host has as many connections as it wants: those that there are do the work.
                    _isFull = _sessions.Count > 0;
                    if (!_isFull && failure.Retry == RetryClass.Never)
                        _refused = failure;
                }
                if (TryRent(load, orBusy: true) is { } busy)
                    return busy;
                // A host that never answered is more likely down, or not the one that was meant, than busy.
                if (!_wasReached)
                {
                    lock (_gate)
                        _refused = failure with { IsOfWholePlace = true };
                    throw new PlaceException(_refused);
                }
                WaitToRetry(attempts, failure);
            }
    }
}
