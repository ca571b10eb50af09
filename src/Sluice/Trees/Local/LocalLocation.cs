using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>A file, a directory or a glob on this machine.</summary>
/// <param name="Path">As typed; relative paths are relative to the working directory.</param>
public sealed record LocalLocation(string Path) : Location
{
    /// <summary>True when wildcards mean themselves, also where no file has this name.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The place that keeps nothing.</summary>
    internal static LocalLocation Null => new(OperatingSystem.IsWindows() ? "NUL" : "/dev/null");

    /// <summary>True for the place that keeps nothing.</summary>
    internal bool IsNull => OperatingSystem.IsWindows() ? Path.Equals("NUL", StringComparison.OrdinalIgnoreCase) : Path == "/dev/null";

    /// <inheritdoc/>
    public override string FilePath => Path;

    /// <inheritdoc/>
    internal override LocalLocation AtPath(string path) => new(path.Length == 0 ? "." : path);

    /// <inheritdoc/>
    internal override bool IsContainer => IsNull || System.IO.Path.EndsInDirectorySeparator(Path) || FileStatus.From(Path).Kind == FileKind.Directory;

    /// <inheritdoc/>
    internal override bool KeepsNames => !IsNull;

    /// <inheritdoc/>
    internal override bool KeepsNothing => IsNull || SpecialFile.IsWritable(Path);

    /// <inheritdoc/>
    internal override string? ProblemAsPlace(string role) => IsNull ? $"{this} keeps nothing; a sync needs a directory."
        : FileStatus.From(Path).Kind is not (FileKind.Directory or FileKind.Missing) ? $"{this} is no directory; copy single files with cp."
        : null;

    // All of this machine, as an empty variable before a slash makes it.
    /// <inheritdoc/>
    internal override string? ProblemOfRemoval => Path.AsSpan().Trim("/\\").IsEmpty
        ? $"{this} is this whole machine, and something would be removed: is a shell variable unset? Write {this}. when that is meant."
        : null;

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive)
    {
        FileStatus status = FileStatus.From(Path);
        if (status.Kind == FileKind.Directory)
            return new LocalTree(Path, context.KeepLinks) { Given = this, BaseName = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path))) };
        if (status.Kind != FileKind.Missing || IsLiteral || Glob.FirstWildcard(Path) is not (>= 0 and int wildcard))
            return new LocalTree(Path, context.KeepLinks) { Given = this, Shape = TreeShape.One, BaseName = System.IO.Path.GetFileName(Path) };
        int root = Path.AsSpan(0, wildcard).LastIndexOfAny('/', System.IO.Path.DirectorySeparatorChar) + 1;
        return new LocalTree(root == 0 ? "." : Path[..root], context.KeepLinks) { Given = this, Shape = TreeShape.Pattern, Pattern = Glob.ToRegex(Path[root..].Replace(System.IO.Path.DirectorySeparatorChar, '/')) };
    }

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer) => new LocalTree(Path, context.KeepLinks) { Given = this, Shape = asContainer ? TreeShape.Container : TreeShape.One };

    /// <inheritdoc/>
    internal override bool Overlaps(Location other, TreeContext context)
    {
        if (other is not LocalLocation place)
            return false;
        string one = Real(Path), two = Real(place.Path);
        return one.StartsWith(two, StringComparison.Ordinal) || two.StartsWith(one, StringComparison.Ordinal);
    }

    // With a separator behind it.
    static string Real(string path) => RealPath.Of(path) is var full && System.IO.Path.EndsInDirectorySeparator(full) ? full : full + System.IO.Path.DirectorySeparatorChar;

    /// <summary>The path, escaped for a terminal.</summary>
    public override string ToString() => DisplayText.Of(Path);
}
