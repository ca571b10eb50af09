using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>A large item that is under way.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Parts">How many parts it has, or, of one whose contents are compared, how many MiB there are to read; 0 where that is not known, as of a stream.</param>
/// <param name="Done">How many of them are where they belong, or were read.</param>
public readonly record struct LargeTransfer(Location From, Location? To, int Parts, int Done);
