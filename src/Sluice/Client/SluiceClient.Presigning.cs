using Sluice.S3;
using Sluice.S3.Signing;

namespace Sluice.Client;

public sealed partial class SluiceClient
{
    /// <summary>A URL by which anyone can read an object. Throws <see cref="ArgumentOutOfRangeException"/> for a validity under a second or above <see cref="Presigner.LongestValidity"/>. Asks for credentials where there are none yet, and nobody else.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="validity">How long from now.</param>
    /// <param name="cancellationToken">Ends waiting for credentials.</param>
    public Task<string> PresignGetAsync(string bucket, string key, TimeSpan validity, CancellationToken cancellationToken = default) => PresignAsync("GET", bucket, key, validity, cancellationToken);

    /// <summary>A URL by which anyone can write an object, by PUT; otherwise as <see cref="PresignGetAsync"/>.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="validity">How long from now.</param>
    /// <param name="cancellationToken">Ends waiting for credentials.</param>
    public Task<string> PresignPutAsync(string bucket, string key, TimeSpan validity, CancellationToken cancellationToken = default) => PresignAsync("PUT", bucket, key, validity, cancellationToken);

    /// <summary>A URL for a request of any kind: of a version, with a Content-Type, with headers of the answer. It ends no later than the credentials. Throws as <see cref="Presigner.Sign"/> does.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends waiting for credentials.</param>
    public Task<PresignedUrl> PresignAsync(PresignRequest request, CancellationToken cancellationToken = default) =>
        _threads.RunAsync(token => new Presigner(LowLevel.Options).Sign(request, token), cancellationToken);

    Task<string> PresignAsync(string method, string bucket, string key, TimeSpan validity, CancellationToken cancellationToken) =>
        _threads.RunAsync(token => new Presigner(LowLevel.Options).Presign(method, bucket, new ObjectKey(key), validity, cancellationToken: token), cancellationToken);
}
