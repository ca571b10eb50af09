using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What is wrong with a bucket policy (IAM User Guide, "IAM JSON policy elements reference"; S3 User Guide, "Bucket policies").</summary>
internal static class PolicyCheck
{
    const int MostBytes = 20 << 10;

    static readonly string[] PolicyFields = ["Version", "Id", "Statement"];

    static readonly string[] StatementFields = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    public static IEnumerable<CheckedStatement> Statements(JsonObject? policy) => policy.Members("Statement").Select(static (statement, at) => new CheckedStatement(statement, at));

    public static IEnumerable<string> Problems(JsonObject policy, BucketTarget target)
    {
        foreach (string name in Unknown(policy, PolicyFields))
            yield return $"there is no field {name}; there are {string.Join(", ", PolicyFields)}";
        if (policy.Text("Version") is { } version and not ("2012-10-17" or "2008-10-17"))
            yield return $"Version {DisplayText.Of(version)} is none; write 2012-10-17";
        if (policy["Statement"] is not (JsonObject or JsonArray { Count: > 0 }))
            yield return "the policy has no Statement";
        int bytes = policy.ToJsonString().Length;
        if (bytes > MostBytes)
            yield return $"the policy has {bytes:N0} bytes, of 20,480 at most";
        int at = 0;
        foreach (JsonNode statement in policy.Members("Statement"))
            foreach (string problem in Statement(statement, at++, target))
                yield return problem;
    }

    static IEnumerable<string> Unknown(JsonNode content, string[] known) => ((JsonObject)content).Where(field => !known.Contains(field.Key)).Select(static field => DisplayText.Of(field.Key));

    static IEnumerable<string> Statement(JsonNode content, int at, BucketTarget target)
    {
        if (content is not JsonObject fields)
        {
            yield return $"statement {at + 1} is no statement";
            yield break;
        }
        CheckedStatement statement = new(content, at);
        foreach (string name in Unknown(content, StatementFields))
            yield return $"{statement.Name}: there is no field {name}; there are {string.Join(", ", StatementFields)}";
        if (!statement.IsAllow && !statement.IsDeny)
            yield return $"{statement.Name}: Effect is either Allow or Deny";
        foreach (string name in (string[])["Principal", "Action", "Resource"])
            if (fields.ContainsKey(name) == fields.ContainsKey("Not" + name))
                yield return $"{statement.Name} has {(fields.ContainsKey(name) ? $"both {name} and Not{name}" : $"no {name}")}";
        foreach (string problem in Principals(fields, statement, target).Concat(ActionsOf(statement)).Concat(ResourcesOf(statement, target)).Concat(ConditionCheck.Problems(statement)))
            yield return $"{statement.Name}: {problem}";
        if (fields.ContainsKey("Condition") && (statement.Condition is null || statement.Condition.Any(static operation => operation.Value is not JsonObject)))
            yield return $"{statement.Name}: Condition has operators, and each of them keys: {{\"StringEquals\": {{\"aws:SourceAccount\": \"123456789012\"}}}}";
    }

    static IEnumerable<string> Principals(JsonObject fields, CheckedStatement statement, BucketTarget target)
    {
        if (statement.IsAllow && statement.ExceptsPrincipals)
            yield return "Allow with NotPrincipal lets in everybody that nobody thought of, and is refused";
        JsonNode? principal = fields["Principal"] ?? fields["NotPrincipal"];
        if (principal is JsonValue text && DocumentText.Of(text) != "*")
            yield return $"the principal '{DisplayText.Of(DocumentText.Of(text))}' is none; write \"*\" for everybody, or {{\"AWS\": \"arn:{target.Partition}:iam::ACCOUNT:root\"}}";
        else if (principal is JsonArray)
            yield return "Principal is a list; write {\"AWS\": [...]}";
        foreach ((string kind, JsonNode? _) in principal as JsonObject ?? [])
        {
            if (kind is not ("AWS" or "CanonicalUser" or "Service" or "Federated"))
                yield return $"there is no kind of principal {DisplayText.Of(kind)}; there are AWS, CanonicalUser, Service, Federated";
            foreach (string value in CheckedStatement.Strings(principal, kind))
                if (kind == "AWS" && Account(value, target) is { } problem)
                    yield return problem;
                else if (kind == "CanonicalUser" && target.IsAws && (value.Length != 64 || !value.All(char.IsAsciiHexDigit)))
                    yield return $"the canonical user '{DisplayText.Of(value)}' is none: it has 64 hexadecimal digits";
                else if (kind == "Service" && !value.Contains('.', StringComparison.Ordinal))
                    yield return $"the service '{DisplayText.Of(value)}' is none, such as logging.s3.amazonaws.com";
        }
    }

