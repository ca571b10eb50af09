using System.Collections;

namespace Sluice.Failures;

/// <summary>
/// Hides in what programs say what this process's environment calls secret, by the names of its variables: what is said goes into rows, logs and job stores, and programs print their environment
/// when they fail. What a program knows from elsewhere is not known here.
/// </summary>
internal sealed class SecretWords
{
    /// <summary>What stands in its place.</summary>
    public const string Hidden = "***";

    // Shorter ones are words of every text.
    const int Shortest = 8;

    static readonly string[] Marks = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL"];

    // Of these the value says where a secret is.
    static readonly string[] Places = ["_FILE", "_PATH", "_DIR", "_URI", "_URL"];

    readonly string[] _secrets;

    /// <summary>Those of some variables.</summary>
    public SecretWords(IEnumerable<KeyValuePair<string, string>> variables) => _secrets = [.. variables.Where(static one => IsSecret(one.Key))
        .SelectMany(static one => one.Value.Split('\n', StringSplitOptions.TrimEntries)).Where(static value => value.Length >= Shortest).Distinct().OrderByDescending(static value => value.Length)];

    /// <summary>Those of this process, as it began.</summary>
    public static SecretWords Own { get; } = new(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static one => KeyValuePair.Create((string)one.Key, (string?)one.Value ?? "")));

    /// <summary>The text without them, nor what is left of one where it was cut off at its beginning or end.</summary>
    public string Hide(string text)
    {
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
            for (int length = Math.Min(secret.Length - 1, text.Length); length >= Shortest; length--)
            {
                if (text.StartsWith(secret[^length..], StringComparison.Ordinal))
                    text = Hidden + text[length..];
                if (text.EndsWith(secret[..length], StringComparison.Ordinal))
                    text = text[..^length] + Hidden;
            }
        }
        return text;
    }

    // SLUICE_KEY is the name of an object.
    static bool IsSecret(string name) => name != "SLUICE_KEY" && !Places.Any(place => name.EndsWith(place, StringComparison.OrdinalIgnoreCase))
        && (name.EndsWith("_KEY", StringComparison.OrdinalIgnoreCase) || Marks.Any(mark => name.Contains(mark, StringComparison.OrdinalIgnoreCase)));
}
