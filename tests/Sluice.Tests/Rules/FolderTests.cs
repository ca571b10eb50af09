namespace Sluice.Tests.Rules;

/// <summary>Folders say what lives in them, and the map shows those of the library as they are.</summary>
public sealed class FolderTests
{
    const int MostReadmeLines = 169;

    // In ARCHITECTURE.md projects stand four blanks in, and each level of folders below them two more.
    const string Project = "    src/";
    const int FirstIndentation = 6;

    [Fact]
    public void Every_folder_says_what_lives_in_it() =>
        Repository.None(string.Join('\n', FoldersWithSources("src")
            .Where(static folder => folder.Contains('/', StringComparison.Ordinal) && !SaysWhatItIs(Repository.PathOf("src", folder, "README.md")))
            .Select(static folder => $"src/{folder} has no README.md that begins with a heading")));

    [Fact]
    public void Architecture_shows_the_folders_of_the_library_as_the_disk_has_them()
    {
        string[] shown = [.. ShownFolders()];
        string[] real = [.. FoldersWithSources("src/Sluice").SelectMany(WithThoseAbove).Distinct()];
        IEnumerable<string> wrong = real.Except(shown).Select(static folder => $"ARCHITECTURE.md does not show {folder}")
            .Concat(shown.Except(real).Select(static folder => $"ARCHITECTURE.md shows {folder}, which holds no source"));
        Repository.None(string.Join('\n', wrong));
    }

    [Fact]
    public void Readme_is_short() =>
        Assert.InRange(File.ReadLines(Repository.PathOf("README.md")).Count(), 1, MostReadmeLines);

    static bool SaysWhatItIs(string readme) => File.Exists(readme) && (File.ReadLines(readme).FirstOrDefault() ?? "").StartsWith("# ", StringComparison.Ordinal);

    // Relative to the directory, with forward slashes; without the directory itself.
    static IEnumerable<string> FoldersWithSources(string directory) => Repository.Files(directory, "*.cs")
        .Select(file => Path.GetRelativePath(Repository.PathOf(directory), Path.GetDirectoryName(file)!).Replace('\\', '/'))
        .Where(static folder => folder != ".")
        .Distinct();

    static IEnumerable<string> WithThoseAbove(string folder)
    {
        string[] names = folder.Split('/');
        return Enumerable.Range(1, names.Length).Select(count => string.Join('/', names.Take(count)));
    }

    // Lines of the layout whose first word ends in a slash are folders; others go on with what the line before them said.
    static List<string> ShownFolders()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("ARCHITECTURE.md"));
        int layout = Array.IndexOf(lines, "## Layout");
        Assert.True(layout >= 0, "ARCHITECTURE.md has lost its layout.");
        int first = Array.FindIndex(lines, layout, static line => line.StartsWith(Project + "Sluice ", StringComparison.Ordinal));
        Assert.True(first >= 0, "The layout does not begin with the library.");
        List<string> names = [];
        List<string> found = [];
        foreach (string line in lines.Skip(first + 1).TakeWhile(static line => !line.StartsWith(Project, StringComparison.Ordinal)))
        {
            string text = line.TrimStart();
            string name = text.Split(' ')[0];
            if (!name.EndsWith('/'))
                continue;
            int depth = (line.Length - text.Length - FirstIndentation) / 2;
            Assert.True(depth >= 0 && depth <= names.Count, $"The layout is indented wrongly: {line}");
            names.RemoveRange(depth, names.Count - depth);
            names.Add(name.TrimEnd('/'));
            found.Add(string.Join('/', names));
        }
        return found;
    }
}