    // IAM User Guide, "AWS JSON policy elements: Principal": no wildcard but "*" alone.
    static string? Account(string value, BucketTarget target)
    {
        if (value == "*" || value.Length == 12 && value.All(char.IsAsciiDigit) || value.Length == 64 && value.All(char.IsAsciiHexDigit))
            return null;
        if (value.Split(':', 6) is not ["arn", _, "iam" or "sts", "", var account, { Length: > 0 } who])
            return $"the principal '{DisplayText.Of(value)}' is none; write an account's 12 digits or arn:{target.Partition}:iam::ACCOUNT:user/NAME";
        if (SettingCheck.Partition(value, target) is { } other)
            return other;
        if (value.AsSpan().ContainsAny('*', '?'))
            return $"the principal '{DisplayText.Of(value)}' has a wildcard, which is taken by its letter; write \"*\" alone, and a condition on aws:PrincipalArn";
        return target.IsAws && (account.Length != 12 || !account.All(char.IsAsciiDigit)) ? $"the principal '{DisplayText.Of(value)}' has no account of 12 digits"
            : who == "root" || who.Split('/', 2) is ["user" or "role" or "assumed-role" or "federated-user", { Length: > 0 }] ? null
            : $"the principal '{DisplayText.Of(value)}' is neither root, user/NAME nor role/NAME";
    }

    static IEnumerable<string> ActionsOf(CheckedStatement statement)
    {
        foreach (string action in statement.Actions)
            if (action != "*" && (!action.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) || action.Length == 3 || !action.AsSpan(3).ContainsAnyInRange('A', 'z') && !action.Contains('*', StringComparison.Ordinal)))
                yield return $"the action '{DisplayText.Of(action)}' is none of S3's, such as s3:GetObject";
            else if (S3Actions.Meant(action) is { } meant)
                yield return $"there is no action {DisplayText.Of(action)}; there is {meant}";
        if (statement.ExceptsActions || statement.ExceptsResources || statement.Resources.Count == 0)
            yield break;
        bool hasObjects = statement.Resources.Any(static one => one.AsSpan().ContainsAny('/', '*')), hasBucket = statement.Resources.Any(static one => !one.Contains('/', StringComparison.Ordinal));
        foreach (string action in statement.Actions)
            if (!hasObjects && action is "s3:GetObject" or "s3:PutObject" or "s3:DeleteObject" or "s3:GetObjectVersion" or "s3:PutObjectAcl" && !hasObjects)
                yield return $"{action} is done to objects, and Resource names the bucket only; add /* to it";
            else if (!hasBucket && action is "s3:ListBucket" or "s3:ListBucketVersions" or "s3:ListBucketMultipartUploads" or "s3:GetBucketLocation" && !hasBucket)
                yield return $"{action} is done to the bucket, and Resource names objects only; take /* away";
    }

    static IEnumerable<string> ResourcesOf(CheckedStatement statement, BucketTarget target)
    {
        foreach (string resource in statement.Resources)
        {
            if (resource == "*")
                continue;
            if (resource.Split(':', 6) is not ["arn", _, "s3", "", "", { Length: > 0 } name])
                yield return $"the resource '{DisplayText.Of(resource)}' is none of S3's; write arn:{target.Partition}:s3:::{target.Bucket}/*";
            else if (SettingCheck.Partition(resource, target) is { } other)
                yield return other;
            else if (!System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(name.Split('/')[0], target.Bucket, ignoreCase: false))
                yield return $"the resource '{DisplayText.Of(resource)}' is another bucket's; a bucket's policy is about itself";
        }
    }
}
