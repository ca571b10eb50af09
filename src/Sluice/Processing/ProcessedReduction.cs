using Sluice.Trees;

namespace Sluice.Processing;

/// <summary>What the outputs of all objects were combined into.</summary>
/// <param name="Result">Its beginning, at most 64 KiB, without a line end at its end. Bytes that are no UTF-8 are U+FFFD.</param>
/// <param name="IsResultCut">True when <paramref name="Result"/> is not what it is: there is more, or bytes of it are no UTF-8.</param>
/// <param name="Output">Where it is; null where it was lines.</param>
public sealed record ProcessedReduction(string Result, bool IsResultCut, Location? Output);
