using System.IO.Pipelines;
using Sluice.Client.Calls;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Client;

/// <summary>
/// The body of an object, read forward only. When it is read to its end, the bytes have been compared with the checksum that the store
/// keeps: the read that would return 0 throws <see cref="S3Exception"/> instead when they differ (kind <see cref="FailureKind.Corrupt"/>)
/// or fewer came than were announced. A stream that is disposed earlier is simply closed, and proves nothing. Belongs to one reader.
/// </summary>
public sealed class ObjectStream : ForwardStream
{
    /// <summary>Bytes that are received before they are read, at most about so many: 256 KiB.</summary>
    public const int ReadAhead = 256 << 10;

    readonly DownloadCall _call;
    readonly Stream _body;

    internal ObjectStream(DownloadCall call, ObjectInfo info, PipeReader body) => (_call, Info, _body) = (call, info, body.AsStream());

    /// <summary>What the store says of the object.</summary>
    public ObjectInfo Info { get; }

    /// <summary>What the bytes were compared with; <see cref="Verification.None"/> until the end was read.</summary>
    public Verification Verified => _call.Verified;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _body.Read(buffer);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _body.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _body.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => _body.CopyToAsync(destination, bufferSize, cancellationToken);

    /// <summary>Closes it; a rest that was not read closes its connection.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _call.Abandon();
        }
        base.Dispose(disposing);
    }
}
