using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Sluice.Client.Calls;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Client;

public sealed partial class SluiceClient
{
    // A stream that ends within so many bytes is one request; each upload of a stream holds so much.
    const int StreamPiece = 1 << 20;

    // Files above this are sent in parts.
    const long LargeFile = 8L << 20;

    /// <summary>Writes an object from memory, in one request. A store that says that it keeps other bytes is an <see cref="S3Exception"/> of kind <see cref="FailureKind.Corrupt"/>, after three attempts.</summary>
    public Task<StoredObject> PutObjectAsync(string bucket, string key, ReadOnlyMemory<byte> content, ObjectAttributes? attributes = null, CancellationToken cancellationToken = default) =>
        PutAsync(bucket, new ObjectKey(key), new MemoryBody(content), attributes, cancellationToken);

    /// <summary>
    /// Writes an object from a stream of any length, from where it stands to its end; it need not seek, and is left open. What does not end
    /// within 1 MiB is sent in parts while it is read, a bounded number of them in memory; the object appears when all of it has arrived.
    /// What the stream throws is thrown, and nothing is written then.
    /// </summary>
    public async Task<StoredObject> PutObjectAsync(string bucket, string key, Stream content, ObjectAttributes? attributes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ThrowIfDisposed();
        // 1 Not more streams at once than connections: each holds a piece.
        using Permit permit = await Permit.TakeAsync(_streams, _stop.Token, cancellationToken).ConfigureAwait(false);
        byte[] piece = ArrayPool<byte>.Shared.Rent(StreamPiece);
        try
        {
            // 2 What ends within the piece is one request.
            int length = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length < piece.Length)
                return await PutAsync(bucket, new ObjectKey(key), new MemoryBody(piece.AsMemory(0, length)), attributes, cancellationToken).ConfigureAwait(false);
            // 3 Everything else goes in parts.
            using InputStream input = new(piece.AsMemory(0, length), content, cancellationToken);
            try
            {
                return await MoveLargeAsync(new StreamLocation(), new S3Location(null, bucket, new ObjectKey(key)) { IsLiteral = true }, attributes ?? ObjectAttributes.None, () => input, cancellationToken).ConfigureAwait(false);
            }
            catch (S3Exception) when (input.Failure is { } failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                throw;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Writes an object from a file; a large one in parts. A file that changes while it is sent is an <see cref="S3Exception"/>, and nothing is written then. Throws what opening the file does.</summary>
    public async Task<StoredObject> PutObjectAsync(string bucket, string key, FileInfo content, ObjectAttributes? attributes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ThrowIfDisposed();
        using (SafeFileHandle file = File.OpenHandle(content.FullName))
        {
            long length = RandomAccess.GetLength(file);
            if (length <= LargeFile)
                return await PutAsync(bucket, new ObjectKey(key), new FileBody(file, 0, length), attributes, cancellationToken).ConfigureAwait(false);
        }
        return await MoveLargeAsync(new LocalLocation(content.FullName) { IsLiteral = true }, new S3Location(null, bucket, new ObjectKey(key)) { IsLiteral = true }, attributes ?? ObjectAttributes.None, null, cancellationToken).ConfigureAwait(false);
    }

    Task<StoredObject> PutAsync(string bucket, ObjectKey key, RequestBody body, ObjectAttributes? attributes, CancellationToken cancellationToken)
    {
        ObjectAttributes given = attributes ?? ObjectAttributes.None;
        PutObjectRequest request = new(bucket, key, body)
        {
            Attributes = given.ContentType is null && MimeTypes.Of(key.ToString()) is { } type ? given with { ContentType = type } : given,
            Checksum = _options.Engine.Checksum,
        };
        return CallAsync("PutObject", bucket, key, (client, token) => ObjectUpload.Put(client, request, token), cancellationToken);
    }

    async Task<StoredObject> MoveLargeAsync(Location source, S3Location destination, ObjectAttributes attributes, Func<Stream>? input, CancellationToken cancellationToken)
    {
        // A run would take the slash for a directory to put the object into.
        if (destination.IsContainer)
            throw new ArgumentException($"{destination} ends in a slash: an object of that name can only be written in one request.", nameof(destination));
        using Permit permit = await Permit.TakeAsync(_largeObjects, _stop.Token, cancellationToken).ConfigureAwait(false);
        ItemOutcome? outcome = null;
        CopyRequest request = new() { Sources = [source], Destination = destination, Attributes = attributes, OnOutcome = item => outcome = item };
        TransferEngine engine = input is null ? new TransferEngine(_options.Engine, _clients) : new TransferEngine(_options.Engine, _clients) { OpenInput = input };
        TransferReport report = await RunAsync("copy", engine, (run, token) => run.CopyAsync(request, token), static report => report, null, cancellationToken).ConfigureAwait(false);
        return outcome is { Kind: OutcomeKind.Done } done
            ? new StoredObject(done.Bytes, done.Verified, done.Checksum) { VersionId = source.InStore is not null ? null : done.VersionId }
            : throw ObjectUpload.ErrorOf(outcome, report).ToException();
    }
}
