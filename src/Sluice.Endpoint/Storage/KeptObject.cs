using System.Text.Json.Serialization;
using Sluice.Endpoint.Access;
using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Storage;

/// <summary>Everything the endpoint knows of one object. Immutable: a change of tags or ACL is a new value over the same content.</summary>
sealed record KeptObject
{
    /// <summary>The key; owned by this record and never changed.</summary>
    public required byte[] KeyBytes { get; init; }

    [JsonIgnore]
    public ObjectKey Key => new(KeyBytes);

    public required long Size { get; init; }

    /// <summary>Whole seconds, as HTTP can say them.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Without quotes: MD5 in hex, or MD5 of part MD5s and <c>-N</c>.</summary>
    public required string ETag { get; init; }

    public required ObjectDescription Description { get; init; }

    public required AccessList Access { get; init; }

    public ObjectChecksum? Checksum { get; init; }

    /// <summary>The parts of a multipart object in order; empty for a simple one.</summary>
    public IReadOnlyList<StoredPart> Parts { get; init; } = [];

    public IReadOnlyList<string> BlobIds { get; init; } = [];

    [JsonIgnore]
    public Content Content { get; init; } = Content.Empty;
}
