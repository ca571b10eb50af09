using System.Globalization;
using System.Net;
using System.Text.Json;
using Sluice.Endpoint.Http;
using Sluice.S3;

namespace Sluice.Endpoint.Policies;

/// <summary>One condition: an operator, a key and the values it is compared with (IAM User Guide, "IAM JSON policy elements: Condition operators").</summary>
sealed class PolicyCondition
{
    readonly Func<string, string, bool> _compare;
    readonly string _key, _operator;
    readonly IReadOnlyList<string> _values;
    readonly bool _isNegated, _ifExists, _isNull, _forAll;

    PolicyCondition(string operation, string key, IReadOnlyList<string> values)
    {
        (string before, string name, string behind) = PolicyOperators.Parts(operation);
        (_forAll, _ifExists, _operator) = (before == "ForAllValues:", behind.Length > 0, name);
        _isNull = name == "Null";
        (_compare, _isNegated) = _isNull ? (static (_, _) => true, false) : Comparison(name);
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        _key = slash < 0 ? key.ToLowerInvariant() : key[..slash].ToLowerInvariant() + key[slash..];
        if (!PolicyContext.IsKnown(_key))
            throw BucketPolicy.Malformed("Policy has an invalid condition key");
        _values = values;
    }

    /// <summary>It looks at who or where the caller is, so that "everyone" is not everyone (S3 User Guide, "The meaning of public").</summary>
    public bool NarrowsCallers => !_isNegated && _key is "aws:sourceip" or "aws:sourcearn" or "aws:sourcevpc" or "aws:sourcevpce" or "aws:sourceaccount" or "aws:principalorgid" or "aws:userid" or "aws:principalarn" or "aws:principalaccount"
        && !_values.Any(static v => v is "*" or "0.0.0.0/0" or "::/0");

    /// <summary>What S3 refuses of it when a policy is put; null when nothing is. A policy that an older version kept is read all the same.</summary>
    /// <param name="lists">The statement is about requests that list.</param>
    public string? Flaw(bool lists) => _values.Count == 0 || _values.Any(value => PolicyOperators.Refuses(_operator, value) is not null) ? $"Invalid value in condition : {_operator}"
        : !lists && _key is "s3:prefix" or "s3:delimiter" or "s3:max-keys" ? "Conditions do not apply to combination of actions and resources in statement" : null;

    public bool Holds(PolicyContext context)
    {
        IReadOnlyList<string> actual = context.Values(_key);
        if (_isNull)
            return _values.Any(value => value.Equals("true", StringComparison.OrdinalIgnoreCase) == (actual.Count == 0));
        if (actual.Count == 0)
            return _ifExists || _forAll || _isNegated;
        return _forAll ? actual.All(Meets) : actual.Any(Meets);
    }

    /// <summary>Throws <see cref="RefusalException"/> (MalformedPolicy).</summary>
    public static IReadOnlyList<PolicyCondition> ParseAll(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw BucketPolicy.Malformed("Condition is not a JSON object");
        List<PolicyCondition> conditions = [];
        foreach (JsonProperty operation in element.EnumerateObject())
        {
            if (operation.Value.ValueKind != JsonValueKind.Object)
                throw BucketPolicy.Malformed("Condition is not a JSON object");
            foreach (JsonProperty key in operation.Value.EnumerateObject())
                conditions.Add(new PolicyCondition(operation.Name, key.Name, [.. Texts(key.Value)]));
        }
        return conditions;
    }

    bool Meets(string actual)
    {
        foreach (string value in _values)
        {
            if (_compare(actual, value))
                return !_isNegated;
        }
        return _isNegated;
    }

    static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(static v => v.ValueKind == JsonValueKind.Array ? throw BucketPolicy.Malformed("A list within a list") : Texts(v)),
        _ => BucketPolicy.Strings(value),
    };

    static (Func<string, string, bool> Compare, bool IsNegated) Comparison(string name) => name switch
    {
        "StringEquals" or "BinaryEquals" => (static (a, b) => a == b, false),
        "StringNotEquals" => (static (a, b) => a == b, true),
        "StringEqualsIgnoreCase" => (static (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase), false),
        "StringNotEqualsIgnoreCase" => (static (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase), true),
        "StringLike" or "ArnLike" or "ArnEquals" => (static (a, b) => PolicyPattern.Matches(b, a), false),
        "StringNotLike" or "ArnNotLike" or "ArnNotEquals" => (static (a, b) => PolicyPattern.Matches(b, a), true),
        "Bool" => (static (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase), false),
        "NumericEquals" => (static (a, b) => Number(a, b) == 0, false),
        "NumericNotEquals" => (static (a, b) => Number(a, b) == 0, true),
        "NumericLessThan" => (static (a, b) => Number(a, b) < 0, false),
        "NumericLessThanEquals" => (static (a, b) => Number(a, b) <= 0, false),
        "NumericGreaterThan" => (static (a, b) => Number(a, b) > 0, false),
        "NumericGreaterThanEquals" => (static (a, b) => Number(a, b) >= 0, false),
        "DateEquals" => (static (a, b) => Time(a, b) == 0, false),
        "DateNotEquals" => (static (a, b) => Time(a, b) == 0, true),
        "DateLessThan" => (static (a, b) => Time(a, b) < 0, false),
        "DateLessThanEquals" => (static (a, b) => Time(a, b) <= 0, false),
        "DateGreaterThan" => (static (a, b) => Time(a, b) > 0, false),
        "DateGreaterThanEquals" => (static (a, b) => Time(a, b) >= 0, false),
        "IpAddress" => (InNetwork, false),
        "NotIpAddress" => (InNetwork, true),
        _ => throw BucketPolicy.Malformed($"Invalid Condition type : {name}"),
    };

    /// <summary>Null, which compares with nothing, when one of them is no number.</summary>
    static int? Number(string a, string b) =>
        double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out double y) ? x.CompareTo(y) : null;

    static int? Time(string a, string b) => Moment(a) is { } x && Moment(b) is { } y ? x.CompareTo(y) : null;

    static DateTimeOffset? Moment(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    static bool InNetwork(string address, string network) => IPAddress.TryParse(address, out IPAddress? ip) && PolicyOperators.Network(network) is { } range && range.Contains(ip);
}
