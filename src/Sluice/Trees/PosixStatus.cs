namespace Sluice.Trees;

/// <summary>What a place that is neither a store nor this machine's disk tells of a file besides its size and time.</summary>
/// <param name="Mode">Type and permission bits; 0 when it does not tell.</param>
/// <param name="User">Number of the owner; null when it does not tell.</param>
/// <param name="Group">Number of the group; null when it does not tell.</param>
internal sealed record PosixStatus(int Mode, uint? User, uint? Group);
