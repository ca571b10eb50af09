namespace Sluice.Trees;

/// <summary>What a finished file gets besides its bytes, in place of what it gets by itself.</summary>
/// <param name="Modified">Last write; null for that of what was copied.</param>
/// <param name="Mode">Permission bits, without those that lend the owner's rights; null for the usual ones.</param>
internal readonly record struct KeptAttributes(DateTimeOffset? Modified, int? Mode);
