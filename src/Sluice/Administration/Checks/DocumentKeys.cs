using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>Which keys a document is about: what a store keeps otherwise than it was sent there acts on other objects.</summary>
internal static class DocumentKeys
{
    /// <summary>How two documents differ in their keys, in words; null when they do not.</summary>
    public static string? Difference(BucketSetting setting, JsonObject sent, JsonObject told)
    {
        List<string> left = [.. Of(setting.Name, told)];
        string[] missing = [.. Of(setting.Name, sent).Where(one => !left.Remove(one))];
        return missing.Length == 0 && left.Count == 0 ? null : $"{Words(missing, "was sent")}{(missing.Length > 0 && left.Count > 0 ? "; " : "")}{Words(left, "is told")}";
    }

    static string Words(IReadOnlyCollection<string> keys, string end) => keys.Count == 0 ? "" : $"{string.Join(", ", keys)} {end}";

    // A store may give ids, write a prefix beside its filter, and tell a filter of no condition as an empty prefix.
    static IEnumerable<string> Of(string setting, JsonObject document) => setting switch
    {
        "lifecycle" => document.Members("Rules").Select(static rule => Rule(rule)),
        "notification" => ((string[])["TopicConfigurations", "QueueConfigurations", "LambdaFunctionConfigurations"]).SelectMany(list => document.Members(list).Select(static one => Notification(one))),
        "website" => document.Members("RoutingRules").Select(static rule => $"KeyPrefixEquals {Shown(rule.Fields("Condition").Text("KeyPrefixEquals"))}"),
        "logging" => document.Members("LoggingEnabled").Select(static one => $"TargetPrefix {Shown(one.Text("TargetPrefix"))} of {DisplayText.Of(one.Text("TargetBucket") ?? "")}"),
        "policy" => document.Members("Statement").SelectMany(static one => ((string[])["Resource", "NotResource"]).SelectMany(name => one.Members(name).OfType<JsonValue>().Select(resource => $"{name} {Shown(DocumentText.Of(resource))}").Distinct())),
        _ => [],
    };

    static string Rule(JsonNode rule)
    {
        JsonObject? filter = rule.Fields("Filter"), and = filter.Fields("And");
        string? Value(string name) => and.Text(name) ?? filter.Text(name);
        IEnumerable<string> tags = filter.Members("Tag").Concat(and.Members("Tags")).Select(static tag => $"tag {Shown(tag.Text("Key"))} {Shown(tag.Text("Value"))}").Order(StringComparer.Ordinal);
        IEnumerable<string> sizes = ((string[])["ObjectSizeGreaterThan", "ObjectSizeLessThan"]).Where(name => Value(name) is not null).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {DisplayText.Of(Value(name)!)}"));
        return string.Join(" with ", [$"Prefix {Shown(rule.Text("Prefix") ?? Value("Prefix"))}", .. tags, .. sizes]);
    }

    static string Notification(JsonNode one) => string.Join(" with ", ((string[])["prefix", "suffix"]).Select(name =>
        $"{name} {Shown(one.Fields("Filter").Fields("Key").Members("FilterRules").FirstOrDefault(rule => string.Equals(rule.Text("Name"), name, StringComparison.OrdinalIgnoreCase)).Text("Value"))}"));

    static string Shown(string? text) => $"'{DisplayText.Of(text ?? "")}'";
}
