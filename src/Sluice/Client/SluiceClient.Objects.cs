using Sluice.Client.Calls;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Planning;
using Sluice.Trees.S3;

namespace Sluice.Client;

public sealed partial class SluiceClient
{
    /// <inheritdoc cref="GetObjectAsync(GetObjectRequest, CancellationToken)"/>
    public Task<ObjectStream> GetObjectAsync(string bucket, string key, CancellationToken cancellationToken = default) =>
        GetObjectAsync(new GetObjectRequest(bucket, new ObjectKey(key)), cancellationToken);

    /// <summary>
    /// Begins to read an object, or a range of it. Dispose the stream: until it is read to its end or disposed it occupies one of the
    /// client's request threads, once the object is larger than what is read ahead (<see cref="ObjectStream.ReadAhead"/>).
    /// </summary>
    /// <param name="request">What to read, and under which conditions.</param>
    /// <param name="cancellationToken">Ends the call, and later the reading of the body.</param>
    public Task<ObjectStream> GetObjectAsync(GetObjectRequest request, CancellationToken cancellationToken = default) =>
        _observer.ObserveAsync("GetObject", request.Bucket, request.Key, () =>
        {
            DownloadCall call = new(() => LowLevel, request, cancellationToken);
            _threads.Enqueue(call);
            return call.Task;
        });

    /// <inheritdoc cref="HeadObjectAsync(HeadObjectRequest, CancellationToken)"/>
    public Task<ObjectInfo> HeadObjectAsync(string bucket, string key, CancellationToken cancellationToken = default) =>
        HeadObjectAsync(new HeadObjectRequest(bucket, new ObjectKey(key)), cancellationToken);

    /// <summary>What the store knows of an object. One that is not there is an <see cref="S3Exception"/> of kind <see cref="FailureKind.NotFound"/>.</summary>
    public Task<ObjectInfo> HeadObjectAsync(HeadObjectRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("HeadObject", request.Bucket, request.Key, (client, token) => client.HeadObject(request, token), cancellationToken);

    /// <inheritdoc cref="DeleteObjectAsync(DeleteObjectRequest, CancellationToken)"/>
    public Task DeleteObjectAsync(string bucket, string key, CancellationToken cancellationToken = default) =>
        DeleteObjectAsync(new DeleteObjectRequest(bucket, new ObjectKey(key)), cancellationToken);

    /// <summary>Removes an object. One that is not there is no failure, as S3 has it.</summary>
    public Task DeleteObjectAsync(DeleteObjectRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("DeleteObject", request.Bucket, request.Key, (client, token) => client.DeleteObject(request, token), cancellationToken);

    /// <summary>
    /// Removes objects, a thousand in a request; for whole prefixes use <see cref="RemoveAsync"/>. Returns the keys that failed and why:
    /// only those that the store said are gone are not among them. A batch that is refused as a whole fails each of its keys.
    /// </summary>
    public async Task<IReadOnlyList<(ObjectKey Key, S3Error Error)>> DeleteObjectsAsync(string bucket, IEnumerable<ObjectKey> keys, CancellationToken cancellationToken = default)
    {
        List<(ObjectKey, S3Error)> failed = [];
        foreach (ObjectKey[] batch in keys.Chunk(S3Limits.MaxDeleteKeys))
            try
            {
                failed.AddRange((await CallAsync("DeleteObjects", bucket, default, (client, token) => client.DeleteObjects(new DeleteObjectsRequest(bucket, batch), token), cancellationToken).ConfigureAwait(false)).Failed.Select(static failure => (failure.Object.Key, failure.Error)));
            }
            catch (S3Exception refused)
            {
                failed.AddRange(batch.Select(key => (key, refused.Error)));
            }
        return failed;
    }

    /// <summary>Copies an object of any size inside the store, with all that S3 keeps of it. One that is replaced meanwhile is an <see cref="S3Exception"/> of kind <see cref="FailureKind.Changed"/>.</summary>
    public async Task CopyObjectAsync(string sourceBucket, string sourceKey, string bucket, string key, CancellationToken cancellationToken = default)
    {
        ObjectInfo source = await HeadObjectAsync(sourceBucket, sourceKey, cancellationToken).ConfigureAwait(false);
        ObjectKey from = new(sourceKey), to = new(key);
        if (source.TotalLength > S3Limits.MaxCopySize)
            await MoveLargeAsync(new S3Location(null, sourceBucket, from) { IsLiteral = true }, new S3Location(null, bucket, to) { IsLiteral = true }, ObjectAttributes.None, null, cancellationToken).ConfigureAwait(false);
        else
            await CopyObjectAsync(new CopyObjectRequest(sourceBucket, from, bucket, to) { SourceIfMatch = source.ETag }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies an object of at most 5 GiB inside the store, in one request.</summary>
    public Task<PutResult> CopyObjectAsync(CopyObjectRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("CopyObject", request.Bucket, request.Key, (client, token) => client.CopyObject(request, token), cancellationToken);
}
