namespace Sluice.S3.Wire;

/// <summary>
/// Opens connections while a run waits for the first page of its listing, so that what that page names begins with a request and not with
/// a handshake. As many as slow start would have by then: 8, and twice as many every 5 ms. A near store has answered before the second
/// step. What could not be opened is not told: whoever needs a connection tries himself and says why.
/// </summary>
internal sealed class ConnectionsAhead : IDisposable
{
    /// <summary>Most connections opened before it is known that anything needs them.</summary>
    public const int Most = 64;

    const int First = 8;
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    // TLS needs some 50 KiB.
    const int Stack = 256 << 10;

    readonly Func<CancellationToken, bool> _open;
    readonly CancellationToken _token;
    readonly ManualResetEventSlim _stop = new(false);
    readonly Thread _steps;
    volatile bool _refused;

    /// <summary>Begins to open.</summary>
    /// <param name="open">Opens one and lets it lie idle; false when that cannot be.</param>
    /// <param name="most">As many as are opened, at most <see cref="Most"/>.</param>
    /// <param name="cancellationToken">Gives up those that are being opened.</param>
    public ConnectionsAhead(Func<CancellationToken, bool> open, int most, CancellationToken cancellationToken)
    {
        (_open, _token) = (open, cancellationToken);
        _steps = new Thread(() => Grow(Math.Min(most, Most)), Stack) { IsBackground = true, Name = "sluice-ahead" };
        _steps.Start();
    }

    /// <summary>Begins no further ones. Those that are being opened go on: they are needed now.</summary>
    public void Dispose()
    {
        if (_stop.IsSet)
            return;
        _stop.Set();
        _steps.Join();
        _stop.Dispose();
    }

    void Grow(int most)
    {
        int begun = 0;
        for (int level = First; begun < most; level *= 2)
        {
            for (; begun < Math.Min(level, most); begun++)
                if (_refused || _stop.IsSet || !TryBegin())
                    return;
            if (_stop.Wait(Step))
                return;
        }
    }

    bool TryBegin()
    {
        try
        {
            new Thread(Open, Stack) { IsBackground = true, Name = "sluice-open" }.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            // ulimit -u: the workers are worth more.
            return false;
        }
    }

    void Open()
    {
        try
        {
            _refused |= !_open(_token);
        }
#pragma warning disable CA1031 // Nobody is there who could be told, and whoever needs a connection meets it again.
        catch (Exception)
#pragma warning restore CA1031
        {
            _refused = true;
        }
    }
}
