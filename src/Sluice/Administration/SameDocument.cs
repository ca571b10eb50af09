using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;

namespace Sluice.Administration;

/// <summary>Whether two documents, or parts of them, say the same: the order of lists that have none aside, and what stores write in another way than they were told.</summary>
internal static class SameDocument
{
    /// <summary>Whether they do.</summary>
    /// <param name="before">One; null for none.</param>
    /// <param name="after">The other; null for none.</param>
    /// <param name="field">The field that holds them; null for a policy's.</param>
    public static bool Is(JsonNode? before, JsonNode? after, DocumentField? field) => (before, after) switch
    {
        (null, null) => true,
        // A flag that was not sent is told as false (S3 API reference, PublicAccessBlockConfiguration, ServerSideEncryptionRule).
        (null, JsonValue one) => IsUnset(one, field),
        (JsonValue one, null) => IsUnset(one, field),
        (JsonObject one, JsonObject other) => Names(one, other).All(name => Is(one[name], other[name], field?.Below(name))),
        (JsonArray one, JsonArray other) => one.Count == other.Count && AreLists(one, other, field),
        (JsonValue one, JsonValue other) => IsValue(one, other, field),
        // Of a policy's lists, one that has one member is told as that member.
        (JsonArray { Count: 1 } one, { } other) when field is null => Is(one[0], other, null),
        ({ } one, JsonArray { Count: 1 } other) when field is null => Is(one, other[0], null),
        _ => false,
    };

    /// <summary>The fields that either has.</summary>
    public static IEnumerable<string> Names(JsonNode? before, JsonNode? after) => (before as JsonObject ?? []).Concat(after as JsonObject ?? []).Select(static field => field.Key).Distinct();

    /// <summary>Whether two members of a list say the same; an id that one lacks is the store's.</summary>
    public static bool IsMember(JsonNode? before, JsonNode? after, DocumentField? field) => field?.IsNamedByStore == true && MemberName.OfId(before) is null != MemberName.OfId(after) is null
        ? Is(MemberName.WithoutId(before), MemberName.WithoutId(after), field) : Is(before, after, field);

    // Every key begins with an empty prefix, which S3 tells of a filter without conditions.
    static bool IsUnset(JsonValue value, DocumentField? field) => field?.Kind == FieldKind.Flag && DocumentText.Of(value) == "false" || field?.Name == "Prefix" && DocumentText.Of(value).Length == 0 || field?.Default is { } unsaid && DocumentText.Of(value) == unsaid;

    static bool AreLists(JsonArray one, JsonArray other, DocumentField? field)
    {
        ListPairing pairing = ListPairing.OfSame(one, other, field);
        return !pairing.OldPlaces.Contains(-1) && (field?.IsOrdered != true || pairing.OldPlaces.Select(static (old, now) => old == now).All(static stays => stays));
    }

    // S3 tells the names of filters with a capital letter (S3 API reference, FilterRule).
    static bool IsValue(JsonValue one, JsonValue other, DocumentField? field)
    {
        string text = DocumentText.Of(one), told = DocumentText.Of(other);
        return string.Equals(text, told, field?.Words.Contains("prefix") == true ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            || Time(text) is { } time && time == Time(told) || field is null && (IsAccount(text, told) || IsAccount(told, text));
    }

    // An account in a policy is told by the ARN of its root (IAM User Guide, "AWS JSON policy elements: Principal").
    static bool IsAccount(string digits, string arn) => digits.Length == 12 && digits.All(char.IsAsciiDigit) && arn.EndsWith($":iam::{digits}:root", StringComparison.Ordinal) && arn.StartsWith("arn:", StringComparison.Ordinal);

    // A date is its midnight (S3 API reference, LifecycleExpiration).
    static DateTimeOffset? Time(string text) => text is [_, _, _, _, '-', ..]
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
}
