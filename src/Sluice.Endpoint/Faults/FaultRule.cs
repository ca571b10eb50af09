namespace Sluice.Endpoint.Faults;

/// <summary>
/// A scripted fault: which requests it meets and what happens to them. Effects add up; set them before the requests
/// come. <c>server.Faults.On("UploadPart").Nth(3).Reply(503, "SlowDown")</c>.
/// </summary>
public sealed class FaultRule
{
    readonly string _operation;
    readonly Lock _gate = new();
    // Guarded by _gate.
    Func<string, bool>? _key;
    FaultDecision _effect = FaultDecision.None;
    long _first = 1;
    long _times = long.MaxValue;
    long _seen;
    long _hits;

    internal FaultRule(string operation) => _operation = operation;

    /// <summary>Requests it has met so far.</summary>
    public long Hits
    {
        get
        {
            lock (_gate)
                return _hits;
        }
    }

    /// <summary>Only keys that begin with this.</summary>
    public FaultRule Prefix(string prefix) => ForKey(key => key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Only this key.</summary>
    public FaultRule Key(string key) => ForKey(candidate => candidate == key);

    /// <summary>Only the n-th matching request, counted from 1; with <see cref="Times"/> behind it, that one and those after it.</summary>
    public FaultRule Nth(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return Set(() => (_first, _times) = (n, 1));
    }

    /// <summary>Only so many matching requests. Default: all.</summary>
    public FaultRule Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Set(() => _times = count);
    }

    /// <summary>Answer with this status and S3 error code, and do nothing else.</summary>
    public FaultRule Reply(int status, string code) => Effect(effect => effect with { Reply = (status, code) });

    /// <summary>Wait before anything else.</summary>
    public FaultRule Delay(TimeSpan delay) => Effect(effect => effect with { Delay = delay });

    /// <summary>End the answer's body after this many bytes, or one byte before its end, in an orderly close under the right Content-Length.</summary>
    public FaultRule CutAfter(long bytes) => Effect(effect => effect with { CutAfter = bytes });

    /// <summary>Reset the connection (RST) after this many body bytes of the answer, or of an upload. Bytes on the way are lost with it.</summary>
    public FaultRule ResetAfter(long bytes) => Effect(effect => effect with { ResetAfter = bytes });

    /// <summary>Flip one bit of the answer's body, or of what an upload stores.</summary>
    public FaultRule Corrupt() => Effect(effect => effect with { Corrupt = true });

    /// <summary>Slow the body down to this many bytes per second.</summary>
    public FaultRule Trickle(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        return Effect(effect => effect with { BytesPerSecond = bytesPerSecond });
    }

    /// <summary>Answer 200 and then an error in the body; for CompleteMultipartUpload, CopyObject and UploadPartCopy.</summary>
    public FaultRule ErrorAfterOk(string code) => Effect(effect => effect with { ErrorAfterOk = code });

    internal bool TryMeet(string operation, string key, out FaultDecision effect)
    {
        lock (_gate)
        {
            effect = _effect;
            if (_operation != operation && _operation != "*" || _key is not null && !_key(key))
                return false;
            _seen++;
            if (_seen < _first || _seen - _first >= _times)
                return false;
            _hits++;
            return true;
        }
    }

    FaultRule ForKey(Func<string, bool> key) => Set(() => _key = key);

    FaultRule Effect(Func<FaultDecision, FaultDecision> change) => Set(() => _effect = change(_effect));

    FaultRule Set(Action change)
    {
        lock (_gate)
            change();
        return this;
    }
}
