using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// The bytes of an object, or of a run of it, from a store that may fail on the way: when the connection breaks, or is
/// far slower than its peers, the rest is asked for from the byte reached, pinned to the same ETag.
/// </summary>
internal sealed class BodyFetch(ItemTransfer item, Worker worker, S3Client client, GetObjectRequest request) : IDisposable
{
    // In a row without a byte of progress; and in all, so that a connection that always breaks after a few bytes ends too.
    const int MaxBarren = 6;
    const int MaxResumes = 200;
    // Each takes a minute.
    const int MaxTrickles = 3;
    const int FirstDelayMs = 50;
    const int MaxDelayMs = 2000;

    GetObjectResponse? _response;
    ObjectInfo? _info;
    string? _etag = request.IfMatch;
    ObjectInfo? _known;
    bool _isUnconditional;
    long _start;
    long _length;
    long? _expected;
    int _trickles;
    long _done;
    int _resumes;
    int _barren;
    int _interrupts;

    /// <summary>What the first answer said.</summary>
    public ObjectInfo Info => _info ?? throw new InvalidOperationException("Not open.");

    /// <summary>Where in the object the bytes begin.</summary>
    public long Start => _start;

    /// <summary>How many there are; -1 while nobody knows, which is until all have come.</summary>
    public long Length => _length;

    /// <summary>Why <see cref="Read"/> ended before <see cref="Length"/>; null when it did not.</summary>
    public ItemFailure? Failure { get; private set; }

    /// <summary>True when answers of one ETag told different times of writing: either the time or the ETag is not to be relied on.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Asks for the object; why that failed, or null.</summary>
    /// <param name="expected">Bytes that the answer must have; null when that is not known.</param>
    /// <param name="known">What an answer before said of the object, which this one must not contradict; null for nothing.</param>
    /// <param name="described">What a HEAD said of it, whose checksum counts where this answer has none; null for nothing.</param>
    public ItemFailure? Open(long? expected, ObjectInfo? known = null, ObjectInfo? described = null)
    {
        (_expected, _known) = (expected, known);
        if (Send(request, expected ?? 0) is { } failure)
            return failure;
        ObjectInfo info = _info = Completed(_response!.Info, described ?? known);
        _known ??= info;
        item.RequestId = info.RequestId;
        item.VersionId = info.VersionId;
        _etag ??= info.ETag;
        _start = info.Range?.Offset ?? 0;
        _length = info.ContentLength;
        if (request.Range is { } wanted && (wanted.Offset != _start || wanted.Length != _length))
            return new ItemFailure(OutcomeKind.Failed, "Protocol", $"The store answered a range of {wanted.Length:N0} bytes at {wanted.Offset:N0} with {_length:N0} at {_start:N0}.");
        // Always, also where an ETag says that it is the object: a proxy's own page and a body that it compressed come with status 200.
        if (expected is { } length && _length >= 0 && length != _length)
            return request.IfMatch is null
                ? ItemFailure.Changed($"The object had {length:N0} bytes when it was listed and has {_length:N0} now.")
                : ItemFailure.Corrupt($"The store answered with {_length:N0} bytes, and the object has {length:N0}.");
        return null;
    }

    // An answer may lack what is known of the object that was asked for: its bytes are compared with that all the same.
    ObjectInfo Completed(ObjectInfo info, ObjectInfo? told)
    {
        if (info.ETag is null && request.IfMatch is { } pinned)
            info = info with { ETag = pinned };
        return info.Checksum is null && info.OtherChecksums is not { Count: > 0 } && told is { Checksum: { } sum } && EntityTag.AreSame(info.ETag, told.ETag)
            ? info with { Checksum = sum, OtherChecksums = told.OtherChecksums }
            : info;
    }

