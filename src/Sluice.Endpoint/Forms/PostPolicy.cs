using System.Globalization;
using System.Text.Json;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Forms;

/// <summary>The signed policy of a form: until when, and what each field may be (S3 API Reference, "POST Policy").</summary>
sealed class PostPolicy
{
    readonly List<(string Name, string Value, bool IsPrefix)> _conditions = [];

    PostPolicy() { }

    /// <summary>Least bytes of the file; null: any.</summary>
    public long? LeastBytes { get; private set; }

    /// <summary>Most bytes of the file; null: any.</summary>
    public long? MostBytes { get; private set; }

    DateTimeOffset Expiration { get; init; }

    /// <summary>Throws <see cref="RefusalException"/> (InvalidPolicyDocument) for what is no policy.</summary>
    public static PostPolicy Parse(string base64)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Convert.FromBase64String(base64));
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Invalid("it is no JSON object.");
            foreach (JsonProperty property in root.EnumerateObject())
            {
                if (property.Name is not ("expiration" or "conditions"))
                    throw Invalid($"Unexpected: '{property.Name}'.");
            }
            if (!root.TryGetProperty("expiration", out JsonElement expiration))
                throw Invalid("Policy missing expiration.");
            if (!root.TryGetProperty("conditions", out JsonElement conditions) || conditions.ValueKind != JsonValueKind.Array)
                throw Invalid("Policy missing conditions.");
            if (!DateTimeOffset.TryParseExact(expiration.GetString(), ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until))
                throw Invalid("Invalid 'expiration' value.");
            PostPolicy policy = new() { Expiration = until };
            foreach (JsonElement condition in conditions.EnumerateArray())
                policy.Add(condition);
            return policy;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Invalid("Invalid JSON.");
        }
    }

    /// <summary>Throws <see cref="RefusalException"/> (AccessDenied) when it has expired, a condition does not hold, or a field stands in no condition.</summary>
    public void Check(string bucket, IReadOnlyDictionary<string, string> fields, DateTimeOffset now)
    {
        if (now >= Expiration)
            throw new RefusalException(Refusal.AccessDenied("Invalid according to Policy: Policy expired."));
        foreach ((string name, string value, bool isPrefix) in _conditions)
        {
            string? actual = name == "bucket" ? bucket : fields.GetValueOrDefault(name);
            if (actual is null || (isPrefix ? !actual.StartsWith(value, StringComparison.Ordinal) : actual != value))
                throw new RefusalException(Refusal.AccessDenied($"Invalid according to Policy: Policy Condition failed: [\"{(isPrefix ? "starts-with" : "eq")}\", \"${name}\", \"{value}\"]"));
        }
        foreach (string name in fields.Keys.Append("bucket"))
        {
            bool isFree = name.StartsWith("x-ignore-", StringComparison.OrdinalIgnoreCase) || name.ToLowerInvariant() is "policy" or "signature" or "awsaccesskeyid" or "x-amz-signature" or "file";
            if (!isFree && !_conditions.Exists(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new RefusalException(Refusal.AccessDenied($"Invalid according to Policy: Extra input fields: {name}"));
        }
    }

    void Add(JsonElement condition)
    {
        if (condition.ValueKind == JsonValueKind.Object)
        {
            if (condition.EnumerateObject().ToList() is not [{ Value.ValueKind: JsonValueKind.String } only])
                throw Invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
            _conditions.Add((only.Name.ToLowerInvariant(), only.Value.GetString()!, false));
            return;
        }
        if (condition.ValueKind != JsonValueKind.Array || condition.EnumerateArray().ToList() is not [{ ValueKind: JsonValueKind.String } kind, { } first, { } second])
            throw Invalid("Invalid Condition: a list of three was expected.");
        string comparison = kind.GetString()!.ToLowerInvariant();
        switch (comparison)
        {
            case "content-length-range":
                (LeastBytes, MostBytes) = (Number(first), Number(second));
                break;
            case "eq" or "starts-with" when first.GetString() is { } name && name.StartsWith('$'):
                _conditions.Add((name[1..].ToLowerInvariant(), second.GetString() ?? throw Invalid("A condition has no value."), comparison != "eq"));
                break;
            default:
                throw Invalid($"Unknown condition '{kind.GetString()}'.");
        }
    }

    static long Number(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString() ?? "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw Invalid("Invalid content-length-range.");
    }

    static RefusalException Invalid(string why) => new(new Refusal("InvalidPolicyDocument", 400, "Invalid Policy: " + why));
}
