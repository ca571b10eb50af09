using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.Transfer;

/// <summary>Wildcards of keys and names: <c>*</c>, <c>?</c>, <c>[set]</c>. As in s5cmd and aws-cli, <c>*</c> crosses slashes.</summary>
public static class Glob
{
    /// <summary>Index of the first wildcard, or -1.</summary>
    public static int FirstWildcard(string pattern) => pattern.AsSpan().IndexOfAny("*?[");

    /// <summary>The pattern as an expression that matches whole names in time linear in their length.</summary>
    public static Regex ToRegex(string pattern)
    {
        StringBuilder expression = new("\\A");
        for (int at = 0; at < pattern.Length; at++)
        {
            int close = pattern[at] == '[' ? pattern.IndexOf(']', Math.Min(at + 2, pattern.Length)) : -1;
            if (close > 0)
            {
                string set = pattern[(at + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                expression.Append('[').Append(set[0] == '!' ? "^" + set[1..] : set).Append(']');
                at = close;
                continue;
            }
            expression.Append(pattern[at] switch
            {
                '*' => ".*",
                '?' => ".",
                char other => Regex.Escape(other.ToString()),
            });
        }
        return new Regex(expression.Append("\\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
