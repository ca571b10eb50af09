namespace Sluice.Transfer.Parts;

/// <summary>How long a request may go on that must outlast the run it belongs to: for a time of its own, and for a shorter one once the run is cancelled.</summary>
internal sealed class Patience : IDisposable
{
    readonly CancellationTokenSource _source;
    readonly CancellationTokenRegistration _cancelled;

    Patience(CancellationTokenSource source, CancellationToken run, TimeSpan afterRun)
    {
        _source = source;
        _cancelled = run.UnsafeRegister(static pair =>
        {
            (CancellationTokenSource source, TimeSpan after) = ((CancellationTokenSource, TimeSpan))pair!;
            source.CancelAfter(after);
        }, (source, afterRun));
    }

    /// <summary>Ends the request.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>For an abort: it outlives most storms of 503 while the run goes on, but does not hold up a user who cancelled it.</summary>
    public static Patience ForAbort(CancellationToken run) => new(new CancellationTokenSource(TimeSpan.FromSeconds(30)), run, TimeSpan.FromSeconds(3));

    /// <summary>For the id of an upload: long enough for an answer that is on its way, short enough not to hold a user up who cancelled.</summary>
    public static Patience ForId(CancellationToken run) => new(new CancellationTokenSource(), run, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancelled.Dispose();
        _source.Dispose();
    }
}
