namespace Sluice.S3.Signing;

/// <summary>A request that whoever has its URL may send.</summary>
/// <param name="Method">GET, HEAD, PUT or DELETE.</param>
/// <param name="Bucket">Bucket.</param>
/// <param name="Key">Key; empty for the bucket itself.</param>
/// <param name="Validity">How long from now, 1 second to <see cref="Presigner.LongestValidity"/>; whole seconds count.</param>
public sealed record PresignRequest(string Method, string Bucket, ObjectKey Key, TimeSpan Validity)
{
    /// <summary>One version of the object; null for the latest.</summary>
    public string? VersionId { get; init; }

    /// <summary>The Content-Type that must be sent with a PUT, exactly; null leaves it to whoever sends it.</summary>
    public string? ContentType { get; init; }

    /// <summary>Further parameters, not encoded, such as <c>response-content-disposition</c> (S3 API reference, GetObject).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];
}
