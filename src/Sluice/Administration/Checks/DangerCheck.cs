using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Administration.Lifecycle;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What a change would do that is not easily taken back. What was so before is no danger of the change.</summary>
internal static class DangerCheck
{
    static readonly string[] Blocks = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

    public static IEnumerable<SettingDanger> Find(BucketSetting setting, JsonObject? before, JsonObject? after, BucketTarget target) => setting.Name switch
    {
        "policy" => Policy(before, after, target),
        "versioning" when after.Text("Status") == "Suspended" && before.Text("Status") == "Enabled" =>
            [new("suspends versioning: from then on what is overwritten or removed is gone, and only the versions that are there stay", "")],
        "public-access-block" => Blocks.Where(name => before.Text(name) == "true" && after.Text(name) != "true").Select(static name => new SettingDanger($"ends {name}: {Meaning(name)}", "")),
        "ownership" when Owner(before) == "BucketOwnerEnforced" && Owner(after) != "BucketOwnerEnforced" => [new("lets ACLs count again: those that objects and the bucket still have say who may read and write", "")],
        "object-lock" when after.Fields("Rule").Fields("DefaultRetention") is { } retention && retention.Text("Mode") == "COMPLIANCE" && !JsonNode.DeepEquals(before.Fields("Rule"), after.Fields("Rule")) =>
            [new($"keeps every object that is written from being removed by anybody, its owner too, for {(retention.Number("Days") is { } days ? Count(days, "day") : Count(retention.Number("Years") ?? 0, "year"))}")],
        "lifecycle" => BucketLifecycleRule.ReadAll(after).Where(rule => rule.IsEnabled && rule.Removes && rule.IsOfAll && !BucketLifecycleRule.ReadAll(before).Any(old => old.IsEnabled && old.Removes && old.IsOfAll && old.Id == rule.Id))
            .Select(static rule => new SettingDanger($"has rule '{DisplayText.Of(rule.Id)}', which matches every object: {rule.RemovalInWords}") { Rule = rule.Id }),
        "request-payment" when after.Text("Payer") == "Requester" && before.Text("Payer") != "Requester" => [new("shuts out whoever does not send x-amz-request-payer, and everybody without credentials", "")],
        _ => [],
    };

    static IEnumerable<SettingDanger> Policy(JsonObject? before, JsonObject? after, BucketTarget target)
    {
        JsonNode[] old = [.. before.Members("Statement")];
        JsonNode[] now = [.. after.Members("Statement")];
        for (int i = 0; i < now.Length; i++)
        {
            if (Array.Exists(old, one => JsonNode.DeepEquals(one, now[i])))
                continue;
            CheckedStatement statement = new(now[i], i);
            if (Opens(statement))
                yield return new SettingDanger($"opens the bucket: {statement.Name} lets anybody {What(statement)}", statement.ObjectPrefix(target));
            if (LocksOut(statement, target) is { } how)
                yield return new SettingDanger($"may lock its owner out: {how}", statement.ObjectPrefix(target));
        }
        CheckedStatement[] gone = [.. old.Where(one => !Array.Exists(now, other => JsonNode.DeepEquals(one, other))).Select(static (one, at) => new CheckedStatement(one, at)).Where(static one => one.IsDeny)];
        if (gone.Length > 0)
            yield return new SettingDanger($"ends what was denied: {string.Join(", ", gone.Select(static one => one.Name))}");
    }

    /// <summary>Statements of a policy that let anybody in.</summary>
    public static IEnumerable<CheckedStatement> Opening(JsonObject policy) => policy.Members("Statement").Select(static (one, at) => new CheckedStatement(one, at)).Where(Opens);

    static bool Opens(CheckedStatement statement) => statement.IsAllow && (statement.IsOfEveryone || statement.ExceptsPrincipals) && !statement.NarrowsCallers;

    // A denial outweighs all, the owner's own rights too (IAM User Guide, "Policy evaluation logic").
    static string? LocksOut(CheckedStatement statement, BucketTarget target)
    {
        if (!statement.IsDeny || !statement.IsOfEveryone && !statement.ExceptsPrincipals || statement.IsOfPlainHttp && target.IsEncrypted)
            return null;
        string? action = Array.Find(["s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject"], statement.Names);
        if (action is null)
            return null;
        string who = statement.ExceptsPrincipals ? "everybody whom it does not name" : statement.Condition is { Count: > 0 } condition ? $"everybody whom its condition is met by ({string.Join(", ", condition.Select(static one => DisplayText.Of(one.Key)))})" : "everybody, you too,";
        return $"{statement.Name} denies {who} {What(statement)}";
    }

    static string What(CheckedStatement statement) => $"{(statement.ExceptsActions ? "all but " : "")}{string.Join(", ", statement.Actions.Select(DisplayText.Of))}";

    /// <summary>Whose objects are, of an ownership document.</summary>
    public static string? Owner(JsonObject? ownership) => ownership.Members("Rules").FirstOrDefault().Text("ObjectOwnership");

    static string Meaning(string name) => name switch
    {
        "BlockPublicAcls" => "public ACLs can be set",
        "IgnorePublicAcls" => "public ACLs that are there count again",
        "BlockPublicPolicy" => "a public policy can be set",
        _ => "a public policy that is there lets strangers in again",
    };

    static string Count(int number, string unit) => $"{number:N0} {unit}{(number == 1 ? "" : "s")}";
}
