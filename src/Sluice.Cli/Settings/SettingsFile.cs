using System.Globalization;
using System.Text;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials.Profiles;
using Sluice.Transfer;
using Sluice.Transfer.Sinks;
using Sluice.Trees.Local;

namespace Sluice.Cli.Settings;

/// <summary>
/// Sluice's own settings: an INI file of sections <c>[profile NAME]</c> and <c>[endpoint URL]</c>. It is small, made by
/// <c>sluice tune</c> and <c>sluice probe</c>, and may be edited: what is not a setting of the section that is written stays as it is, byte for byte.
/// </summary>
sealed class SettingsFile
{
    const int LongestFile = 1 << 20, Version = 1;
    const string VersionSetting = "version";
    const string TuneMark = "# sluice tune", ProbeMark = "# sluice probe";

    // Every byte is a character, whatever the encoding: what is not ours is given back as it was.
    static readonly Encoding Bytes = Encoding.Latin1;

    // Some editors begin a file of UTF-8 with it.
    static readonly string ByteOrderMark = Bytes.GetString(Encoding.UTF8.Preamble);

    readonly string _path;
    // The byte order mark, if it has one, and what stands behind.
    readonly string _mark, _text;
    readonly Dictionary<string, FoundSettings> _sections = new(StringComparer.Ordinal);
    readonly Dictionary<string, Dictionary<string, string>> _options = new(StringComparer.Ordinal);
    readonly List<string> _warnings = [];
    // As it says of itself.
    int _version = Version;

    SettingsFile(string path, string text)
    {
        _path = path;
        _mark = text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? ByteOrderMark : "";
        _text = text[_mark.Length..];
        Parse();
    }

    /// <summary>
    /// <c>SLUICE_CONFIG_FILE</c>, else <c>sluice/config</c> in <c>XDG_CONFIG_HOME</c>, else in <c>~/.config</c> (on Windows in
    /// the place the system has for it).
    /// </summary>
    public static string DefaultPath =>
        Given("SLUICE_CONFIG_FILE") is { } own ? own
        : HomeDirectory.Given("XDG_CONFIG_HOME") is { } home ? Path.Combine(home, "sluice", "config")
        : OperatingSystem.IsWindows() ? Path.Combine(HomeDirectory.Of(Environment.SpecialFolder.ApplicationData), "sluice", "config")
        : Path.Combine(HomeDirectory.Of(Environment.SpecialFolder.UserProfile), ".config", "sluice", "config");

    /// <summary>What stands in the file and is not known here, one sentence each; it is left out, and stays when the file is written.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What a section says of an option; null when it does not.</summary>
    public string? OptionOf(string section, string name) => _options.GetValueOrDefault(NameOf(section))?.GetValueOrDefault(name);

    /// <summary>True when there is such a section of options.</summary>
    public bool HasOptions(string section) => _options.ContainsKey(NameOf(section));

    /// <summary>The options that a section sets.</summary>
    public IEnumerable<string> OptionsOf(string section) => _options.GetValueOrDefault(NameOf(section))?.Keys ?? Enumerable.Empty<string>();

    /// <summary>Reads a file; one that does not exist has no sections. Throws <see cref="SettingsException"/> for one that is broken anywhere or cannot be read.</summary>
    public static SettingsFile Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
                return new SettingsFile(path, "");
            // Of a link .NET tells the length of its path.
            if (RegularFile.LengthOf(path) is > LongestFile and var length)
                throw new SettingsException($"{DisplayText.Of(path)}: {length:N0} bytes are no settings file; {LongestFile:N0} are the most.");
            return new SettingsFile(path, Bytes.GetString(File.ReadAllBytes(path)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{DisplayText.Of(path)} cannot be read: {DisplayText.Of(unreadable.Message)}");
        }
    }

