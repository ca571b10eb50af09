using System.Text.Json.Serialization;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>How <see cref="TestPrefixRecord"/> is kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TestPrefixRecord))]
internal sealed partial class TestPrefixJson : JsonSerializerContext;
