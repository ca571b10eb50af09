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

    // Not required: records leave out what is 0.
    public long Size { get; init; }

    /// <summary>Whole seconds, as HTTP can say them.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Without quotes: MD5 in hex, or MD5 of part MD5s and <c>-N</c>.</summary>
    public required string ETag { get; init; }

    public required ObjectDescription Description { get; init; }

    public required AccessList Access { get; init; }

    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Id of this version; null for the null version, the only one of a bucket without versioning.</summary>
    public string? VersionId { get; init; }

    /// <summary>Grows with each version of a bucket that has or had versioning; 0 where it never had. The newest version of a key has the largest.</summary>
    public long Order { get; init; }

    /// <summary>A delete marker: a version without content that hides the older ones.</summary>
    public bool IsDeleteMarker { get; init; }

    /// <summary>Until when and how this version may not be deleted; null when it may.</summary>
    public ObjectRetention? Retention { get; init; }

    /// <summary>A legal hold: not to be deleted until it is lifted. Null when none was ever set.</summary>
    public bool? LegalHold { get; init; }

    /// <summary>Since when, and until when, an archived object can be read; null while nobody has asked for that.</summary>
    public ObjectRestore? Restore { get; init; }

    /// <summary>The parts of a multipart object in order; empty for a simple one.</summary>
    public IReadOnlyList<StoredPart> Parts { get; init; } = [];

    public IReadOnlyList<string> BlobIds { get; init; } = [];

    [JsonIgnore]
    public Content Content { get; init; } = Content.Empty;
}