    /// <summary>What a run begins with: flags first, then the section of its profile or endpoint, then the defaults. Throws as <see cref="Read"/> does.</summary>
    public static TransferOptions Apply(TransferOptions options, S3ClientFactory clients, string? profile)
    {
        SettingsFile file = Read(DefaultPath);
        if (file._sections.Count == 0)
            return options;
        foreach (string section in SettingsSection.Of(clients, profile))
            if (file._sections.TryGetValue(NameOf(section), out FoundSettings? found))
                return found.ApplyTo(options);
        return options;
    }

    /// <summary>
    /// Writes a section, whole or not at all, and keeps everything else. Throws <see cref="SettingsException"/> when it cannot.
    /// </summary>
    /// <param name="section">Its name, without brackets.</param>
    /// <param name="settings">What it says.</param>
    /// <param name="remark">When and what was measured: one line.</param>
    public void Write(string section, FoundSettings settings, string remark) => Write(section, [$"{TuneMark}, {remark}", .. settings.Lines], TuneMark, FoundSettings.IsTuned);

    /// <summary>The same for what a probe found.</summary>
    public void Write(string section, StoreDeviations deviations, string remark) => Write(section, [$"{ProbeMark}, {remark}", DeviationsText(deviations)], ProbeMark, static name => name == FoundSettings.Deviating);

    /// <summary>What a probe found, as a line of a section.</summary>
    public static string DeviationsText(StoreDeviations deviations) => $"{FoundSettings.Deviating} = {(deviations == StoreDeviations.None ? DeviationNames.None : string.Join(", ", DeviationNames.Of(deviations)))}";

    /// <summary>In what a section says that its store deviates; none when it does not say.</summary>
    public StoreDeviations DeviationsOf(string section) => _sections.GetValueOrDefault(NameOf(section))?.Deviations ?? StoreDeviations.None;

    /// <summary>In what a store deviates, by the section of its profile, else by that of its endpoint. Throws as <see cref="Read"/> does.</summary>
    public static StoreDeviations DeviationsOf(string? profile, string address)
    {
        SettingsFile file = Read(DefaultPath);
        return (profile is null ? null : file._sections.GetValueOrDefault(NameOf($"profile {profile}"))?.Deviations) ?? file.DeviationsOf($"endpoint {address}");
    }

    void Write(string section, IEnumerable<string> lines, string mark, Func<string, bool> isOwn)
    {
        if (section.AsSpan().ContainsAny("[]") || section.Any(char.IsControl))
            throw new SettingsException($"[{DisplayText.Of(section)}] cannot be the name of a section.");
        string text = With(NameOf(section), lines, mark, isOwn);
        Replace(Bytes.GetBytes(_mark + text));
    }

    /// <summary>Throws <see cref="SettingsException"/> now when the file cannot be written later.</summary>
    public void CheckWritable() => Replace(content: null);

