using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Sluice.S3;

/// <summary>The operators of conditions in policies, and the values that each takes (IAM User Guide, "IAM JSON policy elements: Condition operators").</summary>
internal static partial class PolicyOperators
{
    const string IfExists = "IfExists";

    static readonly string[] SetPrefixes = ["ForAllValues:", "ForAnyValue:"];

    /// <summary>All, without what may stand before and behind them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
        "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
        "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
        "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null",
    ];

    /// <summary>Takes apart what stands before and behind an operator's name. Of <c>Null</c>, which asks whether there is a value, nothing stands behind.</summary>
    public static (string Before, string Name, string Behind) Parts(string operation)
    {
        string before = Array.Find(SetPrefixes, prefix => operation.StartsWith(prefix, StringComparison.Ordinal)) ?? "", name = operation[before.Length..];
        return name.EndsWith(IfExists, StringComparison.Ordinal) && name != "Null" + IfExists ? (before, name[..^IfExists.Length], IfExists) : (before, name, "");
    }

    /// <summary>What values an operator takes, in words; null where it takes this one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="value">The value.</param>
    public static string? Refuses(string name, string value) => name switch
    {
        "IpAddress" or "NotIpAddress" => Network(value) is null ? "an address or a range of them, such as 203.0.113.0/24 or 2001:db8::/32" : null,
        "Bool" or "Null" => value.ToLowerInvariant() is "true" or "false" ? null : "true or false",
        "BinaryEquals" => Base64.IsValid(value) ? null : "Base64",
        _ when name.StartsWith("Numeric", StringComparison.Ordinal) => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? null : "a number",
        _ when name.StartsWith("Date", StringComparison.Ordinal) => IsDate(value) ? null : "a time such as 2030-01-31T12:00:00Z, or seconds since 1970",
        _ when name.StartsWith("Arn", StringComparison.Ordinal) => value.StartsWith("arn:", StringComparison.Ordinal) || value.AsSpan().ContainsAny('*', '?', '$') ? null : "an ARN such as arn:aws:sns:us-east-1:123456789012:topic",
        _ => null,
    };

    /// <summary>An address, or a range of them with whatever stands behind its prefix masked; null for what is neither.</summary>
    public static IPNetwork? Network(string text)
    {
        string[] parts = text.Split('/');
        // IPAddress takes "10" and "0x0a.1", too.
        if (parts.Length > 2 || !text.Contains(':', StringComparison.Ordinal) && !DottedQuad().IsMatch(parts[0]) || !IPAddress.TryParse(parts[0], out IPAddress? address) || address.ToString().Contains('%', StringComparison.Ordinal))
            return null;
        byte[] bytes = address.GetAddressBytes();
        int length = bytes.Length * 8;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bytes.Length * 8))
            return null;
        for (int bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), length);
    }

    // The forms of W3C's profile of ISO 8601, from the year alone to fractions of a second with a zone.
    static bool IsDate(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        || Iso8601().IsMatch(value) && (value.Length == 7 || DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));

    [GeneratedRegex(@"\A(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DottedQuad();

    [GeneratedRegex(@"\A[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Iso8601();
}
