using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Administration.Documents;

/// <summary>Values of a document as text.</summary>
internal static class DocumentText
{
    /// <summary>A text as it is, a number and a flag as JSON writes them.</summary>
    public static string Of(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>The text below a name; null when there is none.</summary>
    public static string? Text(this JsonNode? parent, string name) => parent is JsonObject fields && fields[name] is JsonValue value ? Of(value) : null;

    /// <summary>The fields below a name; null when there are none.</summary>
    public static JsonObject? Fields(this JsonNode? parent, string name) => (parent as JsonObject)?[name] as JsonObject;

    /// <summary>The members of a list, which may be one that stands alone; empty when there is none.</summary>
    public static IEnumerable<JsonNode> Members(this JsonNode? parent, string name) => (parent as JsonObject)?[name] switch
    {
        null => [],
        JsonArray list => list.OfType<JsonNode>(),
        var one => [one],
    };

    /// <summary>A whole number below a name; null when there is none.</summary>
    public static int? Number(this JsonNode? parent, string name) => int.TryParse(parent.Text(name), out int number) ? number : null;
}
