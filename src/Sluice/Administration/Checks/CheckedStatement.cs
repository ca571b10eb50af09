using System.Text.Json.Nodes;
using Sluice.Administration.Documents;

namespace Sluice.Administration.Checks;

/// <summary>A statement of a policy as it is looked at here: not evaluated, which is the store's to do.</summary>
/// <param name="content">The statement.</param>
/// <param name="at">Its place, from 0.</param>
internal sealed class CheckedStatement(JsonNode content, int at)
{
    // Conditions that say who or where a caller is (S3 User Guide, "The meaning of 'public'").
    static readonly string[] Narrowing =
    [
        "aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceaccount", "aws:sourceowner", "aws:principalorgid", "aws:principalorgpaths", "aws:userid", "aws:principalarn",
        "aws:principalaccount", "aws:calledviafirst", "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "aws:username",
    ];

    /// <summary>What it is called in sentences.</summary>
    public string Name => content.Text("Sid") is { Length: > 0 } sid ? $"statement '{Failures.DisplayText.Of(sid)}'" : $"statement {at + 1}";

    /// <summary>Its name and its condition, as operators and keys.</summary>
    public string NameAndCondition => $"{Name} ({string.Join(", ", (Condition ?? []).SelectMany(static operation => (operation.Value as JsonObject ?? []).Select(key => $"{Failures.DisplayText.Of(operation.Key)} {Failures.DisplayText.Of(key.Key)}")))})";

    /// <summary>Its name and the keys that it is about.</summary>
    public string NameAndPlaces => $"{Name} ({(ExceptsResources ? "all but " : "")}{string.Join(", ", Resources.Select(static resource => Failures.DisplayText.Of(resource.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash ? resource[(slash + 1)..] : resource)))})";

    public bool IsAllow => content.Text("Effect") == "Allow";

    public bool IsDeny => content.Text("Effect") == "Deny";

    public JsonObject? Condition => content.Fields("Condition");

    public bool IsConditional => Condition is { Count: > 0 };

    public IReadOnlyList<string> Actions { get; } = [.. Strings(content, "Action")];

    public IReadOnlyList<string> Resources { get; } = [.. Strings(content, "Resource")];

    public bool ExceptsActions => (content as JsonObject)?.ContainsKey("NotAction") == true;

    public bool ExceptsResources => (content as JsonObject)?.ContainsKey("NotResource") == true;

    public bool ExceptsPrincipals => (content as JsonObject)?.ContainsKey("NotPrincipal") == true;

    /// <summary>It is about everybody, with or without an account.</summary>
    public bool IsOfEveryone => !ExceptsPrincipals && ((content as JsonObject)?["Principal"] is JsonValue all && DocumentText.Of(all) == "*" || Strings(content.Fields("Principal"), "AWS").Contains("*"));

    /// <summary>A condition says who or where the caller must be.</summary>
    public bool NarrowsCallers => Condition?.Any(static operation => !operation.Key.Contains("Not", StringComparison.Ordinal) && operation.Value is JsonObject keys
        && keys.Any(key => Narrowing.Contains(key.Key.ToLowerInvariant()) && !Strings(keys, key.Key).Any(static value => value is "*" or "0.0.0.0/0" or "::/0"))) == true;

    /// <summary>It is about whoever does not come over TLS, as policies that demand TLS have it.</summary>
    public bool IsOfPlainHttp => Condition is { Count: 1 } condition && condition.Fields("Bool") is { Count: 1 } keys
        && keys.First() is var (name, _) && name.Equals("aws:SecureTransport", StringComparison.OrdinalIgnoreCase) && Strings(keys, name).All(static value => value.Equals("false", StringComparison.OrdinalIgnoreCase));

    /// <summary>Its condition is about the transport, and is not met by requests to this store: all operators must be (IAM User Guide, "Conditions with multiple context keys or values").</summary>
    public bool IsNeverMet(BucketTarget target) => Condition.Fields("Bool") is { } flags && flags.Any(key => key.Key.Equals("aws:SecureTransport", StringComparison.OrdinalIgnoreCase)
        && Strings(flags, key.Key).All(value => value.Equals(target.IsEncrypted ? "false" : "true", StringComparison.OrdinalIgnoreCase)));

    /// <summary>It says something of an action, by name or by a pattern.</summary>
    public bool Names(string action) => Actions.Any(pattern => Matches(pattern, action, ignoreCase: true)) != ExceptsActions;

    /// <summary>It is about an object, or about the bucket itself for null.</summary>
    public bool Covers(string bucket, string? key) => Resources.Any(resource => Matches(Named(resource), key is null ? bucket : $"{bucket}/{key}")) != ExceptsResources;

    /// <summary>How many of a bucket's objects it is about. What takes in the empty key and ends in * takes in all.</summary>
    public StatementReach Reach(string bucket)
    {
        bool all = Resources.Any(resource => resource.EndsWith('*') && Matches(Named(resource), $"{bucket}/")), some = Resources.Any(static resource => Named(resource).AsSpan().ContainsAny('/', '*', '?'));
        return all ? ExceptsResources ? StatementReach.None : StatementReach.All : some ? StatementReach.Part : ExceptsResources ? StatementReach.All : StatementReach.None;
    }

    /// <summary>Where in the bucket its objects lie, up to the first wildcard; null when it is about none.</summary>
    public string? ObjectPrefix(BucketTarget target)
    {
        if (ExceptsResources)
            return "";
        List<string> prefixes = [];
        foreach (string resource in Resources)
        {
            string rest = Named(resource);
            int slash = rest.IndexOf('/', StringComparison.Ordinal), star = rest.AsSpan().IndexOfAny('*', '?');
            if (star >= 0 && (slash < 0 || star < slash))
                return "";
            if (slash >= 0)
                prefixes.Add(star < 0 ? rest[(slash + 1)..] : rest[(slash + 1)..star]);
        }
        return prefixes.Count == 0 ? null : prefixes.Aggregate(Common);
    }

    /// <summary>A text, or several, in the field of a name or of its <c>Not</c> form.</summary>
    public static IEnumerable<string> Strings(JsonNode? parent, string name)
    {
        JsonObject? fields = parent as JsonObject;
        return fields.Members(fields?.ContainsKey(name) == true ? name : "Not" + name).OfType<JsonValue>().Select(DocumentText.Of);
    }

    static string Named(string resource) => resource.Split(":::", 2) is [_, var name] ? name : resource;

    // A backslash is no escape in policies.
    static bool Matches(string pattern, string text, bool ignoreCase = false) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase);

    static string Common(string one, string other)
    {
        int length = 0;
        while (length < Math.Min(one.Length, other.Length) && one[length] == other[length])
            length++;
        return one[..length];
    }
}
