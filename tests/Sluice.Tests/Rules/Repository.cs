namespace Sluice.Tests.Rules;

/// <summary>The files of this repository, as a test sees them.</summary>
static class Repository
{
    static readonly string[] NotOurs = ["bin", "obj", "artifacts", "TestResults", ".git"];

    /// <summary>The directory of the solution file above the running tests.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or directory by its path in the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>All files under a directory of the repository, without what builds leave there.</summary>
    public static IEnumerable<string> Files(string directory = "", string pattern = "*")
    {
        foreach (string file in Directory.EnumerateFiles(PathOf(directory), pattern))
            yield return file;
        foreach (string inner in Directory.EnumerateDirectories(PathOf(directory)))
        {
            if (NotOurs.Contains(Path.GetFileName(inner)))
                continue;
            foreach (string file in Files(Path.GetRelativePath(Root, inner), pattern))
                yield return file;
        }
    }

    static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sluice.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    /// <summary>Fails with all that was found, a line each; an assertion on the text would show the first words of it.</summary>
    public static void None(string found) => Assert.True(found.Length == 0, found);
}
