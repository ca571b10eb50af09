using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What S3 refuses of the rules of a lifecycle (S3 User Guide, "Lifecycle configuration elements" and "Transitioning objects using Amazon S3 Lifecycle"; S3 API reference, LifecycleRule).</summary>
internal static class LifecycleCheck
{
    /// <summary>"Lifecycle configuration elements", "ID element".</summary>
    const int MostRules = 1000, LongestId = 255;

    /// <summary>S3 User Guide, "Naming Amazon S3 objects": keys have 1,024 bytes.</summary>
    const int LongestPrefix = 1024;

    static readonly string[] Actions = ["Expiration", "Transitions", "NoncurrentVersionTransitions", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"];

    public static IEnumerable<string> Problems(JsonObject content)
    {
        JsonNode[] rules = [.. content.Members("Rules")];
        if (rules.Length > MostRules)
            yield return string.Create(CultureInfo.InvariantCulture, $"a lifecycle has {MostRules:N0} rules at most, and these are {rules.Length:N0}");
        foreach (string twice in SettingCheck.Twice(rules.Select(static rule => rule.Text("ID")).Where(static id => id is { Length: > 0 }).OfType<string>()))
            yield return $"two rules are called '{DisplayText.Of(twice)}'";
        // S3 answers InvalidRequest: "Base level prefix cannot be used in Lifecycle V2".
        if (rules.Any(static rule => rule["Filter"] is not null) && rules.Any(static rule => rule["Prefix"] is not null))
            yield return "some rules have a Filter and others a Prefix of their own, which S3 does not take together: write the Prefix into a Filter";
        for (int at = 0; at < rules.Length; at++)
            foreach (string problem in Rule(rules[at]).Concat(Filter(rules[at])).Concat(Times(rules[at])))
                yield return string.Create(CultureInfo.InvariantCulture, $"rule {(rules[at].Text("ID") is { Length: > 0 } id ? $"'{DisplayText.Of(id)}'" : at + 1)}{problem}");
    }

    static IEnumerable<string> Rule(JsonNode rule)
    {
        if (rule.Text("ID") is { Length: > LongestId } id)
            yield return $": an ID has {LongestId} characters at most, and this one {id.Length}";
        if (rule["Prefix"] is not null == rule["Filter"] is not null)
            yield return $" has {(rule["Filter"] is null ? "neither a Filter nor a Prefix: {\"Filter\": {}} means all objects" : "both a Filter and a Prefix")}";
        if (!Actions.Any(action => rule[action] is not (null or JsonArray { Count: 0 })))
            yield return $" does nothing: it has none of {string.Join(", ", Actions)}";
        if (rule.Fields("Expiration") is { } expiration && expiration.Count != 1)
            yield return ": Expiration has one of Days, Date and ExpiredObjectDeleteMarker";
        if (rule.Fields("NoncurrentVersionExpiration") is { } older && older["NoncurrentDays"] is null)
            yield return ": NoncurrentVersionExpiration lacks NoncurrentDays";
        if (rule["Filter"] is null && Older(rule).Any(static action => action["NewerNoncurrentVersions"] is not null))
            yield return ": NewerNoncurrentVersions needs a Filter: {\"Filter\": {}} means all objects";
    }

    static IEnumerable<string> Filter(JsonNode rule)
    {
        JsonObject? filter = rule.Fields("Filter"), and = filter.Fields("And"), conditions = and ?? filter;
        string[] tags = [.. and.Members("Tags").Select(static tag => tag.Text("Key")).OfType<string>()];
        if (filter?.Count > 1)
            yield return ": conditions of a Filter that are to hold together stand in its And";
        if (and is not null && and.Count + Math.Max(0, tags.Length - 1) < 2)
            yield return ": And joins two conditions or more";
        foreach (string twice in SettingCheck.Twice(tags))
            yield return $": the tag '{DisplayText.Of(twice)}' is there twice";
        foreach (JsonNode tag in and.Members("Tags").Concat(filter.Members("Tag")))
            if (SettingCheck.TagProblem(tag) is { } problem)
                yield return $": {problem}";
        if ((filter?["Tag"] is not null || tags.Length > 0) && (rule["AbortIncompleteMultipartUpload"] ?? rule.Fields("Expiration")?["ExpiredObjectDeleteMarker"]) is not null)
            yield return ": uploads and delete markers have no tags to be filtered by";
        if ((rule.Text("Prefix") ?? conditions.Text("Prefix")) is { } prefix && Encoding.UTF8.GetByteCount(prefix) > LongestPrefix)
            yield return string.Create(CultureInfo.InvariantCulture, $": a Prefix has {LongestPrefix:N0} bytes at most, as keys have");
        if (Size(conditions, "ObjectSizeGreaterThan") is { } larger && Size(conditions, "ObjectSizeLessThan") is { } smaller && larger >= smaller)
            yield return $": no object is larger than {larger} bytes and smaller than {smaller}";
    }

    static IEnumerable<string> Times(JsonNode rule)
    {
        JsonObject? expiration = rule.Fields("Expiration");
        foreach (JsonNode transition in rule.Members("Transitions"))
            if (transition["Days"] is not null == transition["Date"] is not null)
                yield return ": a transition has either Days or Date";
        // "Examples of S3 Lifecycle configurations": "you can't use both Date and Days in the same rule".
        JsonNode?[] timed = [expiration, .. rule.Members("Transitions")];
        if (timed.Any(static action => (action as JsonObject)?["Date"] is not null) && timed.Any(static action => (action as JsonObject)?["Days"] is not null))
            yield return ": a rule has Date or Days, not both";
        else
            foreach (string problem in TransitionCheck.Problems("objects", rule.Members("Transitions"), expiration, "Days"))
                yield return problem;
        foreach (string problem in TransitionCheck.Problems("older versions", rule.Members("NoncurrentVersionTransitions"), rule.Fields("NoncurrentVersionExpiration"), "NoncurrentDays"))
            yield return problem;
    }

    static IEnumerable<JsonNode> Older(JsonNode rule) => rule.Members("NoncurrentVersionTransitions").Concat(rule.Members("NoncurrentVersionExpiration"));

    static long? Size(JsonObject? conditions, string name) => long.TryParse(conditions.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null;
}
