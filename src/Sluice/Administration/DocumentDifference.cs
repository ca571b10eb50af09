using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration;

/// <summary>
/// Tells in words what differs between two documents. Members of lists are told apart by their names, else by their places. Where the first member that fits counts, a member that
/// moved is a change; elsewhere order says nothing.
/// </summary>
internal static class DocumentDifference
{
    /// <summary>One line for each change, fit for a terminal; empty when there is none.</summary>
    /// <param name="before">The document that is there; null for none.</param>
    /// <param name="after">The one that is to be there; null for none.</param>
    /// <param name="schema">The fields of the documents; null for a policy.</param>
    public static IReadOnlyList<string> Between(JsonNode? before, JsonNode? after, DocumentField? schema = null)
    {
        List<string> lines = [];
        Compare(before, after, schema, "", lines);
        return lines;
    }

    static void Compare(JsonNode? before, JsonNode? after, DocumentField? field, string path, List<string> lines)
    {
        if (SameDocument.Is(before, after, field))
            return;
        if (before is JsonObject or null && after is JsonObject or null && (path.Length == 0 || before is not null && after is not null))
            foreach (string name in SameDocument.Names(before, after))
                Compare(before?[name], after?[name], field?.Below(name), path.Length == 0 ? name : $"{path}.{name}", lines);
        else if ((before ?? after) is JsonArray && before is JsonArray or null && after is JsonArray or null)
            CompareLists(before as JsonArray ?? [], after as JsonArray ?? [], field, path, lines);
        else if (before is null)
            lines.Add($"adds {DisplayText.Of(path)}: {Shown(after!)}");
        else if (after is null)
            lines.Add($"removes {DisplayText.Of(path)}: {Shown(before)}");
        else
            lines.Add($"changes {DisplayText.Of(path)} from {Shown(before)} to {Shown(after)}");
    }

    static void CompareLists(JsonArray before, JsonArray after, DocumentField? field, string path, List<string> lines)
    {
        ListPairing pairing = ListPairing.Of(before, after, field);
        bool areMany = before.Count > 1 || after.Count > 1;
        string At(JsonNode? member, int place) => MemberName.Of(member) is { } name ? $"{path}[{name}]"
            : areMany && member is JsonObject ? string.Create(CultureInfo.InvariantCulture, $"{path}[#{place + 1}]") : path;
        for (int i = 0; i < after.Count; i++)
            if (pairing.OldPlaces[i] is >= 0 and int old)
                Compare(Ids(before[old], after[i], field), Ids(after[i], before[old], field), field, At(before[old], old), lines);
            else
                lines.Add($"adds {DisplayText.Of(At(after[i], i))}: {Shown(after[i]!)}");
        for (int i = 0; i < before.Count; i++)
            if (!pairing.OldPlaces.Contains(i))
                lines.Add($"removes {DisplayText.Of(At(before[i], i))}: {Shown(before[i]!)}");
        if (field?.IsOrdered == true)
            foreach (int i in pairing.Moved())
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"reorders {DisplayText.Of(path)}: rule {pairing.OldPlaces[i] + 1}{(MemberName.Of(after[i]) is { } name ? $" '{DisplayText.Of(name)}'" : "")} moves to {i + 1}"));
    }

    static JsonNode? Ids(JsonNode? member, JsonNode? other, DocumentField? field) => field?.IsNamedByStore == true && MemberName.OfId(other) is null ? MemberName.WithoutId(member) : member;

    static string Shown(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? $"'{DisplayText.Of(value.GetValue<string>())}'" : DisplayText.Of(value.ToJsonString(Readable));

    static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
