namespace Sluice.Engine.Concurrency;

/// <summary>What one interval of a run looked like to its controller.</summary>
/// <param name="Seconds">Length of the interval.</param>
/// <param name="Bytes">Body bytes moved.</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Throttles">Answers that asked to slow down, and requests that timed out.</param>
/// <param name="Busy">Every permit was in use and more work was waiting.</param>
/// <param name="CpuShare">Share of this process's cores that it used, 0 to 1.</param>
/// <param name="InFlight">Requests in flight at its end: more than the limit for a while after that was lowered.</param>
/// <param name="Paced">Its own limits held the run back: more requests cannot bring more.</param>
internal readonly record struct ControllerSample(double Seconds, long Bytes, long Requests, long Throttles, bool Busy, double CpuShare, int InFlight = 0, bool Paced = false)
{
    /// <summary>Requests in flight that wait at its end: for a connection, or for the first byte of an answer after all of theirs has left.</summary>
    public int Waiting { get; init; }

    /// <summary>Requests in flight of small items, while those of large ones are in flight, too; else 0.</summary>
    public int Beside { get; init; }

    /// <summary>Answers that began to come to requests that had waited for nothing else.</summary>
    public long Answers { get; init; }

    /// <summary>Seconds that those requests waited, together.</summary>
    public double Waited { get; init; }

    /// <summary>Bytes that the answers to all requests in flight will bring.</summary>
    public long Asked { get; init; }

    /// <summary>Those of requests of large items among them.</summary>
    public long AskedLarge { get; init; }

    /// <summary>Body bytes a second that the run's own limits let pass; infinite without a limit.</summary>
    public double MostBytesPerSecond { get; init; } = double.PositiveInfinity;
}

