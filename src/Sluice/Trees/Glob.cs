using System.Text;
using System.Text.RegularExpressions;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Trees;

/// <summary>Wildcards of keys and names: <c>*</c>, <c>?</c>, <c>[set]</c>. As in s5cmd and aws-cli, <c>*</c> crosses slashes. <c>[[]</c> stands for <c>[</c> itself.</summary>
public static class Glob
{
    /// <summary>What stands for one character: a character of UTF-16, or the two that make one above U+FFFF.</summary>
    internal const string AnyCharacter = "(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[^\\uD800-\\uDFFF])";

    /// <summary>The same, without a slash.</summary>
    internal const string AnyCharacterButSlash = "(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[^/\\uD800-\\uDFFF])";

    /// <summary>Index of the first wildcard, or -1. A <c>[</c> that nothing closes is none.</summary>
    public static int FirstWildcard(string pattern)
    {
        for (int at = 0; at < pattern.Length; at++)
            if (pattern[at] is '*' or '?' || pattern[at] == '[' && EndOfSet(pattern, at) > 0)
                return at;
        return -1;
    }

    /// <summary>Index of the first wildcard in the text of a location's key; -1 when the key means itself.</summary>
    public static int FirstWildcard(S3Location location) =>
        location.IsLiteral || location.IsName || !location.Key.Bytes.ContainsAny("*?["u8) ? -1 : FirstWildcard(Encoding.UTF8.GetString(location.Key.Bytes));

    /// <summary>Why a location cannot be a tree that is compared, measured or cleaned up: it is a pattern; null when it is none.</summary>
    public static string? ProblemOfPlace(S3Location location) => FirstWildcard(location) < 0 ? null
        : $"{location} has wildcards, and a whole prefix is meant here, without wildcards: choose below it with --include and --exclude. --exact takes such characters as they are.";

    /// <summary>The pattern as an expression that matches whole names in time linear in their length. Throws <see cref="ArgumentException"/> for a malformed set.</summary>
    public static Regex ToRegex(string pattern)
    {
        StringBuilder expression = new("\\A");
        for (int at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] == '[' && EndOfSet(pattern, at) is > 0 and int close)
            {
                AppendSet(pattern.AsSpan(at + 1, close - at - 1), expression);
                at = close;
                continue;
            }
            expression.Append(pattern[at] switch
            {
                '*' => ".*",
                '?' => AnyCharacter,
                char other => Regex.Escape(other.ToString()),
            });
        }
        try
        {
            return new Regex(expression.Append("\\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception malformed) when (malformed is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"A set such as [a-z] is malformed in {DisplayText.Of(pattern)}.", malformed);
        }
    }

    /// <summary>Index of the bracket that closes the set which begins here; -1 when none does. As in POSIX a <c>]</c> that comes first belongs to the set.</summary>
    internal static int EndOfSet(string pattern, int at)
    {
        int first = at + 1 < pattern.Length && pattern[at + 1] is '!' or '^' ? at + 2 : at + 1;
        return first + 1 < pattern.Length ? pattern.IndexOf(']', first + 1) : -1;
    }

    /// <summary>Adds a set to an expression, given what stands between its brackets.</summary>
    internal static void AppendSet(ReadOnlySpan<char> set, StringBuilder expression)
    {
        bool isNegated = set[0] is '!' or '^';
        expression.Append(isNegated ? "[^" : "[");
        foreach (char one in isNegated ? set[1..] : set)
            (one is '\\' or '[' or ']' or '^' ? expression.Append('\\') : expression).Append(one);
        expression.Append(']');
    }
}
