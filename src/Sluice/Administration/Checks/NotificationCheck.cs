using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What S3 refuses of notifications (S3 API reference, NotificationConfiguration and FilterRule; S3 User Guide, "Configuring event notifications using object key name filtering" and "Supported event destinations").</summary>
internal static class NotificationCheck
{
    const int LongestFilter = 1024;

    static readonly (string List, string Arn, string Service)[] Kinds = [("TopicConfigurations", "TopicArn", "sns"), ("QueueConfigurations", "QueueArn", "sqs"), ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambda")];

    public static IEnumerable<string> Problems(JsonObject content, BucketTarget target)
    {
        List<(string Name, JsonNode Content)> all = [];
        foreach ((string list, string arn, string service) in Kinds)
        {
            int at = 0;
            foreach (JsonNode one in content.Members(list))
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{list}[{(one.Text("Id") is { Length: > 0 } id ? DisplayText.Of(id) : $"#{++at}")}]");
                all.Add((name, one));
                if (one.Text(arn) is { } destination && Destination(destination, service, target) is { } problem)
                    yield return $"{arn}: {problem}";
                if (one.Members("Events").FirstOrDefault() is null)
                    yield return $"{name} has no Events";
                foreach (string wrong in Filter(one).Concat(Events(one)))
                    yield return $"{name}: {wrong}";
            }
        }
        foreach (string twice in SettingCheck.Twice(all.Select(static one => one.Content.Text("Id")).Where(static id => id is { Length: > 0 }).OfType<string>()))
            yield return $"two notifications are called '{DisplayText.Of(twice)}'";
        for (int i = 0; i < all.Count; i++)
            for (int j = 0; j < i; j++)
                if (Shared(all[j].Content, all[i].Content) is { } shared)
                    yield return $"{all[j].Name} and {all[i].Name} are both told of {DisplayText.Of(shared)} for some keys, which S3 refuses: their prefixes or suffixes must not overlap";
    }

    /// <summary>The destinations of a document, each with the field that names it.</summary>
    public static IEnumerable<(string Field, string Arn)> Destinations(JsonObject content) => Kinds.SelectMany(kind => content.Members(kind.List).Select(one => (kind.Arn, one.Text(kind.Arn) ?? "")));

    /// <summary>The region of an ARN; empty when it has none, as those of stores of one's own may.</summary>
    public static string Region(string arn) => arn.Split(':') is ["arn", _, _, var region, ..] ? region : "";

    // Ceph and MinIO have destinations in partitions and services' names of S3's form, too.
    static string? Destination(string arn, string service, BucketTarget target) => arn.Split(':') is not ["arn", { Length: > 0 } partition, var found, var region, var account, { Length: > 0 }, ..] ? $"'{DisplayText.Of(arn)}' is no ARN, such as arn:{target.Partition}:{service}:REGION:ACCOUNT:{(service == "lambda" ? "function:" : "")}NAME"
        : target.IsAws && SettingCheck.Partition(arn, target) is { } other ? other
        : found != service ? $"'{DisplayText.Of(arn)}' is of {DisplayText.Of(found)}, and one of {service} belongs here"
        : target.IsAws && (region.Length == 0 || account.Length == 0) ? $"'{DisplayText.Of(arn)}' lacks its {(region.Length == 0 ? "region" : "account")}"
        : partition.StartsWith("aws", StringComparison.Ordinal) && arn.EndsWith(".fifo", StringComparison.Ordinal) ? $"'{DisplayText.Of(arn)}' is a FIFO one, which S3 does not tell of events" : null;

    // S3 takes no two configurations for one event, and so none that has it twice.
    static IEnumerable<string> Events(JsonNode one)
    {
        string[] events = [.. one.Members("Events").Select(DocumentText.Of)];
        for (int i = 0; i < events.Length; i++)
            for (int j = 0; j < i; j++)
                if (events[i] == events[j])
                    yield return $"the event {DisplayText.Of(events[i])} is there twice";
                else if (IsOf(events[i], events[j]) || IsOf(events[j], events[i]))
                    yield return $"the event {DisplayText.Of(IsOf(events[i], events[j]) ? events[i] : events[j])} is one of {DisplayText.Of(IsOf(events[i], events[j]) ? events[j] : events[i])}, which is there too";
    }

    static IEnumerable<string> Filter(JsonNode one)
    {
        JsonNode[] rules = [.. one.Fields("Filter").Fields("Key").Members("FilterRules")];
        foreach (string twice in SettingCheck.Twice(rules.Select(static rule => rule.Text("Name")?.ToLowerInvariant()).OfType<string>()))
            yield return $"there are two filters by {twice}";
        if (rules.Any(static rule => rule.Text("Value") is { Length: > LongestFilter }))
            yield return string.Create(CultureInfo.InvariantCulture, $"a filter has {LongestFilter:N0} characters at most");
    }

    // Events of both, for keys of both; a filter that is left out fits all.
    static string? Shared(JsonNode one, JsonNode other)
    {
        string prefix = Value(one, "prefix"), suffix = Value(one, "suffix"), otherPrefix = Value(other, "prefix"), otherSuffix = Value(other, "suffix");
        bool overlap = (prefix.StartsWith(otherPrefix, StringComparison.Ordinal) || otherPrefix.StartsWith(prefix, StringComparison.Ordinal))
            && (suffix.EndsWith(otherSuffix, StringComparison.Ordinal) || otherSuffix.EndsWith(suffix, StringComparison.Ordinal));
        string[] events = [.. other.Members("Events").Select(DocumentText.Of)];
        return !overlap ? null : one.Members("Events").Select(DocumentText.Of).FirstOrDefault(name => Array.Exists(events, told => IsOf(name, told) || IsOf(told, name)));
    }

    static bool IsOf(string name, string group) => name == group || group.EndsWith('*') && name.StartsWith(group[..^1], StringComparison.Ordinal);

    static string Value(JsonNode one, string name) => one.Fields("Filter").Fields("Key").Members("FilterRules").FirstOrDefault(rule => string.Equals(rule.Text("Name"), name, StringComparison.OrdinalIgnoreCase)).Text("Value") ?? "";
}
