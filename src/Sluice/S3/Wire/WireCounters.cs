using System.Diagnostics;

namespace Sluice.S3.Wire;

/// <summary>What a client's connections have done so far. Written from many threads, read at any time; never reset.</summary>
public sealed class WireCounters
{
    long _requests, _successes, _retries, _throttles, _bytesReceived, _bytesSent, _connectionsOpened, _answers, _waitedTicks;
    readonly Lock _sentGate = new();
    readonly List<Transport> _sent = [];
    int _waiting;
    // A hostile store could name as many as it answers.
    const int MostReasons = 20;
    readonly Dictionary<string, long> _retryReasons = new(StringComparer.Ordinal);

    /// <summary>Requests sent, every attempt counted.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Requests that succeeded.</summary>
    public long Successes => Volatile.Read(ref _successes);

    /// <summary>Attempts after the first.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>
    /// Attempts after the first by what the one before ended with: status and code of an answer such as <c>503 SlowDown</c>, else what failed (<c>connection</c>, <c>checksum</c>).
    /// What the store says is in it as it came. At most 20 are told apart.
    /// </summary>
    public IReadOnlyDictionary<string, long> RetryReasons
    {
        get
        {
            lock (_retryReasons)
                return _retryReasons.Count == 0 ? System.Collections.ObjectModel.ReadOnlyDictionary<string, long>.Empty : new Dictionary<string, long>(_retryReasons, StringComparer.Ordinal);
        }
    }

    /// <summary>Answers that asked to slow down (503 SlowDown, 429).</summary>
    public long Throttles => Volatile.Read(ref _throttles);

    /// <summary>Body bytes received.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Body bytes sent.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Connections opened.</summary>
    public long ConnectionsOpened => Volatile.Read(ref _connectionsOpened);

    /// <summary>
    /// Requests that wait at this moment: for a connection to open, or for the first byte of an answer after all but 64 KiB of their body have
    /// reached the store. When a larger body has left is known on Linux only; elsewhere those are not counted.
    /// </summary>
    public int Waiting
    {
        get
        {
            int waiting = Volatile.Read(ref _waiting);
            lock (_sentGate)
                foreach (Transport transport in _sent)
                    if (transport.TryLook(out long unconfirmed, out _) && unconfirmed <= RequestSender.JoinLimit)
                        waiting++;
            return waiting;
        }
    }

    /// <summary>Answers that came to such requests.</summary>
    public long Answers => Volatile.Read(ref _answers);

    /// <summary>How long those requests waited for their answers, together; connecting is not counted.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _waitedTicks));

    internal void BeginWait() => Interlocked.Increment(ref _waiting);
    internal void EndWait() => Interlocked.Decrement(ref _waiting);

    /// <summary>A large body was handed to the system as a whole: from when it has left, its request waits.</summary>
    internal void BeginLeaving(Transport transport)
    {
        lock (_sentGate)
            _sent.Add(transport);
    }

    /// <summary>Its answer has come, or will not.</summary>
    internal void EndLeaving(Transport transport)
    {
        lock (_sentGate)
            _sent.Remove(transport);
    }

    internal void CountAnswer(long ticks)
    {
        Interlocked.Increment(ref _answers);
        Interlocked.Add(ref _waitedTicks, ticks);
    }

    internal void CountRequest() => Interlocked.Increment(ref _requests);
    internal void CountSuccess() => Interlocked.Increment(ref _successes);
    internal void CountRetry(string reason)
    {
        Interlocked.Increment(ref _retries);
        lock (_retryReasons)
        {
            string key = _retryReasons.Count < MostReasons || _retryReasons.ContainsKey(reason) ? reason : "other reasons";
            _retryReasons[key] = _retryReasons.GetValueOrDefault(key) + 1;
        }
    }

    internal void CountThrottle() => Interlocked.Increment(ref _throttles);
    internal void CountReceived(long bytes) => Interlocked.Add(ref _bytesReceived, bytes);
    internal void CountSent(long bytes) => Interlocked.Add(ref _bytesSent, bytes);
    internal long CountConnection() => Interlocked.Increment(ref _connectionsOpened);
}
