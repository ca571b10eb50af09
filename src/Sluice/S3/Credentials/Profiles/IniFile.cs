using Sluice.Failures;

namespace Sluice.S3.Credentials.Profiles;

/// <summary>
/// Reads the INI dialect of the AWS files (AWS SDKs and Tools Reference Guide, "Shared config and credentials files"):
/// names in any case, comments, and settings of a setting on indented lines below it, as in <c>s3 =</c>. Our own,
/// because AWSSDK's reader takes its paths from the process and, with the rest of AWSSDK that it loads, more than doubles
/// the CPU time until keys of a profile are there (40 to 100 ms, just-in-time compiled).
/// </summary>
internal static class IniFile
{
    /// <summary>A larger file is refused; a hundred profiles take some 20 KiB.</summary>
    const int LongestFile = 4 << 20;

    /// <summary>
    /// The settings by section; those of a setting are named <c>s3.addressing_style</c>. A file that does not exist has
    /// no sections. Throws <see cref="S3Exception"/> for one that cannot be read.
    /// </summary>
    public static Dictionary<string, Dictionary<string, string>> Read(string path)
    {
        Dictionary<string, Dictionary<string, string>> sections = new(StringComparer.Ordinal);
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
                return sections;
            if (file.Length > LongestFile)
                throw Unreadable(path, $"it has {file.Length:N0} bytes; {LongestFile:N0} are the most");
            Parse(path, File.ReadAllLines(path), sections);
            return sections;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e.Message);
        }
    }

    static void Parse(string path, string[] lines, Dictionary<string, Dictionary<string, string>> sections)
    {
        Dictionary<string, string>? section = null;
        string parent = "";
        for (int i = 0; i < lines.Length; i++)
        {
            string line = WithoutComment(lines[i]);
            ReadOnlySpan<char> text = line.AsSpan().Trim();
            if (text.IsEmpty)
                continue;
            if (line[0] == '[')
            {
                if (text[^1] != ']')
                    throw Unreadable(path, $"line {i + 1} opens a section and does not close it");
                string name = SectionName(text[1..^1]);
                if (!sections.TryGetValue(name, out section))
                    sections[name] = section = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                parent = "";
                continue;
            }
            int equals = text.IndexOf('=');
            if (section is null || equals <= 0)
                throw Unreadable(path, $"line {i + 1} is neither a [section] nor a 'name = value' in one");
            string key = text[..equals].Trim().ToString(), value = text[(equals + 1)..].Trim().ToString();
            // An indented line belongs to the setting above it that has no value of its own.
            bool isNested = char.IsWhiteSpace(line[0]) && parent.Length > 0;
            section[isNested ? $"{parent}.{key}" : key] = value;
            if (!isNested)
                parent = value.Length == 0 ? key : "";
        }
    }

    // Kinds and names are separated by any white space, and a name may be quoted: [profile "my name"].
    static string SectionName(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int blank = text.IndexOfAny(' ', '\t');
        return blank < 0 ? text.Trim('"').ToString() : $"{text[..blank]} {text[(blank + 1)..].Trim().Trim('"').Trim('\'')}";
    }

    static string WithoutComment(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().TrimStart();
        if (text.StartsWith("#") || text.StartsWith(";"))
            return "";
        for (int at = 1; at < line.Length; at++)
            if (line[at] is '#' or ';' && char.IsWhiteSpace(line[at - 1]))
                return line[..at];
        return line;
    }

    // Lines themselves are not shown: they may hold a secret.
    static S3Exception Unreadable(string path, string why) => new(new S3Error(
        FailureKind.Denied, RetryClass.Never, $"{DisplayText.Of(path)} cannot be read: {DisplayText.Of(why)}."));
}
