using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>An item of many parts that is under way.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Parts">How many parts it has; 0 where that is not known, as of a stream.</param>
/// <param name="Done">How many of them are where they belong.</param>
public readonly record struct LargeTransfer(Location From, Location? To, int Parts, int Done);
