namespace Sluice.Tests.Support;

/// <summary>An item of a <see cref="MemoryLocation"/>.</summary>
public sealed record MemoryItem(byte[] Bytes, DateTimeOffset Modified);
