using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Sluice.Failures;

namespace Sluice.S3;

/// <summary>The rules for names of buckets (S3 User Guide, "General purpose bucket naming rules"), each with its own sentence.</summary>
public static class BucketName
{
    static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    // Buckets made in us-east-1 before 2018 may have these too; Ceph puts a tenant and a colon in front.
    static readonly SearchValues<char> AllowedOnce = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:");

    static readonly string[] ReservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
    static readonly string[] ReservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--xa-s3", "--table-s3"];

    /// <summary>Which rule a name for a new bucket breaks, as one sentence; null when it breaks none.</summary>
    public static string? ProblemOfNew(string name)
    {
        if (Problem(name, Allowed, 63, "small letters, digits, hyphens and periods are allowed") is { } problem)
            return problem;
        string shown = DisplayText.Of(name);
        if (name.Contains("..", StringComparison.Ordinal))
            return $"The bucket name '{shown}' has two periods side by side.";
        foreach (string label in name.Split('.'))
            if (label.Length == 0 || label[0] == '-' || label[^1] == '-')
                return $"The bucket name '{shown}' does not begin and end each label between periods with a letter or a digit.";
        if (IsIpAddress(name))
            return $"The bucket name '{shown}' looks like an IP address.";
        foreach (string prefix in ReservedPrefixes)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return $"The bucket name '{shown}' begins with '{prefix}', which S3 reserves.";
        foreach (string suffix in ReservedSuffixes)
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return $"The bucket name '{shown}' ends with '{suffix}', which S3 reserves.";
        return null;
    }

    /// <summary>
    /// Why a name cannot be that of a bucket that exists, as one sentence; null when it can. Takes what older rules and
    /// other stores allow (capitals, underscores, colons, up to 255 characters) and ARNs.
    /// </summary>
    public static string? ProblemOfExisting(string name) => IsArn(name) ? null : Problem(
        name, AllowedOnce, 255, "letters, digits, hyphens, periods, underscores and colons are allowed");

    /// <summary>Whether a name is an ARN, such as that of an access point.</summary>
    internal static bool IsArn(string name) => name.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>Whether a name is an alias of an access point (S3 User Guide, "Access point aliases").</summary>
    internal static bool IsAlias(string name) => name.EndsWith("-s3alias", StringComparison.Ordinal) || name.EndsWith("--ol-s3", StringComparison.Ordinal) || name.EndsWith(".mrap", StringComparison.Ordinal);

    /// <summary>Whether a name is that of a directory bucket (S3 Express One Zone), which lists in no order and knows no start-after.</summary>
    internal static bool IsDirectoryBucket(string name) => name.EndsWith("--x-s3", StringComparison.Ordinal);

    /// <summary>Whether a name can be a label, or several, of a host name.</summary>
    internal static bool FitsHostName(string name) => name.Length is >= 3 and <= 63 && !name.AsSpan().ContainsAnyExcept(Allowed)
        && !IsIpAddress(name) && Array.TrueForAll(name.Split('.'), static label => label is [not '-', ..] and [.., not '-']);

    static string? Problem(string name, SearchValues<char> allowed, int longest, string rule)
    {
        if (name.Length == 0)
            return "The bucket name is empty.";
        if (name.AsSpan().IndexOfAnyExcept(allowed) is >= 0 and int odd)
            return $"The bucket name '{DisplayText.Of(name)}' has '{DisplayText.Of(CharacterAt(name, odd))}' in it; only {rule}.";
        if (name.Length < 3 || name.Length > longest)
            return $"The bucket name '{DisplayText.Of(name)}' has {(name.Length == 1 ? "1 character" : $"{name.Length} characters")}; {(name.Length < 3 ? "3 are the least" : $"{longest} are the most")}.";
        return null;
    }

    static string CharacterAt(string text, int at) =>
        char.IsSurrogatePair(text, at) ? text.Substring(at, 2) : text[at].ToString();

    static bool IsIpAddress(string name) => name.AsSpan().Count('.') == 3
        && IPAddress.TryParse(name, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork;
}
