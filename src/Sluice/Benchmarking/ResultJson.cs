using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Benchmarking;

/// <summary>How results become JSON: snake_case, units in names, absent figures left out; strict when it is read.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(ResultHeader))]
[JsonSerializable(typeof(DecisionJson))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    /// <summary>Several lines, for people; control characters are always escaped.</summary>
    public static ResultJson Indented { get; } = new(Rules(indented: true));

    /// <summary>One line, for programs.</summary>
    public static ResultJson OneLine { get; } = new(Rules(indented: false));

    static JsonSerializerOptions Rules(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter<BenchOperation>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new DecisionConverter() },
    };
}

/// <summary>What tells a result from other JSON.</summary>
internal sealed record ResultHeader
{
    /// <summary>Version of the shape.</summary>
    public int? Schema { get; init; }
}
