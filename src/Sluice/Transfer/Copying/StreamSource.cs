namespace Sluice.Transfer.Copying;

/// <summary>Standard input.</summary>
internal sealed record StreamSource : CopySource;
