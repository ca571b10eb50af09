using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>Requests to AWS as JSON, by the names that its API has.</summary>
static class AwsJson
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object of several requests, on lines for people.</summary>
    public static string Text(Action<Utf8JsonWriter> members) => Write(writer =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }, Indented) + "\n";

    /// <summary>One request, as an argument of the aws command.</summary>
    public static string Object(Action<Utf8JsonWriter> request) => Write(request, default);

    /// <summary>A list of texts.</summary>
    public static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    static string Write(Action<Utf8JsonWriter> content, JsonWriterOptions options)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, options))
            content(writer);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
