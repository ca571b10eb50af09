namespace Sluice.Trees.Local;

/// <summary>
/// What this process itself writes while a run goes on: reports, plans, journals, and files that stdout or stderr were redirected to. They are
/// known by what they are, whatever path leads there, and are never items: neither copied, nor removed, nor written over. Safe for many threads.
/// </summary>
internal sealed class OwnFiles
{
    /// <summary>The code of what is left out for this reason, and of what cannot be written because of it.</summary>
    public const string Code = "OwnFile";

    // More would not be read.
    const int MostNamed = 10;

    readonly Own[] _own;
    readonly SortedSet<string> _met;

    OwnFiles(IEnumerable<Own> own, SortedSet<string> met) => (_own, _met) = ([.. own], met);

    /// <summary>Files and directories, which need not be there yet; what is no file (a terminal, a pipe) does not matter.</summary>
    public OwnFiles(IEnumerable<string> paths) : this(Look(paths), new SortedSet<string>(StringComparer.Ordinal)) { }

    /// <summary>None.</summary>
    public static OwnFiles None { get; } = new([]);

    /// <summary>These and others, for a run within this one; what it meets is met here.</summary>
    public OwnFiles With(IReadOnlyList<string> paths) => paths.Count == 0 ? this : new([.. _own, .. Look(paths)], _met);

    /// <summary>What is said of one that a walk meets. It is no item.</summary>
    public static LocalProblem Problem { get; } = new(Code, "This run itself writes it.");

    /// <summary>What is said of one that was named. That is a failure: it was asked for, and does not move.</summary>
    public static LocalProblem NamedProblem { get; } = new("WrittenByRun", "This run itself writes it, so it cannot be copied by it.");

    /// <summary>The first of those that were met, fit for no terminal; empty while none was.</summary>
    public IReadOnlyList<string> Met
    {
        get
        {
            lock (_met)
                return [.. _met];
        }
    }

    /// <summary>True for one of them.</summary>
    /// <param name="path">Where it was met.</param>
    /// <param name="status">What is there.</param>
    public bool Has(string path, in FileStatus status)
    {
        foreach (Own own in _own)
            if (own.Is(path, status))
                return Meet(path);
        return false;
    }

    /// <summary>True for one of them, or what lies below one.</summary>
    public bool Covers(string path)
    {
        if (_own.Length == 0)
            return false;
        for (string? at = RealPath.Of(path); at is not null; at = Path.GetDirectoryName(at))
            if (FileStatus.From(at) is var status && Array.Exists(_own, own => own.Is(at, status)))
                return Meet(path);
        return false;
    }

    /// <summary>Those below a directory, by relative name with forward slashes; the empty name when the directory is itself one, or below one.</summary>
    public IReadOnlyList<string> Below(string directory)
    {
        if (_own.Length == 0)
            return [];
        if (Covers(directory))
            return [""];
        string root = RealPath.Of(directory), start = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        return [.. _own.Select(static own => RealPath.Of(own.Path)).Where(path => path.StartsWith(start, StringComparison.Ordinal)).Select(path => path[start.Length..].Replace(Path.DirectorySeparatorChar, '/'))];
    }

    /// <summary>True for a name that is one of those of <see cref="Below"/>, or lies below one.</summary>
    public static bool Covers(IReadOnlyList<string> below, ReadOnlySpan<char> name)
    {
        foreach (string own in below)
            if (own.Length == 0 || name.StartsWith(own, StringComparison.Ordinal) && (name.Length == own.Length || name[own.Length] == '/'))
                return true;
        return false;
    }

    static IEnumerable<Own> Look(IEnumerable<string> paths) =>
        paths.Distinct().Select(static path => new Own(path, FileStatus.From(path))).Where(static own => own.Status.Kind is FileKind.File or FileKind.Directory or FileKind.Missing);

    bool Meet(string path)
    {
        lock (_met)
            if (_met.Count < MostNamed)
                _met.Add(path);
        return true;
    }

    sealed record Own(string Path, FileStatus Status)
    {
        readonly string _name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

        // One that was not there yet, and where the system tells no numbers, is known by its name.
        public bool Is(string path, in FileStatus status) => Status.Inode != 0 && status.Inode != 0
            ? Status.Inode == status.Inode && Status.Device == status.Device
            : System.IO.Path.GetFileName(path.AsSpan()).SequenceEqual(_name) && RealPath.Of(path) == RealPath.Of(Path);
    }
}
