using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Failures;

namespace Sluice.Administration.Documents;

/// <summary>Holds a document against the fields that it may have. Every problem names the place in the document.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(JsonObject document, DocumentField root) => Fields(document, root, "");

    static IEnumerable<string> Fields(JsonObject document, DocumentField parent, string path)
    {
        foreach ((string name, JsonNode? value) in document)
        {
            string at = path.Length == 0 ? name : $"{path}.{name}";
            DocumentField? field = parent.Fields.FirstOrDefault(field => field.Name == name);
            IEnumerable<string> problems = field is null ? [$"there is no field {DisplayText.Of(at)}{Choice(parent)}"] : value is null ? [$"{DisplayText.Of(at)} is empty"] : Field(value, field, at);
            foreach (string problem in problems)
                yield return problem;
        }
        foreach (DocumentField field in parent.Fields)
            if (field.IsRequired && !document.ContainsKey(field.Name))
                yield return $"{(path.Length == 0 ? "the document" : DisplayText.Of(path))} lacks {field.Name}{(field.Words.Count > 0 ? $", which is {Words(field)}" : "")}";
    }

    static string Choice(DocumentField parent) => parent.Fields.Count == 0 ? "" : $"; there are {string.Join(", ", parent.Fields.Select(static field => field.Name))}";

    static string Words(DocumentField field) => field.Words.Count > 8 ? $"one such as {string.Join(", ", field.Words.Take(3))}" : field.Words.Count == 1 ? field.Words[0] : $"one of {string.Join(", ", field.Words)}";

    static IEnumerable<string> Field(JsonNode value, DocumentField field, string at)
    {
        if (!field.IsList)
            return Value(value, field, at);
        return value is not JsonArray list ? [$"{DisplayText.Of(at)} is not a list"]
            : list.Count == 0 && field.IsRequired ? [$"{DisplayText.Of(at)} is an empty list"]
            : list.SelectMany((member, i) => member is null ? [$"{DisplayText.Of(at)}[{i}] is empty"] : Value(member, field, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")));
    }

    static IEnumerable<string> Value(JsonNode value, DocumentField field, string at)
    {
        if (field.Kind == FieldKind.Fields)
            return value is JsonObject fields ? Fields(fields, field, at) : [$"{DisplayText.Of(at)} holds a value where fields belong"];
        if (value is not JsonValue)
            return [$"{DisplayText.Of(at)} holds {(value is JsonArray ? "a list" : "fields")} where a value belongs"];
        return Simple(value, field) is { } problem ? [$"{DisplayText.Of(at)}: {problem}"] : [];
    }

    static string? Simple(JsonNode value, DocumentField field)
    {
        string text = DocumentText.Of(value);
        return field.Kind switch
        {
            FieldKind.Number => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= field.Least && number <= field.Most
                ? null : string.Create(CultureInfo.InvariantCulture, $"{DisplayText.Of(text)} is not a whole number from {field.Least} to {field.Most}"),
            FieldKind.Flag => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False || text is "true" or "false" ? null : $"{DisplayText.Of(text)} is neither true nor false",
            FieldKind.Time => Midnight(text),
            _ => field.Words.Count == 0 || field.Words.Contains(text) ? null : $"{DisplayText.Of(text)} is not {Words(field)}",
        };
    }

    // S3 API reference, LifecycleExpiration and Transition: ISO 8601, and always midnight UTC.
    static string? Midnight(string text) =>
        text is not [_, _, _, _, '-', _, _, '-', _, _, ..] || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? $"{DisplayText.Of(text)} is no date such as 2030-01-31"
        : time.TimeOfDay != TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{DisplayText.Of(text)} is not midnight UTC, which S3 asks for; write {time:yyyy-MM-dd}") : null;
}
