using System.Text.Json;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Policies;

/// <summary>One statement of a bucket policy (IAM User Guide, "IAM JSON policy elements reference").</summary>
sealed record PolicyStatement
{
    const string S3 = "arn:aws:s3:::";

    public required bool IsAllow { get; init; }

    public required PolicyPrincipal Principal { get; init; }

    /// <summary>The principals are those that the statement leaves out.</summary>
    public bool ExceptPrincipal { get; init; }

    public required IReadOnlyList<string> Actions { get; init; }

    public bool ExceptActions { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public bool ExceptResources { get; init; }

    public required IReadOnlyList<PolicyCondition> Conditions { get; init; }

    public bool Matches(Caller caller, string action, string resource, PolicyContext context)
    {
        if (Principal.Matches(caller) == ExceptPrincipal || MatchesAny(Actions, action, ignoreCase: true) == ExceptActions || MatchesAny(Resources, S3 + resource, ignoreCase: false) == ExceptResources)
            return false;
        foreach (PolicyCondition condition in Conditions)
        {
            if (!condition.Holds(context))
                return false;
        }
        return true;
    }

    /// <summary>What S3 refuses of its conditions when a policy is put; null when nothing is.</summary>
    public string? Flaw => Conditions.Select(condition => condition.Flaw(MatchesAny(Actions, "s3:ListBucket", ignoreCase: true) != ExceptActions || MatchesAny(Actions, "s3:ListBucketVersions", ignoreCase: true) != ExceptActions)).FirstOrDefault(static flaw => flaw is not null);

    /// <summary>Throws <see cref="RefusalException"/> (MalformedPolicy).</summary>
    public static PolicyStatement Parse(JsonElement element, string bucket)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw BucketPolicy.Malformed("Statement is not a JSON object");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name is not ("Sid" or "Effect" or "Principal" or "NotPrincipal" or "Action" or "NotAction" or "Resource" or "NotResource" or "Condition"))
                throw BucketPolicy.Malformed($"Unknown field {property.Name}");
        }
        string? effect = element.TryGetProperty("Effect", out JsonElement said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        if (effect is not ("Allow" or "Deny"))
            throw BucketPolicy.Malformed(effect is null ? "Missing required field Effect" : $"Invalid effect: {effect}");
        (JsonElement principal, bool exceptPrincipal) = Either(element, "Principal");
        (JsonElement action, bool exceptActions) = Either(element, "Action");
        (JsonElement resource, bool exceptResources) = Either(element, "Resource");
        string[] actions = [.. BucketPolicy.Strings(action)], resources = [.. BucketPolicy.Strings(resource)];
        if (actions.Length == 0 || !Array.TrueForAll(actions, PolicyActions.IsKnown))
            throw BucketPolicy.Malformed("Policy has invalid action");
        if (resources.Length == 0 || !Array.TrueForAll(resources, text => IsOf(text, bucket)))
            throw BucketPolicy.Malformed("Policy has invalid resource");
        // S3 says so of each action that can never be meant; what it leaves out instead means whatever is left.
        bool areBuckets = Array.Exists(resources, static text => !text.Contains('/', StringComparison.Ordinal)), areObjects = Array.Exists(resources, static text => text.AsSpan().ContainsAny('/', '*', '?'));
        if (!exceptActions && !exceptResources && !Array.TrueForAll(actions, name => PolicyActions.Applies(name, areBuckets, areObjects)))
            throw BucketPolicy.Malformed("Action does not apply to any resource(s) in statement");
        return new PolicyStatement
        {
            IsAllow = effect == "Allow",
            Principal = PolicyPrincipal.Parse(principal),
            ExceptPrincipal = exceptPrincipal,
            Actions = actions,
            ExceptActions = exceptActions,
            Resources = resources,
            ExceptResources = exceptResources,
            Conditions = element.TryGetProperty("Condition", out JsonElement condition) ? PolicyCondition.ParseAll(condition) : [],
        };
    }

    static (JsonElement Value, bool IsExcept) Either(JsonElement element, string name)
    {
        bool has = element.TryGetProperty(name, out JsonElement value), hasNot = element.TryGetProperty("Not" + name, out JsonElement except);
        return has == hasNot ? throw BucketPolicy.Malformed($"Missing required field {name}") : has ? (value, false) : (except, true);
    }

    /// <summary>A bucket's policy is about itself: the resource must be able to name it.</summary>
    static bool IsOf(string resource, string bucket)
    {
        if (resource == "*")
            return true;
        if (!resource.StartsWith(S3, StringComparison.Ordinal))
            return false;
        string rest = resource[S3.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return PolicyPattern.Matches(slash < 0 ? rest : rest[..slash], bucket) || PolicyPattern.Matches(rest, bucket);
    }

    static bool MatchesAny(IReadOnlyList<string> patterns, string text, bool ignoreCase)
    {
        foreach (string pattern in patterns)
        {
            if (ignoreCase ? PolicyPattern.Matches(pattern.ToLowerInvariant(), text.ToLowerInvariant()) : PolicyPattern.Matches(pattern, text))
                return true;
        }
        return false;
    }
}
