using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Sync.Plans;

/// <summary>How lines of a plan are written: snake_case names, absent values left out, unknown ones refused.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PlanHeader))]
[JsonSerializable(typeof(PlanAction))]
[JsonSerializable(typeof(PlanTrailer))]
internal sealed partial class PlanJson : JsonSerializerContext
{
    /// <summary>The one way.</summary>
    public static PlanJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
