using Sluice.Locations;

namespace Sluice.Transfer.Copying;

/// <summary>One object.</summary>
internal sealed record ObjectLocationSource(S3Location Location) : CopySource;
