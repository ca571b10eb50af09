using System.Text.Json.Serialization;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>The records' JSON, generated at compile time: no reflection, fit for AOT.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StoredBucket))]
[JsonSerializable(typeof(KeptObject))]
[JsonSerializable(typeof(UploadRecord))]
[JsonSerializable(typeof(PartRecord))]
sealed partial class RecordJson : JsonSerializerContext;
