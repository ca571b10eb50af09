using System.Globalization;
using System.Text;
using Sluice.Failures;

namespace Sluice.S3;

/// <summary>What S3 takes as tags of an object (S3 User Guide, "Categorizing your objects using tags").</summary>
public static class TagRules
{
    /// <summary>Most tags of an object.</summary>
    public const int Most = 10;

    /// <summary>Most characters of a name, as UTF-16 counts them.</summary>
    public const int LongestName = 128;

    /// <summary>Most characters of a value, as UTF-16 counts them.</summary>
    public const int LongestValue = 256;

    const string Marks = "_.:/=+-@";

    /// <summary>Why these cannot be the tags of an object, in one sentence that is fit for a terminal; null when they can.</summary>
    public static string? ProblemOf(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, string value) in tags)
            if (ProblemOf(name, value) is { } problem)
                return problem;
            else if (!names.Add(name))
                return $"The tag '{DisplayText.Of(name)}' is given twice.";
        return tags.Count > Most ? $"These are {tags.Count} tags; S3 takes {Most} at most." : null;
    }

    /// <summary>Why a tag cannot be one, in one sentence that is fit for a terminal; null when it can.</summary>
    public static string? ProblemOf(string name, string value)
    {
        string shown = DisplayText.Of(name);
        return name.Length == 0 ? "A tag needs a name before its equals sign."
            : name.Length > LongestName ? $"The tag '{shown}' is too long: names have {LongestName} characters at most, and this has {name.Length}."
            : value.Length > LongestValue ? $"The value of the tag '{shown}' is too long: values have {LongestValue} characters at most, and this has {value.Length}."
            : name.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) ? $"The tag '{shown}' is reserved: names that begin with aws: are those of AWS itself."
            : !IsText(name) ? $"The tag '{shown}' has a character that S3 does not take: letters, digits, blanks and {Marks} are taken."
            : !IsText(value) ? $"The value of the tag '{shown}' has a character that S3 does not take: letters, digits, blanks and {Marks} are taken."
            : null;
    }

    static bool IsText(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
            if (!Rune.IsLetterOrDigit(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator && !(rune.IsAscii && Marks.Contains((char)rune.Value, StringComparison.Ordinal)))
                return false;
        return true;
    }
}
