namespace Sluice.Trees.Local;

/// <summary>Where a path leads when every symbolic link on its way is followed.</summary>
internal static class RealPath
{
    // As many as the kernel follows (path_resolution(7)).
    const int MostLinks = 40;

    /// <summary>The full path without links, and without a separator at its end. Of what is not there, or cannot be looked at, as much as is there.</summary>
    public static string Of(string path)
    {
        int links = MostLinks;
        return Resolve(Path.GetFullPath(path), ref links);
    }

    /// <summary>True when one path leads to what another one holds, or to that itself.</summary>
    public static bool IsBelow(string path, string directory) =>
        $"{Of(path)}{Path.DirectorySeparatorChar}".StartsWith($"{Of(directory).TrimEnd(Path.DirectorySeparatorChar)}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    static string Resolve(string full, ref int links)
    {
        full = Path.TrimEndingDirectorySeparator(full);
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        string real = Path.Join(Resolve(parent, ref links), Path.GetFileName(full));
        if (FileStatus.FromLink(real).Kind != FileKind.Link || links-- <= 0)
            return real;
        try
        {
            return new FileInfo(real).LinkTarget is { } target ? Resolve(Path.GetFullPath(target, Path.GetDirectoryName(real) ?? "/"), ref links) : real;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return real;
        }
    }
}
