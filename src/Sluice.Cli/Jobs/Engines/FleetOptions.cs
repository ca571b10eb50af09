using System.Globalization;
using Sluice.Failures;

namespace Sluice.Cli.Jobs.Engines;

/// <summary><c>--engine-option KEY=VALUE</c>: what only one engine knows, in the order given; the last of a key counts.</summary>
sealed class FleetOptions
{
    readonly List<KeyValuePair<string, string?>> _given = [];

    /// <summary>All of them; a value is null where none was given.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Given => _given;

    /// <summary>Reads them. A key is of lower-case letters, digits and hyphens; a value is one line.</summary>
    public static FleetOptions Parse(IEnumerable<string> texts, Action<string> problem)
    {
        FleetOptions options = new();
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            (string key, string? value) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
            if (key.Length == 0 || !char.IsAsciiLetterLower(key[0]) || !key.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
                problem($"--engine-option {DisplayText.Of(text)}: give KEY=VALUE, such as partition=main.");
            else if (value is not null && (value.Any(char.IsControl) || value.AsSpan().IndexOfAny('"', '\\') >= 0))
                problem($"--engine-option {key}: its value is one line without quotes and backslashes.");
            else
            {
                options._given.RemoveAll(one => one.Key == key);
                options._given.Add(new(key, value));
            }
        }
        return options;
    }

    /// <summary>The value of a key; null when it was not given.</summary>
    public string? Text(string key) => _given.Find(one => one.Key == key).Value;

    /// <summary>The values of a key that takes several, separated by commas; empty when it was not given.</summary>
    public IReadOnlyList<string> Texts(string key) => Text(key)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The number of a key that <see cref="Problems"/> has found right.</summary>
    public int Number(string key, int otherwise) => Text(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What is wrong where only some keys are known, some of them with a whole number from 1.</summary>
    public IEnumerable<string> Problems(IReadOnlyList<string> texts, IReadOnlyList<string> numbers)
    {
        string[] known = [.. texts.Concat(numbers).Order(StringComparer.Ordinal)];
        foreach ((string key, string? value) in _given)
        {
            if (!known.Contains(key))
                yield return $"--engine-option {key}: there is none of that name here{(known.Length > 0 ? $"; there are {string.Join(", ", known)}" : ", nor any other")}.";
            else if (string.IsNullOrEmpty(value))
                yield return $"--engine-option {key}: give it a value, as {key}=VALUE.";
            else if (numbers.Contains(key) && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0))
                yield return $"--engine-option {key}={DisplayText.Of(value)}: give a whole number from 1.";
        }
    }
}
