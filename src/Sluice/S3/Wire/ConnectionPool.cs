using System.Collections.Concurrent;
using Sluice.Failures;

namespace Sluice.S3.Wire;

/// <summary>
/// Keeps idle connections, the most recently used first: what the load no longer needs grows old and is closed. It sets
/// no upper bound; the engine's permits do.
/// </summary>
internal sealed class ConnectionPool(S3ClientOptions options, Connector connector, WireCounters counters) : IDisposable
{
    /// <summary>Idle connections older than this are closed. Servers close theirs after 60 s to 75 s as a rule.</summary>
    static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(50);

    readonly ConcurrentDictionary<Origin, List<HttpConnection>> _idle = new();
    volatile bool _disposed;

    /// <summary>An idle connection, or a new one. <paramref name="fresh"/> demands a new one.</summary>
    public HttpConnection? Rent(Origin origin, bool fresh, CancellationToken cancellationToken, out S3Error? error)
    {
        error = null;
        while (!fresh && TryPop(origin) is { } idle)
        {
            // What lies there before anything was asked is no answer to what is asked next: a longer body than was announced, or a
            // farewell (408 of a proxy). One system call tells.
            if (options.Clock.GetElapsedTime(idle.IdleSince) < IdleLimit && !idle.IsStale())
                return idle;
            idle.Dispose();
        }
        counters.BeginWait();
        Transport? transport = connector.Open(origin, cancellationToken, out error);
        counters.EndWait();
        if (transport is null)
            return null;
        return new HttpConnection(transport, options, counters.CountConnection());
    }

    /// <summary>Opens a connection that lies idle until somebody needs one. False when that cannot be.</summary>
    public bool OpenAhead(Origin origin, CancellationToken cancellationToken)
    {
        if (_disposed || connector.Open(origin, cancellationToken, out _) is not { } transport)
            return false;
        Keep(new HttpConnection(transport, options, counters.CountConnection()) { HasLainIdle = true });
        return true;
    }

    /// <summary>Keeps a connection whose answer was read, closes any other.</summary>
    public void Return(HttpConnection connection)
    {
        if (!connection.IsReusable || _disposed)
        {
            connection.Dispose();
            return;
        }
        Keep(connection);
    }

    /// <summary>Closes all idle connections.</summary>
    public void Dispose()
    {
        _disposed = true;
        CloseAll();
    }

    void Keep(HttpConnection connection)
    {
        connection.IdleSince = options.Clock.GetTimestamp();
        List<HttpConnection> idle = _idle.GetOrAdd(connection.Origin, static _ => []);
        HttpConnection? old = null;
        lock (idle)
        {
            idle.Add(connection);
            if (options.Clock.GetElapsedTime(idle[0].IdleSince) > IdleLimit)
            {
                old = idle[0];
                idle.RemoveAt(0);
            }
        }
        old?.Dispose();
        if (_disposed)
            CloseAll();
    }

    HttpConnection? TryPop(Origin origin)
    {
        if (!_idle.TryGetValue(origin, out List<HttpConnection>? idle))
            return null;
        lock (idle)
        {
            if (idle.Count == 0)
                return null;
            HttpConnection last = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return last;
        }
    }

    void CloseAll()
    {
        foreach (List<HttpConnection> idle in _idle.Values)
            lock (idle)
            {
                foreach (HttpConnection connection in idle)
                    connection.Dispose();
                idle.Clear();
            }
    }
}
