namespace Sluice.Trees.Listing;

/// <summary>How a listing is made.</summary>
public sealed record ListingOptions
{
    /// <summary>Most requests at once that are ever made for one listing.</summary>
    public const int MaxParallelism = 128;

    /// <summary>In which order keys are handed out. Default: sorted.</summary>
    public ListingOrder Order { get; init; } = ListingOrder.Sorted;

    /// <summary>Show all versions and delete markers, those of a key newest first, instead of the current objects. Default false.</summary>
    public bool Versions { get; init; }

    /// <summary>Show what was there at this time, of a bucket that keeps versions: of each key the newest version that is no later, unless it is a delete marker. Default null: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Requests at once, 1 to 128; 1 lists page after page. Default null: as many as pay, at most 64.</summary>
    public int? Parallelism { get; init; }

    /// <summary>
    /// Pages held at most, under way and waiting to be taken; 2 or more. Default 300, which are some 43 MB of keys of 50 bytes.
    /// So many are held only while whoever takes them has to wait.
    /// </summary>
    public int Pages { get; init; } = 300;

    /// <summary>Measures how long pages take. Default: the system's; that of the client where there is one.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told of names that came twice and were taken once; null for nobody.</summary>
    internal Action? OnRepeated { get; init; }
}
