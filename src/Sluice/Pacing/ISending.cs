namespace Sluice.Pacing;

/// <summary>Something that is being sent: bytes count as moved while they leave, whoever sends them.</summary>
internal interface ISending
{
    /// <summary>All its bytes.</summary>
    long Length { get; }

    /// <summary>Bytes that have left in the present attempt.</summary>
    long Sent { get; }
}
