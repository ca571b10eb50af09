namespace Sluice.Transfer.Journal;

/// <summary>
/// Paths of this machine in one form, however they are spelled: from the root, without <c>.</c> and <c>..</c>. The working directory is asked for once, when the first
/// relative path comes. Safe for many threads.
/// </summary>
internal sealed class FullPaths
{
    readonly Lazy<string?> _working = new(Working);

    /// <summary>The path in that form; as it is where it is relative to a working directory that is gone.</summary>
    public string Of(string path) => Path.IsPathFullyQualified(path) ? Path.GetFullPath(path)
        : _working.Value is { } working ? Path.GetFullPath(path, working) : path;

    static string? Working()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
