using System.Text.Json;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Policies;

/// <summary>Whom a statement is about: everyone, or accounts by their number, ARN, or canonical id.</summary>
sealed class PolicyPrincipal(bool isEveryone, IReadOnlyList<string> accounts)
{
    const string Arn = "arn:aws:iam::";

    public bool IsEveryone => isEveryone;

    public bool Matches(Caller caller)
    {
        if (isEveryone)
            return true;
        if (caller.IsAnonymous)
            return false;
        foreach (string account in accounts)
        {
            if (account == caller.Id || account == caller.AccountNumber || IsArnOf(account, caller))
                return true;
        }
        return false;
    }

    /// <summary>Throws <see cref="RefusalException"/> (MalformedPolicy).</summary>
    public static PolicyPrincipal Parse(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            return element.GetString() == "*" ? new PolicyPrincipal(true, []) : throw BucketPolicy.Malformed("Invalid principal in policy");
        if (element.ValueKind != JsonValueKind.Object)
            throw BucketPolicy.Malformed("Invalid principal in policy");
        List<string> accounts = [];
        bool everyone = false;
        foreach (JsonProperty kind in element.EnumerateObject())
        {
            if (kind.Name is not ("AWS" or "CanonicalUser" or "Service" or "Federated"))
                throw BucketPolicy.Malformed("Invalid principal in policy");
            foreach (string value in BucketPolicy.Strings(kind.Value))
            {
                everyone |= kind.Name == "AWS" && value == "*";
                // Services and federated users never call here; their names only have to be names.
                if (kind.Name is "AWS" && !IsAccount(value))
                    throw BucketPolicy.Malformed("Invalid principal in policy");
                if (kind.Name is "AWS" or "CanonicalUser")
                    accounts.Add(value);
            }
        }
        return new PolicyPrincipal(everyone, accounts);
    }

    static bool IsAccount(string value) => value == "*" || value.StartsWith(Arn, StringComparison.Ordinal) || value.Length is 12 or 64 && value.All(char.IsAsciiHexDigit)
        || value.StartsWith("arn:aws:sts::", StringComparison.Ordinal);

    static bool IsArnOf(string text, Caller caller)
    {
        if (!text.StartsWith(Arn, StringComparison.Ordinal) || text.IndexOf(':', Arn.Length) is not (>= 0 and int colon))
            return false;
        string number = text[Arn.Length..colon], who = text[(colon + 1)..];
        bool isUser = who.StartsWith("user/", StringComparison.Ordinal) && (who[5..] == caller.Name || who[5..] == caller.Id);
        return who == "root" ? number == caller.AccountNumber || number == caller.Id || number == caller.Name : isUser && (number.Length == 0 || number == caller.AccountNumber);
    }
}