    // Null: all but the last step.
    void Replace(byte[]? content)
    {
        try
        {
            // A file of settings is often a link into a directory of its owner's.
            string target = (new FileInfo(_path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(_path);
            // Somebody's way to have no settings is /dev/null, which must stay what it is.
            if (RegularFile.IsOther(target))
                throw new IOException("it is no regular file");
            FileModes.CreatePrivateDirectory(Path.GetDirectoryName(target)!);
            UnixFileMode mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : FileModes.Private;
            using FileReplacement file = new(target, mode);
            file.Stream.Write(content);
            file.Stream.Flush(flushToDisk: true);
            if (content is not null)
                file.Publish();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{DisplayText.Of(_path)} cannot be written: {DisplayText.Of(refused.Message)}");
        }
    }

    // The section's own settings and remark give way to the new ones, at its beginning; all else stays.
    string With(string section, IEnumerable<string> lines, string mark, Func<string, bool> isOwn)
    {
        string end = _text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string own = string.Concat(lines.Select(line => line + end));
        StringBuilder text = new();
        bool inside = false, written = false;
        foreach (string line in LinesOf(_text))
        {
            IniLine read = IniLine.Parse(line);
            if (read.Kind == IniLineKind.Section)
            {
                inside = read.Name == section;
                text.Append(line);
                if (inside && !written)
                    text.Append(line.EndsWith('\n') ? "" : end).Append(own);
                written |= inside;
            }
            else if (!inside || (!line.AsSpan().TrimStart(" \t").StartsWith(mark, StringComparison.Ordinal) && !isOwn(read.Name)))
            {
                text.Append(line);
            }
        }
        if (written)
            return text.ToString();
        if (text.Length > 0)
            text.Append(text[^1] == '\n' ? "" : end).Append(end);
        return text.Append('[').Append(section).Append(']').Append(end).Append(own).ToString();
    }

    void Parse()
    {
        string? section = null;
        int number = 0;
        foreach (string text in LinesOf(_text))
        {
            number++;
            IniLine line = IniLine.Parse(text);
            if (line.Kind == IniLineKind.Blank)
                continue;
            if (section is null && line.Name == VersionSetting && int.TryParse(line.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _version))
            {
                if (_version > Version)
                    _warnings.Add($"{DisplayText.Of(_path)} is of version {_version}, and this sluice knows {Version}: what it does not know is left out.");
                continue;
            }
            try
            {
                Take(line, number, ref section);
            }
            // One that a later version wrote has what only that version knows.
            catch (SettingsException) when (_version > Version)
            {
            }
        }
    }

    void Take(IniLine line, int number, ref string? section)
    {
        if (line.Kind == IniLineKind.UnclosedSection)
            throw Broken(number, "opens a section and does not close it; write [options], [profile NAME] or [endpoint URL]");
        if (line.Kind == IniLineKind.Section)
        {
            section = line.Name;
            if (IsOfOptions(section))
                _options.TryAdd(section, new Dictionary<string, string>(StringComparer.Ordinal));
            else if (section.StartsWith("profile ", StringComparison.Ordinal) || section.StartsWith("endpoint ", StringComparison.Ordinal))
                _sections.TryAdd(section, FoundSettings.None);
            else if (_version <= Version)
                _warnings.Add($"{DisplayText.Of(_path)}: line {number}: [{DisplayText.Of(TextOf(section))}] is neither [options] nor [profile NAME] nor [endpoint URL], and left out.{Spelling.DidYouMean(section.Split(' ')[0], SectionWords)}");
            return;
        }
        if (section is null || line.Kind == IniLineKind.Other)
            throw Broken(number, "is neither a [section] nor a 'name = value' in one");
        if (_options.TryGetValue(section, out Dictionary<string, string>? options))
            options[TextOf(line.Name).Replace('-', '_')] = TextOf(line.Value);
        else if (!_sections.TryGetValue(section, out FoundSettings? found))
            return;
        else if (!FoundSettings.IsSetting(line.Name))
            _warnings.Add($"{DisplayText.Of(_path)}: line {number}: {DisplayText.Of(TextOf(line.Name))} is no setting of sluice, and left out: {FoundSettings.Start}, {FoundSettings.Most} and {FoundSettings.Deviating} are.");
        else
            _sections[section] = found.With(line.Name, line.Value)
                ?? throw Broken(number, $"gives {line.Name} a value that it cannot have; {(line.Name == FoundSettings.Deviating ? "what sluice probe writes" : "1 to 1024")} it can");
    }

    static readonly string[] SectionWords = ["options", "profile", "endpoint"];

    static bool IsOfOptions(string section) => section == "options" || section.StartsWith("options ", StringComparison.Ordinal);

    SettingsException Broken(int line, string what) => new($"{DisplayText.Of(_path)}: line {line} {DisplayText.Of(what)}.");

    static string NameOf(string section) => Bytes.GetString(Encoding.UTF8.GetBytes(section));

    static string TextOf(string bytes) => Encoding.UTF8.GetString(Bytes.GetBytes(bytes));

    // With their ends.
    static IEnumerable<string> LinesOf(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at) + 1;
            yield return end == 0 ? text[at..] : text[at..end];
            at = end == 0 ? text.Length : end;
        }
    }

    static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
