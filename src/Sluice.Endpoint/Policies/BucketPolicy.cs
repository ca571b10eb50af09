using System.Text.Json;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Policies;

/// <summary>A bucket policy, ready to decide (S3 User Guide, "Bucket policies"). What it does not understand it refuses when it is put: a rule that is skipped is a hole.</summary>
sealed class BucketPolicy
{
    /// <summary>S3 User Guide, "Bucket policies": 20 KB.</summary>
    public const int MostBytes = 20 << 10;

    readonly IReadOnlyList<PolicyStatement> _statements;

    BucketPolicy(IReadOnlyList<PolicyStatement> statements) => _statements = statements;

    /// <summary>It lets everyone do something, without a condition on who or where they are.</summary>
    public bool IsPublic => _statements.Any(static s => s.IsAllow && (s.ExceptPrincipal || s.Principal.IsEveryone) && !s.Conditions.Any(static c => c.NarrowsCallers));

    /// <summary>It allows something to everyone but those it names.</summary>
    public bool AllowsAllBut => _statements.Any(static s => s.IsAllow && s.ExceptPrincipal);

    /// <summary>What S3 refuses of its conditions when it is put; null when nothing is.</summary>
    public string? Flaw => _statements.Select(static s => s.Flaw).FirstOrDefault(static flaw => flaw is not null);

    /// <summary>One denial outweighs everything.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">Such as <c>s3:GetObject</c>.</param>
    /// <param name="resource">Bucket, or bucket and key.</param>
    /// <param name="context">What conditions look at.</param>
    public PolicyEffect Decide(Caller caller, string action, string resource, PolicyContext context)
    {
        PolicyEffect effect = PolicyEffect.None;
        foreach (PolicyStatement statement in _statements)
        {
            if (!statement.Matches(caller, action, resource, context))
                continue;
            if (!statement.IsAllow)
                return PolicyEffect.Deny;
            effect = PolicyEffect.Allow;
        }
        return effect;
    }

    /// <summary>Throws <see cref="RefusalException"/> (MalformedPolicy).</summary>
    public static BucketPolicy Parse(string json, string bucket)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Malformed("Policies must be valid JSON and the first byte must be '{'");
            foreach (JsonProperty property in root.EnumerateObject())
            {
                if (property.Name is not ("Version" or "Id" or "Statement"))
                    throw Malformed($"Unknown field {property.Name}");
            }
            if (root.TryGetProperty("Version", out JsonElement version) && version.GetString() is not ("2012-10-17" or "2008-10-17"))
                throw Malformed("The policy must contain a valid version string");
            if (!root.TryGetProperty("Statement", out JsonElement statement))
                throw Malformed("Missing required field Statement");
            IEnumerable<JsonElement> statements = statement.ValueKind == JsonValueKind.Array ? statement.EnumerateArray() : [statement];
            PolicyStatement[] parsed = [.. statements.Select(s => PolicyStatement.Parse(s, bucket))];
            return parsed.Length > 0 ? new BucketPolicy(parsed) : throw Malformed("Could not parse the policy: Statement is empty!");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed("Policies must be valid JSON and the first byte must be '{'");
        }
    }

    public static RefusalException Malformed(string message) => new(new Refusal("MalformedPolicy", 400, message));

    /// <summary>A string, or several.</summary>
    public static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().Select(static e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw Malformed("A list holds something else than strings")),
        _ => throw Malformed("A string, or a list of them, was expected"),
    };
}
