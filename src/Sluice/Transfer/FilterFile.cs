using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Failures;

namespace Sluice.Transfer;

/// <summary>
/// A file of rules as rclone reads it: <c>+ glob</c>, <c>- glob</c>, <c>!</c> (forget all rules so far), comments behind
/// <c>#</c> or <c>;</c>, blank lines. Such files come from anywhere: their size, lines and number of rules are bounded.
/// </summary>
internal sealed class FilterFile
{
    // Each rule costs a few kilobytes once it is compiled. Keys have 1,024 bytes at most; a rule that is longer is no rule.
    const int MaxBytes = 1 << 20;
    const int MaxLine = 2048;
    const int MaxRules = 10_000;
    const int MaxProblems = 20;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly string _name;
    readonly List<(bool, Regex)> _rules = [];
    readonly List<string> _problems = [];

    FilterFile(string name) => _name = name;

    /// <summary>The rules in the order of their lines.</summary>
    public IReadOnlyList<(bool Include, Regex Pattern)> Rules => _rules;

    /// <summary>True when rules given before this file do not count any more.</summary>
    public bool ClearsEarlier { get; private set; }

    /// <summary>Everything that is wrong, each with file and line.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads a file to its end, or to the bound of its size.</summary>
    public static FilterFile Read(Stream stream, string name)
    {
        FilterFile file = new(DisplayText.Of(name));
        byte[] bytes = new byte[MaxBytes + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
            file._problems.Add($"{file._name}: the file has more than {MaxBytes:N0} bytes; that is no list of filters.");
        else
            file.ReadLines(bytes.AsSpan(0, length));
        return file;
    }

    void ReadLines(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("\uFEFF"u8))
            rest = rest[3..];
        for (int number = 1; !rest.IsEmpty && _problems.Count < MaxProblems; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadLine(number, end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
    }

    void ReadLine(int number, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLine)
        {
            Problem(number, $"the line has {bytes.Length:N0} bytes; {MaxLine:N0} are allowed");
            return;
        }
        string line;
        try
        {
            line = StrictUtf8.GetString(bytes).Trim();
        }
        catch (DecoderFallbackException)
        {
            Problem(number, "the line is not valid UTF-8");
            return;
        }
        if (line.Length == 0 || line[0] is '#' or ';')
            return;
        if (line == "!")
        {
            _rules.Clear();
            ClearsEarlier = true;
        }
        else if (line is ['+' or '-', ' ', ..])
            AddRule(number, line[0] == '+', line[2..].TrimStart());
        else
            Problem(number, $"\"{DisplayText.Of(line)}\" is no rule; write \"+ glob\", \"- glob\", \"!\" or \"# comment\"");
    }

    void AddRule(int number, bool include, string glob)
    {
        if (_rules.Count == MaxRules)
        {
            Problem(number, $"there are more than {MaxRules:N0} rules");
            return;
        }
        if (RcloneGlob.TryToRegex(glob, include, out Regex? pattern, out string problem))
            _rules.Add((include, pattern));
        else
            Problem(number, $"{DisplayText.Of(glob)}: {problem}");
    }

    void Problem(int number, string what) => _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{_name}:{number}: {what}."));
}
