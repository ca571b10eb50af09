using Sluice.S3.Endpoints;

namespace Sluice.S3.Operations;

/// <summary>Where a listing of versions goes on. Callers carry it as a token.</summary>
/// <param name="Key">Behind this key.</param>
/// <param name="VersionId">Behind this version of the key; null: the key is done.</param>
internal readonly record struct VersionCursor(ObjectKey Key, string? VersionId)
{
    const string Scheme = "sluice-version:";

    /// <summary>Where a request begins.</summary>
    public static VersionCursor From(ListObjectsRequest list)
    {
        if (list.ContinuationToken is not { } token)
            return new VersionCursor(list.StartAfter, null);
        string[] parts = token.StartsWith(Scheme, StringComparison.Ordinal) ? token[Scheme.Length..].Split(':') : [];
        return parts is [{ } key, { } version] && UriEncoding.TryDecode(key, plusIsSpace: false, out byte[]? bytes)
            ? new VersionCursor(new ObjectKey(bytes), version.Length == 0 ? null : Uri.UnescapeDataString(version))
            : throw new ArgumentException("The token is none of a listing of versions.", nameof(list));
    }

    /// <summary>The cursor as a token.</summary>
    public string ToToken() => $"{Scheme}{UriEncoding.Encode(Key.Bytes)}:{(VersionId is null ? "" : UriEncoding.Encode(VersionId))}";
}
