using System.Buffers;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What S3 asks of documents besides their fields (S3 API reference, the Put operation of each).</summary>
internal static class SettingCheck
{
    static readonly string[] Actions = ["Expiration", "Transitions", "NoncurrentVersionTransitions", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"];

    public static IEnumerable<string> Problems(BucketSetting setting, JsonObject content, BucketTarget target) =>
        Texts(content).Where(IsUnwritable).Select(static text => $"'{DisplayText.Of(text)}' has a character that XML cannot carry").Concat(Rules(setting, content, target));

    static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(static field => Texts(field.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };

    // Extensible Markup Language 1.0, section 2.2. A policy is JSON, which carries them.
    static bool IsUnwritable(string text) => text.AsSpan().ContainsAny(Unwritable);

    static readonly SearchValues<char> Unwritable = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(static code => code is not ('\t' or '\n' or '\r')).Select(static code => (char)code), '\ufffe', '\uffff']);

    static IEnumerable<string> Rules(BucketSetting setting, JsonObject content, BucketTarget target) => setting.Name switch
    {
        "lifecycle" => Unique(content, "ID").Concat(content.Members("Rules").SelectMany(Rule)),
        "versioning" when content.Text("Status") is null => ["the document lacks Status, which is one of Enabled, Suspended"],
        "tagging" => Tags(content),
        "website" when content["RedirectAllRequestsTo"] is not null == content["IndexDocument"] is not null => ["a website has either an IndexDocument or RedirectAllRequestsTo"],
        "object-lock" when content.Fields("Rule").Fields("DefaultRetention") is { } retention && retention["Days"] is not null == retention["Years"] is not null => ["Rule.DefaultRetention has either Days or Years"],
        "ownership" or "encryption" when content.Members("Rules").Count() > 1 => ["there can be one rule only"],
        "encryption" => content.Members("Rules").SelectMany(rule => Key(rule, target)),
        "notification" => content.SelectMany(group => content.Members(group.Key)).SelectMany(one => Destination(one, target)),
        _ => [],
    };

    static IEnumerable<string> Unique(JsonObject content, string name) => content.Members("Rules").Select(rule => rule.Text(name)).OfType<string>().GroupBy(static id => id).Where(static same => same.Count() > 1)
        .Select(same => $"two rules are called '{DisplayText.Of(same.Key)}'");

    static IEnumerable<string> Rule(JsonNode rule, int at)
    {
        string name = $"rule {(rule.Text("ID") is { } id ? $"'{DisplayText.Of(id)}'" : at + 1)}";
        if (rule["Prefix"] is not null == rule["Filter"] is not null)
            yield return $"{name} has {(rule["Filter"] is null ? "neither a Filter nor a Prefix: {\"Filter\": {}} means all objects" : "both a Filter and a Prefix")}";
        if (!Actions.Any(action => rule[action] is not null))
            yield return $"{name} does nothing: it has none of {string.Join(", ", Actions)}";
        if (rule.Fields("Filter") is { } filter)
        {
            if (filter.Count > 1)
                yield return $"{name}: conditions of a Filter that are to hold together stand in its And";
            if (filter.Fields("And") is { } and && and.Count + Math.Max(0, and.Members("Tags").Count() - 1) < 2)
                yield return $"{name}: And joins two conditions or more";
            bool hasTags = filter["Tag"] is not null || filter.Fields("And")?["Tags"] is not null;
            if (hasTags && (rule["AbortIncompleteMultipartUpload"] ?? rule.Fields("Expiration")?["ExpiredObjectDeleteMarker"]) is not null)
                yield return $"{name}: uploads and delete markers have no tags to be filtered by";
        }
        if (rule.Fields("Expiration") is { } expiration && expiration.Count != 1)
            yield return $"{name}: Expiration has one of Days, Date and ExpiredObjectDeleteMarker";
        if (rule.Fields("NoncurrentVersionExpiration") is { } older && older["NoncurrentDays"] is null)
            yield return $"{name}: NoncurrentVersionExpiration lacks NoncurrentDays";
        foreach (JsonNode transition in rule.Members("Transitions"))
        {
            if (transition["Days"] is not null == transition["Date"] is not null)
                yield return $"{name}: a transition has either Days or Date";
            if (transition.Number("Days") is { } days && transition.Text("StorageClass") is "STANDARD_IA" or "ONEZONE_IA" && days < 30)
                yield return $"{name}: {transition.Text("StorageClass")} takes objects after 30 days or later";
            if (transition.Number("Days") >= rule.Fields("Expiration").Number("Days"))
                yield return $"{name}: objects would be removed before they are moved to {transition.Text("StorageClass")}";
        }
    }

    static IEnumerable<string> Tags(JsonObject content)
    {
        List<string> keys = [.. content.Members("TagSet").Select(static tag => tag.Text("Key")).OfType<string>()];
        foreach (string twice in keys.GroupBy(static key => key).Where(static same => same.Count() > 1).Select(static same => same.Key))
            yield return $"the tag '{DisplayText.Of(twice)}' is there twice";
        if (keys.Count > 50)
            yield return $"a bucket has 50 tags at most, and these are {keys.Count}";
        foreach (JsonNode tag in content.Members("TagSet"))
            if (tag.Text("Key") is { Length: 0 or > 128 } || tag.Text("Value") is { Length: > 256 } || tag.Text("Key")!.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                yield return $"the tag '{DisplayText.Of(tag.Text("Key")!)}' cannot be: names have 1 to 128 characters and do not begin with aws:, values have 256 at most";
    }

    static IEnumerable<string> Key(JsonNode rule, BucketTarget target)
    {
        JsonObject? encryption = rule.Fields("ApplyServerSideEncryptionByDefault");
        string? key = encryption.Text("KMSMasterKeyID");
        if (key is not null && encryption.Text("SSEAlgorithm")?.StartsWith("aws:kms", StringComparison.Ordinal) != true)
            yield return "KMSMasterKeyID goes with the SSEAlgorithm aws:kms";
        if (key is not null && Partition(key, target) is { } problem)
            yield return $"KMSMasterKeyID: {problem}";
    }

    static IEnumerable<string> Destination(JsonNode one, BucketTarget target)
    {
        foreach (string name in (string[])["TopicArn", "QueueArn", "LambdaFunctionArn"])
            if (one.Text(name) is { } arn && (arn.StartsWith("arn:", StringComparison.Ordinal) ? Partition(arn, target) : $"'{DisplayText.Of(arn)}' is no ARN") is { } problem)
                yield return $"{name}: {problem}";
    }

    /// <summary>Why an ARN cannot be meant at this place; null when it can, and for what is no ARN.</summary>
    public static string? Partition(string arn, BucketTarget target) =>
        arn.Split(':', 3) is ["arn", var partition, ..] && partition != target.Partition ? $"'{DisplayText.Of(arn)}' is of the partition {DisplayText.Of(partition)}, the bucket is in {target.Partition}" : null;
}
