namespace Sluice.Cli.Commands;

/// <summary>The storage classes that a listing comes by: whether it met any that was asked for, and in bounded memory which others.</summary>
/// <param name="wanted">Those that were asked for.</param>
sealed class SeenClasses(IReadOnlyList<string> wanted)
{
    // A hostile store could name as many classes as it has objects.
    const int Most = 10;

    readonly SortedSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>True when one was met that was asked for.</summary>
    public bool TookAny { get; private set; }

    /// <summary>The first ten of the others, by name.</summary>
    public IReadOnlyCollection<string> Others => _others;

    /// <summary>True for one that was asked for.</summary>
    public bool Takes(string name)
    {
        if (wanted.Contains(name))
            return TookAny = true;
        _others.Add(name);
        if (_others.Count > Most)
            _others.Remove(_others.Max!);
        return false;
    }
}
