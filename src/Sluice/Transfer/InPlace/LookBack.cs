namespace Sluice.Transfer.InPlace;

/// <summary>
/// Which of many changes are looked at after the store said that they are made: the first ones, and then one of many. A store that does not do what it says is found at its first
/// objects; a look at each of a million would double what the run costs.
/// </summary>
internal sealed class LookBack
{
    /// <summary>Changes at the beginning of a run that are all looked at.</summary>
    public const int First = 256;

    /// <summary>Of the others one of so many: less than a hundredth more requests.</summary>
    public const int OneOf = 128;

    long _count;

    /// <summary>True when the next change is to be looked at. For many threads.</summary>
    public bool Next() => Interlocked.Increment(ref _count) is var count && (count <= First || count % OneOf == 0);
}
