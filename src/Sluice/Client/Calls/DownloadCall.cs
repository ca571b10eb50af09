using System.IO.Pipelines;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Integrity;

namespace Sluice.Client.Calls;

/// <summary>
/// A GetObject: its task ends with the answer's headers, its thread goes on until the body has been pumped through a bounded pipe to the
/// reader, or the reader, the caller or the client has given up. The bytes are compared with the store's checksum on the way.
/// </summary>
/// <param name="client">The low layer.</param>
/// <param name="request">What to get.</param>
/// <param name="cancellationToken">The caller's, for the body too.</param>
#pragma warning disable CA1001 // What says that it is abandoned has nothing to give back, and both ends may ask for it last.
internal sealed class DownloadCall(Func<S3Client> client, GetObjectRequest request, CancellationToken cancellationToken) : RequestCall(cancellationToken)
#pragma warning restore CA1001
{
    const int Piece = 64 << 10;

    readonly TaskCompletionSource<ObjectStream> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // The thread that pumps waits itself: what wakes it needs no other thread.
    readonly Pipe _pipe = new(new PipeOptions(minimumSegmentSize: Piece, pauseWriterThreshold: ObjectStream.ReadAhead, resumeWriterThreshold: ObjectStream.ReadAhead / 2, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    readonly CancellationTokenSource _abandoned = new();
    volatile int _verified;

    /// <summary>The body, when its headers are there.</summary>
    public Task<ObjectStream> Task => _begun.Task;

    /// <summary>What the bytes were compared with; None before the end.</summary>
    public Verification Verified => (Verification)_verified;

    /// <summary>Nobody reads any more: the thread is free for others.</summary>
    public void Abandon() => _abandoned.Cancel();

    /// <inheritdoc/>
    public override void Run(CancellationToken stop)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(CallerToken, stop, _abandoned.Token);
        Exception? failure = null;
        try
        {
            S3Client store = client();
            using GetObjectResponse response = store.GetObject(request, end.Token).Value;
            // Whoever awaits the headers runs elsewhere.
            if (!_begun.TrySetResult(new ObjectStream(this, response.Info, _pipe.Reader)))
                return;
            Pump(store, response, end.Token);
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to whoever awaits the call or reads the body.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = Translated(thrown, stop);
            End(failure);
        }
        finally
        {
            _pipe.Writer.Complete(failure);
        }
    }

    /// <inheritdoc/>
    public override void End(Exception reason) => Fail(_begun, reason);

    void Pump(S3Client store, GetObjectResponse response, CancellationToken end)
    {
        ObjectInfo info = response.Info;
        // A part or a range has no checksum of its own that a whole body has.
        DownloadCheck check = info.Range is null && request.PartNumber is null ? DownloadCheck.For(info, oneStream: true) : DownloadCheck.None;
        using ChecksumHasher? hasher = check.Expected is null ? null : new ChecksumHasher(check.Algorithm);
        using BodyHasher body = new(default, hasher, later: null, others: check.Others);
        long length = 0;
        while (true)
        {
            Span<byte> piece = _pipe.Writer.GetSpan(Piece);
            int count = response.Read(piece);
            if (count == 0)
                break;
            body.Append(piece[..count]);
            length += count;
            _pipe.Writer.Advance(count);
            ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync(end);
            if ((flush.IsCompletedSuccessfully ? flush.Result : flush.AsTask().GetAwaiter().GetResult()).IsCompleted)
                return;
        }
        bool wasTold = info.ContentLength >= 0;
        if (wasTold && length != info.ContentLength)
            throw Corrupt($"The store announced {info.ContentLength} bytes and sent {length}.", info);
        if ((new FetchJudge(store.ETagsOf(request.Bucket)).Judge(check, body.Finish(), length, out Verification verified, canRepeat: false) ?? body.Contradiction()) is { } wrong)
            throw Corrupt(wrong.Message, info);
        _verified = (int)DownloadCheck.Proved(verified, wasTold);
    }

    static S3Exception Corrupt(string message, ObjectInfo info) => new(new S3Error(FailureKind.Corrupt, RetryClass.Never, message) { RequestId = info.RequestId });
}
