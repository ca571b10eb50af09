using System.Globalization;

namespace Sluice.Endpoint.Faults;

/// <summary>What happens to one request on purpose.</summary>
sealed record FaultDecision
{
    public static FaultDecision None { get; } = new();

    /// <summary>What it is, in words for a log; null for nothing.</summary>
    public string? Describe()
    {
        List<string> words = [];
        if (Delay > TimeSpan.Zero)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"delay {Delay.TotalMilliseconds:0}ms"));
        if (Reply is { } reply)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"reply {reply.Status} {reply.Code}"));
        if (CutAfter is { } cut)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"cut after {cut}"));
        if (ResetAfter is { } reset)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"reset after {reset}"));
        if (Corrupt)
            words.Add("corrupt");
        if (BytesPerSecond is { } rate)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{rate} B/s"));
        if (ErrorAfterOk is { } code)
            words.Add("200 and " + code);
        return words.Count == 0 ? null : string.Join(", ", words);
    }

    /// <summary>Wait before anything else.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Answer with this status and S3 code instead of doing anything.</summary>
    public (int Status, string Code)? Reply { get; init; }

    /// <summary>Close the connection in order after this many body bytes, of fewer than promised.</summary>
    public long? CutAfter { get; init; }

    /// <summary>Reset the connection (RST) after this many body bytes, of the answer or of an upload.</summary>
    public long? ResetAfter { get; init; }

    /// <summary>Flip one bit: of the answer's body, or of an upload's bytes on their way into the store.</summary>
    public bool Corrupt { get; init; }

    /// <summary>Chooses the flipped bit.</summary>
    public uint CorruptAt { get; init; }

    /// <summary>Bytes per second in either direction.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Answer 200 and then an error in the body, as S3 may for Complete and Copy.</summary>
    public string? ErrorAfterOk { get; init; }
}
