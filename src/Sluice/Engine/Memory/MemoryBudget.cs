using System.Diagnostics;
using System.Numerics;

namespace Sluice.Engine.Memory;

/// <summary>
/// One hard cap for all buffers of a run. A part takes its lease before it asks for a connection, so that waiting for
/// memory holds no socket; and a holder never asks for a second lease, which is what rules deadlock out. Returned
/// buffers are kept for the next lease of that size; they count until they are dropped.
/// </summary>
internal sealed class MemoryBudget(long limit, Gate? gate = null) : IDisposable
{
    // Below it lengths are few, and the buffers small.
    const int SmallestClass = 4096;

    readonly Gate _gate = gate ?? new Gate();

    // Guarded by _gate.
    long _limit = limit;
    long _most = limit;
    int _alone;
    readonly Dictionary<int, Stack<byte[]>> _kept = [];
    long _leased;
    long _keptBytes;
    int _leases;
    int _waiting;
#if DEBUG
    readonly HashSet<BufferLease> _open = [];
#endif

    /// <summary>The cap, in bytes. Lowered, it holds for the leases that are taken from then on; those who wait go by it at once.</summary>
    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set
        {
            using (_gate.Enter())
            {
                Volatile.Write(ref _limit, value);
                _most = Math.Max(_most, value);
                DropKeptLocked(_leased + _keptBytes - value);
                _gate.PulseAll();
            }
        }
    }

    /// <summary>Bytes leased at present.</summary>
    public long Leased
    {
        get
        {
            using (_gate.Enter())
                return _leased;
        }
    }

    /// <summary>Bytes of buffers that wait for the next lease of their size.</summary>
    public long Kept
    {
        get
        {
            using (_gate.Enter())
                return _keptBytes;
        }
    }

    /// <summary>Leases not yet given back.</summary>
    public int OpenLeases
    {
        get
        {
            using (_gate.Enter())
                return _leases;
        }
    }

    /// <summary>
    /// Waits until <paramref name="length"/> bytes are free and claims them. One that is more than a cap which was lowered comes
    /// alone, when nobody has any. Throws <see cref="ArgumentOutOfRangeException"/> for more than the cap ever was, which would wait
    /// for ever, and <see cref="OperationCanceledException"/>.
    /// </summary>
    public BufferLease Reserve(int length, CancellationToken cancellationToken) => Reserve(length, 0, static _ => false, cancellationToken);

    /// <summary>
    /// As <see cref="Reserve(int, CancellationToken)"/>, for one of several that are held together: once it is the one that the
    /// others are held for, it exceeds a cap that was lowered.
    /// </summary>
    /// <param name="length">Bytes.</param>
    /// <param name="state">Passed to <paramref name="isAwaited"/>.</param>
    /// <param name="isAwaited">True when leases that are held wait for this one. Asked under a lock, again and again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public BufferLease Reserve<T>(int length, T state, Func<T, bool> isAwaited, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        int capacity;
        using (_gate.Enter())
        {
            if (length < 0 || length > _most)
                throw new ArgumentOutOfRangeException(nameof(length), length, $"A buffer of {length:N0} bytes does not fit in {_most:N0}.");
            capacity = CapacityOf(length, _limit);
            bool isAlone = false;
            while (!MayLeaseLocked(capacity, isAlone) && !(_limit < _most && isAwaited(state)))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    _alone -= isAlone ? 1 : 0;
                    cancellationToken.ThrowIfCancellationRequested();
                }
                if (!isAlone && capacity > _limit)
                {
                    // Those who come later wait for it, or it would wait for them for ever.
                    isAlone = true;
                    _alone++;
                }
                _waiting++;
                // The time-out looks at the token; a returned lease wakes at once.
                _gate.Wait(100);
                _waiting--;
            }
            _alone -= isAlone ? 1 : 0;
            bytes = TakeKeptLocked(capacity);
            if (bytes is not null)
                _keptBytes -= capacity = bytes.Length;
            else
                DropKeptLocked(_leased + capacity + _keptBytes - _limit);
            _leased += capacity;
            _leases++;
        }
        BufferLease lease;
        try
        {
            // Pinned: a receive or a write straight into it need not pin it each time. Not zeroed: the caller fills it.
            lease = new BufferLease(this, bytes ?? GC.AllocateUninitializedArray<byte>(capacity, pinned: true), length);
        }
        catch (OutOfMemoryException)
        {
            using (_gate.Enter())
                ReleaseLocked(capacity);
            throw;
        }
#if DEBUG
        using (_gate.Enter())
            _open.Add(lease);
#endif
        return lease;
    }

    internal void Return(BufferLease lease, byte[] bytes)
    {
        using (_gate.Enter())
        {
            ReleaseLocked(bytes.Length);
            if (!_kept.TryGetValue(bytes.Length, out Stack<byte[]>? same))
                _kept.Add(bytes.Length, same = new Stack<byte[]>());
            same.Push(bytes);
            _keptBytes += bytes.Length;
#if DEBUG
            _open.Remove(lease);
#endif
        }
    }

    internal void Forget(BufferLease lease)
    {
        using (_gate.Enter())
        {
            ReleaseLocked(lease.Capacity);
#if DEBUG
            _open.Remove(lease);
#endif
        }
    }

    /// <summary>Drops the kept buffers. In a debug build it fails when a lease was not given back.</summary>
    public void Dispose()
    {
        using (_gate.Enter())
        {
            DropKeptLocked(_keptBytes);
#if DEBUG
            Debug.Assert(_open.Count == 0, $"{_open.Count} leases were not given back: {string.Join(", ", _open.Select(static l => l.Length))} bytes.");
#endif
        }
    }

    // Eight sizes from one power of two to the next: objects of any size find what another one gave back, and at most an eighth is wasted.
    static int CapacityOf(int length, long limit)
    {
        if (length <= SmallestClass)
            return length;
        int step = 1 << Math.Max(0, BitOperations.Log2((uint)length - 1) - 3);
        long capacity = (length + (long)step - 1) & -step;
        return capacity <= Math.Min(limit, Array.MaxLength) ? (int)capacity : length;
    }

    // One of that size; where others would have to go for it, one of up to twice the size: what goes is memory until the collector finds it.
    byte[]? TakeKeptLocked(int capacity)
    {
        if (_kept.TryGetValue(capacity, out Stack<byte[]>? same) && same.TryPop(out byte[]? bytes))
            return bytes;
        if (_leased + capacity + _keptBytes <= _limit)
            return null;
        (int nearest, Stack<byte[]>? buffers) = (int.MaxValue, null);
        foreach ((int length, Stack<byte[]> kept) in _kept)
            if (kept.Count > 0 && length > capacity && length / 2 <= capacity && length < nearest && (_leased == 0 || _leased + length <= _limit))
                (nearest, buffers) = (length, kept);
        return buffers?.Pop();
    }

    bool MayLeaseLocked(int length, bool isAlone) => (_alone == 0 || isAlone) && (_leased == 0 || _leased + length <= _limit);

    void ReleaseLocked(int length)
    {
        _leased -= length;
        _leases--;
        if (_waiting > 0)
            _gate.PulseAll();
    }

    void DropKeptLocked(long bytes)
    {
        foreach ((int length, Stack<byte[]> buffers) in _kept)
            while (bytes > 0 && buffers.TryPop(out _))
            {
                bytes -= length;
                _keptBytes -= length;
            }
    }
}
