using System.Text.Json.Serialization;

namespace Sluice.Inventories.Manifests;

/// <summary>manifest.json as it is written and read (S3 User Guide, "Locating your inventory list"). What is not said is null.</summary>
internal sealed record ManifestJson(
    string? SourceBucket,
    string? DestinationBucket,
    string? Version,
    string? CreationTimestamp,
    string? FileFormat,
    string? FileSchema,
    IReadOnlyList<ManifestFileJson>? Files);

/// <summary>One file of it.</summary>
internal sealed record ManifestFileJson(
    string? Key,
    long? Size,
    [property: JsonPropertyName("MD5checksum")] string? Md5);

/// <summary>Reads and writes manifests without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ManifestJson))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
