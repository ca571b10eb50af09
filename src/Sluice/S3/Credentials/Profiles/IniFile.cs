using Sluice.Failures;

namespace Sluice.S3.Credentials.Profiles;

/// <summary>
/// Reads an AWS file of <see cref="IniLine"/>s: names in any case, and settings of a setting on indented lines below it, as in <c>s3 =</c>. Our own,
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
            IniLine line = IniLine.Parse(lines[i]);
            if (line.Kind == IniLineKind.Blank)
                continue;
            if (line.Kind == IniLineKind.UnclosedSection)
                throw Unreadable(path, $"line {i + 1} opens a section and does not close it");
            if (line.Kind == IniLineKind.Section)
            {
                if (!sections.TryGetValue(line.Name, out section))
                    sections[line.Name] = section = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                parent = "";
                continue;
            }
            if (section is null || line.Kind == IniLineKind.Other)
                throw Unreadable(path, $"line {i + 1} is neither a [section] nor a 'name = value' in one");
            // An indented line belongs to the setting above it that has no value of its own.
            bool isNested = line.IsIndented && parent.Length > 0;
            section[isNested ? $"{parent}.{line.Name}" : line.Name] = line.Value;
            if (!isNested)
                parent = line.Value.Length == 0 ? line.Name : "";
        }
    }

    // Lines themselves are not shown: they may hold a secret.
    static S3Exception Unreadable(string path, string why) => new(new S3Error(
        FailureKind.Denied, RetryClass.Never, $"{DisplayText.Of(path)} cannot be read: {DisplayText.Of(why)}."));
}
