using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration;

/// <summary>Tells in words what differs between two documents. Members of lists are told apart by their names, so that a rule that moved is not two changes.</summary>
public static class DocumentDifference
{
    // What names a member: a rule's ID, a statement's Sid, a tag's Key.
    static readonly string[] Names = ["ID", "Id", "Sid", "Key", "Name"];

    /// <summary>One line for each change, fit for a terminal; empty when there is none.</summary>
    /// <param name="before">The document that is there; null for none.</param>
    /// <param name="after">The one that is to be there; null for none.</param>
    public static IReadOnlyList<string> Between(JsonNode? before, JsonNode? after)
    {
        List<string> lines = [];
        Compare(before, after, "", lines);
        return lines;
    }

    static void Compare(JsonNode? before, JsonNode? after, string path, List<string> lines)
    {
        if (AreSame(before, after))
            return;
        if (before is JsonObject or null && after is JsonObject or null && (path.Length == 0 || before is not null && after is not null))
            foreach (string name in (before?.AsObject() ?? []).Concat(after?.AsObject() ?? []).Select(static field => field.Key).Distinct())
                Compare(before?[name], after?[name], path.Length == 0 ? name : $"{path}.{name}", lines);
        else if ((before ?? after) is JsonArray && before is JsonArray or null && after is JsonArray or null)
            CompareLists(before as JsonArray ?? [], after as JsonArray ?? [], path, lines);
        else if (before is null)
            lines.Add($"adds {DisplayText.Of(path)}: {Shown(after!)}");
        else if (after is null)
            lines.Add($"removes {DisplayText.Of(path)}: {Shown(before)}");
        else
            lines.Add($"changes {DisplayText.Of(path)} from {Shown(before)} to {Shown(after)}");
    }

    static void CompareLists(JsonArray before, JsonArray after, string path, List<string> lines)
    {
        List<JsonNode?> old = [.. before], added = [];
        foreach (JsonNode? member in after)
        {
            int same = old.FindIndex(other => AreSame(other, member));
            if (same < 0)
                added.Add(member);
            else
                old.RemoveAt(same);
        }
        foreach (JsonNode? member in added)
        {
            string? name = NameOf(member);
            int other = name is not null ? old.FindIndex(one => NameOf(one) == name) : member is JsonObject && old.Count == 1 && added.Count == 1 && NameOf(old[0]) is null ? 0 : -1;
            string at = name is null ? path : $"{path}[{name}]";
            if (other < 0)
            {
                Compare(null, member, at, lines);
                if (member is JsonObject && !lines.Exists(line => line.StartsWith($"adds {DisplayText.Of(at)}: ", StringComparison.Ordinal)))
                    lines.Add($"adds {DisplayText.Of(at)}: {Shown(member)}");
                continue;
            }
            Compare(old[other], member, at, lines);
            old.RemoveAt(other);
        }
        foreach (JsonNode? member in old)
            lines.Add($"removes {DisplayText.Of(NameOf(member) is { } name ? $"{path}[{name}]" : path)}: {Shown(member!)}");
    }

    static string? NameOf(JsonNode? member) => Array.Find(Names, name => member.Text(name) is { Length: > 0 }) is { } field ? member.Text(field) : null;

    static bool AreSame(JsonNode? before, JsonNode? after) => JsonNode.DeepEquals(before, after)
        || before is JsonValue one && after is JsonValue other && (DocumentText.Of(one) == DocumentText.Of(other) || Time(one) is { } time && time == Time(other));

    // A date is its midnight (S3 API reference, LifecycleExpiration).
    static DateTimeOffset? Time(JsonValue value) => DocumentText.Of(value) is [_, _, _, _, '-', ..] text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    static string Shown(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? $"'{DisplayText.Of(value.GetValue<string>())}'" : DisplayText.Of(value.ToJsonString(Readable));

    static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
