using System.Text.RegularExpressions;
using Sluice.Cli.Lines;
using Sluice.Failures;

namespace Sluice.Cli.Limits;

/// <summary>A command line for people and for other processes: no secrets, no control characters, not long.</summary>
static partial class CommandText
{
    const int MostCharacters = 500;

    /// <summary>That of this process.</summary>
    public static string OfProcess() => Of(Environment.GetCommandLineArgs().Skip(1));

    /// <summary>As it may be shown, and pasted. What stands before the at sign of a web address, and its query, may be secrets; so may the value of an option that is named like one.</summary>
    public static string Of(IEnumerable<string> words)
    {
        string text = ShellLine.Shown(WithoutSecrets(words).Prepend("sluice"));
        return text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "...");
    }

    /// <summary>Its words, each as it may be shown.</summary>
    public static IEnumerable<string> Shown(IEnumerable<string> words) => WithoutSecrets(words).Select(DisplayText.Of);

    static IEnumerable<string> WithoutSecrets(IEnumerable<string> words)
    {
        bool isSecret = false;
        foreach (string word in words)
        {
            yield return isSecret ? "***" : WithoutSecret(word);
            isSecret = word.StartsWith("--", StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal) && SecretName().IsMatch(word);
        }
    }

    /// <summary>A word without what may be a secret: the value of an option that is named like one, and what stands before the at sign of a web address, and its query.</summary>
    public static string WithoutSecret(string word)
    {
        int equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals > 0 && SecretName().IsMatch(word[..equals]))
            return word[..(equals + 1)] + "***";
        return WebAddress().Replace(word, static found => $"{found.Groups[1].Value}{(found.Groups[2].Length > 0 ? "***@" : "")}{found.Groups[3].Value}{(found.Groups[4].Length > 0 ? "?***" : "")}");
    }

    [GeneratedRegex(@"(https?://)([^/?#]*@)?([^?#]*)(\?.*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex WebAddress();

    // Files that hold keys are named on the command line; keys are not.
    [GeneratedRegex(@"secret|password|token", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
