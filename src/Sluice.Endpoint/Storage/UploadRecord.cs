using System.Text.Json.Serialization;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Integrity;
using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>An unfinished multipart upload, as it is kept.</summary>
sealed record UploadRecord
{
    public required string Id { get; init; }

    /// <summary>The key; owned by this record and never changed.</summary>
    public required byte[] KeyBytes { get; init; }

    [JsonIgnore]
    public ObjectKey Key => new(KeyBytes);

    public required DateTimeOffset Initiated { get; init; }

    public required ObjectDescription Description { get; init; }

    public required AccessList Access { get; init; }

    public required string InitiatorId { get; init; }

    /// <summary>Lock of the object to be; null for none.</summary>
    public ObjectRetention? Retention { get; init; }

    public bool? LegalHold { get; init; }

    /// <summary>What the parts carry and the whole object gets; null when the client left it to S3.</summary>
    public UploadChecksum? Checksum { get; init; }
}
