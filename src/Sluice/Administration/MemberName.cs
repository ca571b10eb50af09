using System.Text.Json.Nodes;
using Sluice.Administration.Documents;

namespace Sluice.Administration;

/// <summary>What a member of a list is called: a rule's ID, a statement's Sid, a tag's Key.</summary>
internal static class MemberName
{
    static readonly string[] Ids = ["ID", "Id"];

    static readonly string[] Names = [.. Ids, "Sid", "Key", "Name"];

    /// <summary>Its name; null when it has none.</summary>
    public static string? Of(JsonNode? member) => First(member, Names);

    /// <summary>Its id, which a store may have given it; null when it has none.</summary>
    public static string? OfId(JsonNode? member) => First(member, Ids);

    /// <summary>The member without the id.</summary>
    public static JsonNode? WithoutId(JsonNode? member)
    {
        if (member is not JsonObject || OfId(member) is null)
            return member;
        JsonObject copy = member.DeepClone().AsObject();
        foreach (string id in Ids)
            copy.Remove(id);
        return copy;
    }

    static string? First(JsonNode? member, string[] names) => Array.Find(names, name => member.Text(name) is { Length: > 0 }) is { } field ? member.Text(field) : null;
}
