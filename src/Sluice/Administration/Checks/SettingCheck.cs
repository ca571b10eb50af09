using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Checks;

/// <summary>What S3 asks of documents besides their fields (S3 API reference, the Put operation of each).</summary>
internal static class SettingCheck
{
    /// <summary>Documents of a kind have so many bytes at most (S3 API reference, PutBucketCors and PutBucketWebsite).</summary>
    static readonly Dictionary<string, int> MostBytes = new() { ["cors"] = 64 << 10, ["website"] = 128 << 10 };

    public static IEnumerable<string> Problems(BucketSetting setting, JsonObject content, BucketTarget target) =>
        Texts(content).Where(IsUnwritable).Select(static text => $"'{DisplayText.Of(text)}' has a character that XML cannot carry").Concat(Rules(setting, content, target)).Concat(Size(setting, content));

    static IEnumerable<string> Size(BucketSetting setting, JsonObject content) => MostBytes.TryGetValue(setting.Name, out int most) && setting.Bytes(content).Length is var bytes && bytes > most
        ? [string.Create(CultureInfo.InvariantCulture, $"the document has {bytes:N0} bytes as XML, of {most:N0} at most")] : [];

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
        "lifecycle" => LifecycleCheck.Problems(content),
        "cors" => CorsCheck.Problems(content),
        "versioning" => Versioning(content, target),
        "tagging" => Tags(content),
        "website" => WebsiteCheck.Problems(content),
        "object-lock" when content.Fields("Rule") is { } rule && rule.Fields("DefaultRetention") is not { } => ["Rule lacks DefaultRetention"],
        "object-lock" when content.Fields("Rule").Fields("DefaultRetention") is { } retention && retention["Days"] is not null == retention["Years"] is not null => ["Rule.DefaultRetention has either Days or Years"],
        "ownership" or "encryption" when content.Members("Rules").Count() > 1 => ["there can be one rule only"],
        "encryption" => content.Members("Rules").SelectMany(rule => Encryption(rule, target)),
        "notification" => NotificationCheck.Problems(content, target),
        "logging" => LoggingCheck.Problems(content),
        _ => [],
    };

    /// <summary>What is there more than once.</summary>
    public static IEnumerable<string> Twice(IEnumerable<string> names) => names.GroupBy(static name => name).Where(static same => same.Count() > 1).Select(static same => same.Key);

    // S3 API reference, PutBucketVersioning: MfaDelete comes with the serial and the code of a device in a header.
    static IEnumerable<string> Versioning(JsonObject content, BucketTarget target)
    {
        if (content.Text("Status") is null && content.Text("MFADelete") != "Enabled")
            yield return "the document lacks Status, which is one of Enabled, Suspended";
        if (content.Text("MFADelete") == "Enabled")
            yield return $"MFADelete is enabled {(target.IsAws ? "by the account's root user " : "")}with a code of a device in a header, which is not sent here; aws s3api put-bucket-versioning --mfa does it";
    }

    static IEnumerable<string> Tags(JsonObject content)
    {
        JsonNode[] tags = [.. content.Members("TagSet")];
        foreach (string twice in Twice(tags.Select(static tag => tag.Text("Key")).OfType<string>()))
            yield return $"the tag '{DisplayText.Of(twice)}' is there twice";
        if (tags.Length > 50)
            yield return $"a bucket has 50 tags at most, and these are {tags.Length}";
        foreach (JsonNode tag in tags)
            if (TagRules.ProblemOf(tag.Text("Key")!, tag.Text("Value")!) is { } problem)
                yield return problem.TrimEnd('.');
    }

    /// <summary>What is wrong with a tag that rules look for; null when nothing is.</summary>
    public static string? TagProblem(JsonNode tag) => tag.Text("Key") is { Length: 0 or > 128 } || tag.Text("Value") is { Length: > 256 } || tag.Text("Key")!.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)
        ? $"the tag '{DisplayText.Of(tag.Text("Key")!)}' cannot be: names have 1 to 128 characters and do not begin with aws:, values have 256 at most" : null;

    // S3 API reference, ServerSideEncryptionByDefault, ServerSideEncryptionRule and BlockedEncryptionTypes.
    static IEnumerable<string> Encryption(JsonNode rule, BucketTarget target)
    {
        JsonObject? encryption = rule.Fields("ApplyServerSideEncryptionByDefault");
        string? key = encryption.Text("KMSMasterKeyID"), algorithm = encryption.Text("SSEAlgorithm");
        if (rule is JsonObject { Count: 0 })
            yield return "the rule says nothing: it lacks ApplyServerSideEncryptionByDefault";
        if (key is not null && algorithm?.StartsWith("aws:kms", StringComparison.Ordinal) != true)
            yield return "KMSMasterKeyID goes with the SSEAlgorithm aws:kms";
        if (key is { Length: 0 })
            yield return "KMSMasterKeyID is empty";
        if (key is not null && Partition(key, target) is { } problem)
            yield return $"KMSMasterKeyID: {problem}";
        if (algorithm == "aws:kms:dsse" && rule.Text("BucketKeyEnabled") == "true")
            yield return "BucketKeyEnabled does not go with aws:kms:dsse";
        if (rule.Fields("BlockedEncryptionTypes").Members("EncryptionType").Select(DocumentText.Of).ToArray() is { Length: > 1 } blocked && blocked.Contains("NONE"))
            yield return "BlockedEncryptionTypes: NONE stands alone";
    }

    /// <summary>Why an ARN cannot be meant at this place; null when it can, and for what is no ARN.</summary>
    public static string? Partition(string arn, BucketTarget target) =>
        arn.Split(':', 3) is ["arn", var partition, ..] && partition != target.Partition ? $"'{DisplayText.Of(arn)}' is of the partition {DisplayText.Of(partition)}, the bucket is in {target.Partition}" : null;
}
