using Sluice.Tests.Support;

namespace Sluice.Tests.Probing;

/// <summary>One way in which a store deviates.</summary>
/// <param name="Name">What it does, in a few words.</param>
/// <param name="Finds">The checks that must find it, and no others.</param>
public sealed record Lie(string Name, params string[] Finds)
{
    /// <summary>Answers a request itself, by what is behind or without it; null: it is passed on as it came.</summary>
    internal Func<LyingStore, StoreRequest, StoreAnswer?> Instead { get; init; } = static (_, _) => null;

    /// <summary>Changes an answer of what is behind.</summary>
    public Action<StoreRequest, StoreAnswer> Change { get; init; } = static (_, _) => { };

    /// <summary>It is told of a bucket that keeps versions.</summary>
    public bool IsOfVersions { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
