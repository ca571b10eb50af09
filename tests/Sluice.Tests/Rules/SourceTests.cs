using System.Text.RegularExpressions;

namespace Sluice.Tests.Rules;

/// <summary>What is easier to read from the sources than from an assembly.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        AssertNone(Sources().Where(static file => File.ReadLines(file).Count() > 300).Select(Name));

    [Fact]
    public void No_source_file_is_unfinished() =>
        AssertNone(Lines(Sources(), static line =>
            line.Contains("NotImplementedException", StringComparison.Ordinal) || line.Contains("TODO", StringComparison.Ordinal) ||
            line.Contains("FIXME", StringComparison.Ordinal) || line.TrimStart().StartsWith("#region", StringComparison.Ordinal)));

    [Fact]
    public void Every_suppressed_warning_says_why_on_its_line_or_the_one_before() =>
        AssertNone(from file in Sources()
                   let lines = File.ReadAllLines(file)
                   from number in Enumerable.Range(0, lines.Length)
                   where lines[number].Contains("#pragma warning disable", StringComparison.Ordinal)
                   where !lines.Skip(number - 1).Take(2).Any(static line => line.Contains("//", StringComparison.Ordinal))
                   select $"{Name(file)}:{number + 1}");

    [Fact]
    public void No_type_is_called_after_nothing() =>
        AssertNone(Sources().Where(static file => Path.GetFileNameWithoutExtension(file) is var name &&
            new[] { "Manager", "Helper", "Helpers", "Util", "Utils" }.Any(name.EndsWith)).Select(Name));

    [Fact]
    public void Only_trees_ask_what_kind_of_location_there_is() =>
        AssertNone(Lines(Repository.Files("src", "*.cs").Where(static file => !Name(file).StartsWith(Path.Combine("src", "Sluice", "Trees"), StringComparison.Ordinal)),
            static line => KindOfLocation().IsMatch(line)));

    [Fact]
    public void Only_tests_the_endpoint_and_hosts_are_friends_of_the_library() =>
        Assert.Equal(["Sluice.Bench", "Sluice.Endpoint", "Sluice.Sftp", "Sluice.Tests"], Friend().Matches(File.ReadAllText(Repository.PathOf("src", "Sluice", "Sluice.csproj"))).Select(static friend => friend.Groups[1].Value).Order());

    [Fact]
    public void No_two_types_have_one_name() =>
        AssertNone(from file in Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Concat(Repository.Files("bench", "*.cs")).Concat(Repository.Files("examples", "*.cs"))
                   let text = File.ReadAllText(file)
                   from Match type in TopLevelType().Matches(text)
                   group FileNamespace().Match(text).Value by type.Groups[1].Value into name
                   where name.Distinct().Count() > 1
                   select $"{name.Key}: {string.Join(", ", name.Distinct())}");

    [Fact]
    public void No_file_has_both_sides_of_a_merge() =>
        AssertNone(Lines(Repository.Files().Where(static file => Path.GetExtension(file) is ".cs" or ".md" or ".json" or ".yml" or ".sh" or ".py" or ".txt" or ""), static line =>
            line.StartsWith(new string('<', 7) + " ", StringComparison.Ordinal) || line.StartsWith(new string('>', 7) + " ", StringComparison.Ordinal)));

    [Fact]
    public void Nothing_names_a_machine_or_a_registry()
    {
        // Joined here so that this file does not find itself.
        string[] banned = ["/" + "work/", "/" + "root/", "nuget" + ".org", "pypi" + ".org", "npmjs" + ".org", "deb.debian" + ".org"];
        string[] text = [".cs", ".csproj", ".props", ".json", ".md", ".sh", ".py", ".yml", ".txt", ".slnx", ""];
        IEnumerable<string> files = Repository.Files().Where(file => text.Contains(Path.GetExtension(file)));
        AssertNone(Lines(files, line => banned.Any(line.Contains)));
    }

    static IEnumerable<string> Sources() => Repository.Files("src", "*.cs");

    static IEnumerable<string> Lines(IEnumerable<string> files, Func<string, bool> matches) =>
        from file in files
        from line in File.ReadLines(file).Select(static (text, index) => (Text: text, Number: index + 1))
        where matches(line.Text)
        select $"{Name(file)}:{line.Number}: {line.Text.Trim()}";

    // All of them in the message, not the first five.
    static void AssertNone(IEnumerable<string> found) => Repository.None(string.Join('\n', found));

    static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    [GeneratedRegex(@"^(?:(?:public|internal|abstract|sealed|static|readonly|partial|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex("^namespace .*$", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    // A test, a cast or a pattern; not the making of one.
    [GeneratedRegex(@"\bis (not )?(S3|Local|Stream)Location\b|\bas (S3|Local)Location\b|\((S3|Local)Location\)[a-z(]|^\s{8,}(S3|Local|Stream)Location( \w+)? =>|, (S3|Local|Stream)Location\]")]
    private static partial Regex KindOfLocation();

    [GeneratedRegex("InternalsVisibleTo Include=\"([\\w.]+)\"")]
    private static partial Regex Friend();
}
