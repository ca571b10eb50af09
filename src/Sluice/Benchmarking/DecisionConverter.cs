using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sluice.Engine.Concurrency;

namespace Sluice.Benchmarking;

/// <summary>A decision of the engine's controller, whose time a file has in seconds.</summary>
internal sealed class DecisionConverter : JsonConverter<ControllerDecision>
{
    // Thirty years: far beyond any run, far within a TimeSpan.
    const double LongestSeconds = 1e9;

    /// <inheritdoc/>
    public override ControllerDecision Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        DecisionJson read = JsonSerializer.Deserialize(ref reader, InfoOf(options)) ?? throw new JsonException("A decision is null.");
        if (!(Math.Abs(read.AtSeconds) < LongestSeconds))
            throw new JsonException("A decision was made at a time that no run has.");
        return new ControllerDecision(TimeSpan.FromSeconds(read.AtSeconds), read.From, read.To, read.Reason, read.BytesPerSecond, read.RequestsPerSecond, read.CpuShare);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ControllerDecision value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer,
            new DecisionJson(value.At.TotalSeconds, value.From, value.To, value.Reason, value.BytesPerSecond, value.RequestsPerSecond, value.CpuShare), InfoOf(options));

    static JsonTypeInfo<DecisionJson> InfoOf(JsonSerializerOptions options) => (JsonTypeInfo<DecisionJson>)options.GetTypeInfo(typeof(DecisionJson));
}

/// <summary>A decision in a file.</summary>
internal sealed record DecisionJson(double AtSeconds, int From, int To, string Reason, double BytesPerSecond, double RequestsPerSecond, double CpuShare);
