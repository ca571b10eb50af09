namespace Sluice.S3.Credentials.Profiles;

/// <summary>
/// One line of an INI file in the dialect of the AWS files (AWS SDKs and Tools Reference Guide, "Shared config and credentials
/// files"): a comment begins with # or ; at the start or after white space, and kind and name of a section are separated by any
/// white space, the name quoted or not.
/// </summary>
/// <param name="Kind">What the line is.</param>
/// <param name="Name">Of a section <c>kind name</c>, of a setting its name as written; else empty.</param>
/// <param name="Value">What a setting says, without white space around it; else empty.</param>
/// <param name="IsIndented">The line begins with white space: it may belong to the setting above it.</param>
public readonly record struct IniLine(IniLineKind Kind, string Name, string Value, bool IsIndented)
{
    // Those of ASCII alone: of a text that is read byte by byte, others are parts of letters.
    const string Blanks = " \t\r\n\v\f";

    /// <summary>Reads a line, with or without its end. Never fails.</summary>
    public static IniLine Parse(string line)
    {
        ReadOnlySpan<char> text = WithoutComment(line).Trim(Blanks);
        bool isIndented = line.Length > 0 && IsBlank(line[0]);
        if (text.IsEmpty)
            return new(IniLineKind.Blank, "", "", isIndented);
        if (text[0] == '[')
            return text[^1] == ']' ? new(IniLineKind.Section, SectionName(text[1..^1]), "", isIndented) : new(IniLineKind.UnclosedSection, "", "", isIndented);
        int equals = text.IndexOf('=');
        return equals <= 0
            ? new(IniLineKind.Other, "", "", isIndented)
            : new(IniLineKind.Setting, text[..equals].Trim(Blanks).ToString(), text[(equals + 1)..].Trim(Blanks).ToString(), isIndented);
    }

    static string SectionName(ReadOnlySpan<char> text)
    {
        text = text.Trim(Blanks);
        int blank = text.IndexOfAny(' ', '\t');
        return blank < 0 ? text.Trim('"').ToString() : $"{text[..blank]} {text[(blank + 1)..].Trim(Blanks).Trim('"').Trim('\'')}";
    }

    static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        if (line.TrimStart(Blanks) is ['#' or ';', ..])
            return [];
        for (int at = 1; at < line.Length; at++)
            if (line[at] is '#' or ';' && IsBlank(line[at - 1]))
                return line[..at];
        return line;
    }

    static bool IsBlank(char c) => Blanks.Contains(c, StringComparison.Ordinal);
}