    /// <summary>Reads more; 0 at the end and after a <see cref="Failure"/>.</summary>
    public int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && (_done < _length || _length < 0))
        {
            try
            {
                int count = _response!.Read(buffer);
                if (count > 0)
                {
                    _done += count;
                    _barren = 0;
                    if (_done == _length)
                        worker.EndRequest(whole: _resumes == 0);
                    else if (_length < 0 && _done > _expected)
                    {
                        Failure = ItemFailure.Corrupt($"The store sent more than the {_expected:N0} bytes that the object has.");
                        return 0;
                    }
                    return count;
                }
                if (_length < 0)
                {
                    // The proper end of a body whose length nobody told. What ends short may have been cut off: worth another fetch.
                    _length = _done;
                    if (_expected is { } expected && expected != _done)
                        Failure = ItemFailure.Corrupt($"The store sent {_done:N0} bytes, and the object has {expected:N0}.");
                    worker.EndRequest(whole: false);
                    return 0;
                }
                Failure = Resume(null);
            }
            catch (S3Exception broken)
            {
                Failure = Resume(broken.Error);
            }
            if (Failure is not null)
                return 0;
        }
        return 0;
    }

    /// <summary>Gives the connection back, or closes it when bytes are left.</summary>
    public void Dispose()
    {
        worker.EndRequest(whole: false);
        _response?.Dispose();
    }

    ItemFailure? Resume(S3Error? error)
    {
        _response!.Dispose();
        _response = null;
        if (item.IsGivenUp)
            throw new OperationCanceledException();
        if (error is { Kind: not (FailureKind.Network or FailureKind.Canceled) })
            return ItemFailure.From(error);
        string message = error?.Message ?? "The body ended early.";
        if (error is { IsTrickle: true } && ++_trickles == MaxTrickles)
            return new ItemFailure(OutcomeKind.Failed, "Network", message) { RequestId = item.RequestId, MayPass = true };
        if (_length < 0 && !(_expected > _done))
            return ItemFailure.Corrupt($"The connection broke after {_done:N0} bytes and the store does not say how many there are: {message}");
        if (_etag is null)
            return ItemFailure.Corrupt($"The connection broke after {_done:N0} bytes and the store gives no ETag to go on from there: {message}");
        if (++_barren > MaxBarren || ++_resumes > MaxResumes)
            return new ItemFailure(OutcomeKind.Failed, "Network", $"The connection broke {_resumes} times, the last one after {_done:N0} of {_length:N0} bytes: {message}") { RequestId = item.RequestId, MayPass = true };
        if (_barren > 1 && item.Run.Token.WaitHandle.WaitOne(Math.Min(MaxDelayMs, FirstDelayMs << _barren)))
            throw new OperationCanceledException();
        item.Run.Ledger.CountRefetch();
        if (_length < 0)
            _length = _expected!.Value;
        ByteRange rest = new(_start + _done, _length - _done);
        if (Send(request with { Range = rest, PartNumber = null, IfMatch = _etag, ObjectSize = request.ObjectSize ?? rest.Offset + rest.Length }, rest.Length) is { } failure)
            return failure;
        if (_response!.Info.Range is { } got ? got != rest : rest.Offset != 0 || _response.Info.ContentLength != rest.Length)
            return new ItemFailure(OutcomeKind.Failed, "Protocol", "The store answered a range with other bytes than were asked for.");
        return null;
    }

    // What pins an object besides If-Match, which some stores ignore, and the ETag, which some answers lack.
    ItemFailure? Contradiction(ObjectInfo now)
    {
        if (_isUnconditional && _etag is not null && now.ETag is not null && !EntityTag.AreSame(_etag, now.ETag))
            return Other("its ETag differs");
        if (_known is not { } known)
            return null;
        if (known.VersionId is not null && now.VersionId is not null && known.VersionId != now.VersionId)
            return Other("its version differs");
        if (now is { Range: not null, TotalLength: >= 0 } && known.TotalLength >= 0 && now.TotalLength != known.TotalLength)
            return Other($"it had {known.TotalLength:N0} bytes and has {now.TotalLength:N0}");
        if (known.LastModified is not null && now.LastModified is not null && known.LastModified != now.LastModified)
        {
            if (known.ETag is null || now.ETag is null)
                return Other("it was written at another time");
            IsDoubtful = true;
        }
        return null;
    }

    static ItemFailure Other(string why) => ItemFailure.Changed($"The object is another one than it was: {why}.");

    ItemFailure? Send(GetObjectRequest get, long bytes)
    {
        if (_isUnconditional)
            get = get with { IfMatch = null };
        while (true)
        {
            if (client.GetObject(get, worker.BeginRequest(bytes)).TryGet(out GetObjectResponse? response, out S3Error? error))
            {
                item.CountAttempts();
                _response = response;
                return Contradiction(response.Info);
            }
            if (item.WasInterrupted(error, ref _interrupts))
                continue;
            if (error is { Kind: FailureKind.Changed, Status: 412 } && get.IfMatch is not null && IsStillThere(get.IfMatch))
            {
                // A store that compares the condition with another form of the tag: its answers are compared here instead.
                _isUnconditional = true;
                get = get with { IfMatch = null };
                continue;
            }
            if (error.Kind == FailureKind.Canceled && item.IsGivenUp)
                throw new OperationCanceledException();
            return ItemFailure.From(error);
        }
    }

    bool IsStillThere(string etag)
    {
        HeadObjectRequest head = new(request.Bucket, request.Key) { VersionId = request.VersionId, ChecksumMode = false, CustomerKey = request.CustomerKey };
        S3Result<ObjectInfo> result = client.HeadObject(head, worker.BeginRequest(0));
        item.CountAttempts(result.Error?.Attempts ?? 1);
        return result.TryGet(out ObjectInfo? info, out _) && EntityTag.AreSame(info.ETag, etag);
    }
}
