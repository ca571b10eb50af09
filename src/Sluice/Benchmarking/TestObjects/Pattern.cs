using Sluice.Transfer.Planning;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>
/// Bytes that look random and are made once: test objects are runs of one period, each from a place of its own. The period is
/// not a whole number of parts, so that no two parts of an object are alike, for stores that look for that.
/// </summary>
internal sealed class Pattern
{
    const int LeastPeriod = (1 << 20) - Odd, Odd = 4099;

    readonly byte[] _bytes;
    readonly int _period;
    readonly int _window;

    /// <summary>Makes the bytes of a seed, as many as objects of this size need; 32 MiB at most.</summary>
    public Pattern(int seed, long objectSize)
    {
        _window = (int)Math.Min(objectSize, Planner.DefaultPartSize);
        _period = Math.Max(LeastPeriod, _window - Odd);
        // Pinned: it is sent from, again and again.
        _bytes = GC.AllocateUninitializedArray<byte>(_period + _window, pinned: true);
        new Random(seed).NextBytes(_bytes.AsSpan(0, _period));
        for (int at = _period; at < _bytes.Length; at += _period)
            _bytes.AsSpan(0, Math.Min(_period, _bytes.Length - at)).CopyTo(_bytes.AsSpan(at));
    }

    /// <summary>Where the object of this number begins: a large prime apart, so that neighbours differ.</summary>
    public long StartOf(int number) => number * 7919L % _period;

    /// <summary>A run in one piece; false when it is longer than a part by default.</summary>
    public bool TryGetMemory(long start, long length, out ReadOnlyMemory<byte> memory)
    {
        memory = length <= _window ? _bytes.AsMemory((int)(start % _period), (int)length) : default;
        return length <= _window;
    }

    /// <summary>Copies what is at <paramref name="start"/> of the endless repetition.</summary>
    public void Read(long start, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> run = _bytes.AsSpan((int)(start % _period));
            int count = Math.Min(run.Length, buffer.Length);
            run[..count].CopyTo(buffer);
            buffer = buffer[count..];
            start += count;
        }
    }
}
