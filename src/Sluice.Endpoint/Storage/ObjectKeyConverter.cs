using System.Text.Json;
using System.Text.Json.Serialization;
using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>Keys are bytes, so they are written as base64.</summary>
sealed class ObjectKeyConverter : JsonConverter<ObjectKey>
{
    public override ObjectKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, ObjectKey value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.Bytes);
}
