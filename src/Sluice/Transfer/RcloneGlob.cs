using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>
/// Globs as rclone's filter files have them: <c>*</c> and <c>?</c> stop at slashes, <c>**</c> does not, <c>{a,b}</c> are
/// alternatives, a leading slash anchors at the root, any other glob matches the end of a name from a slash on, and one
/// that ends in a slash means all below that directory.
/// </summary>
internal static class RcloneGlob
{
    /// <summary>The glob as an expression that matches in time linear in the name; false, and what is wrong, when it is none.</summary>
    public static bool TryToRegex(string glob, bool include, [NotNullWhen(true)] out Regex? pattern, out string problem)
    {
        pattern = null;
        problem = glob.Length == 0 ? "the glob is missing" : glob.Contains("{{", StringComparison.Ordinal) ? "regular expressions in {{ }} are not known here" : "";
        if (problem.Length > 0)
            return false;
        // rclone takes "+ dir/" as leave to enter a directory: no file matches it.
        bool matchesNothing = include && glob[^1] == '/';
        StringBuilder expression = new(matchesNothing ? "\\A[^\\s\\S]" : glob[0] == '/' ? "\\A" : "(?:\\A|/)");
        if (!matchesNothing && !TryAppend(glob[^1] == '/' ? glob + "**" : glob, expression, out problem))
            return false;
        try
        {
            pattern = new Regex(expression.Append("\\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception malformed) when (malformed is ArgumentException or NotSupportedException)
        {
            problem = "a set such as [a-z] is malformed";
            return false;
        }
    }

    static bool TryAppend(string glob, StringBuilder expression, out string problem)
    {
        bool inBraces = false;
        problem = "";
        for (int at = glob[0] == '/' ? 1 : 0; at < glob.Length && problem.Length == 0; at++)
        {
            char next = glob[at];
            switch (next)
            {
                case '*':
                    int stars = glob.AsSpan(at).IndexOfAnyExcept('*') is var run && run < 0 ? glob.Length - at : run;
                    expression.Append(stars == 1 ? "[^/]*" : ".*");
                    at += stars - 1;
                    if (stars > 2)
                        problem = "too many stars in a row";
                    break;
                case '?':
                    expression.Append(Glob.AnyCharacterButSlash);
                    break;
                case '[':
                    int close = Glob.EndOfSet(glob, at);
                    if (close < 0)
                        problem = "a [ is not closed";
                    else
                        Glob.AppendSet(glob.AsSpan(at + 1, close - at - 1), expression);
                    at = close;
                    break;
                case '{' or '}':
                    if (inBraces == (next == '{'))
                        problem = next == '{' ? "braces within braces" : "a } has no {";
                    inBraces = next == '{';
                    expression.Append(inBraces ? "(?:" : ")");
                    break;
                case ',' when inBraces:
                    expression.Append('|');
                    break;
                case '\\' when at + 1 == glob.Length:
                    problem = "it ends in a backslash";
                    break;
                default:
                    expression.Append(Regex.Escape((next == '\\' ? glob[++at] : next).ToString()));
                    break;
            }
        }
        if (problem.Length == 0 && inBraces)
            problem = "a { is not closed";
        return problem.Length == 0;
    }
}
