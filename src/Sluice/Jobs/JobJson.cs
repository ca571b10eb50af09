using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Queues;
using Sluice.Transfer;

namespace Sluice.Jobs;

/// <summary>The small files of a job store as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobDefinition))]
[JsonSerializable(typeof(JobPlan))]
[JsonSerializable(typeof(ChunkSeal))]
[JsonSerializable(typeof(ChunkLease))]
[JsonSerializable(typeof(ChunkSurvey))]
[JsonSerializable(typeof(QueueMessage))]
[JsonSerializable(typeof(UploadNote))]
[JsonSerializable(typeof(SplitUpload))]
[JsonSerializable(typeof(SplitParts))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>A value as bytes.</summary>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>Bytes as a value; null when they are none.</summary>
    public static T? Read<T>(byte[]? content, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return content is null ? null : JsonSerializer.Deserialize(content, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
