using Sluice.Trees;

namespace Sluice.Transfer.Journal;

/// <summary>A large item that an interrupted run had begun.</summary>
/// <param name="To">Where it goes.</param>
/// <param name="Size">Its bytes; 0 when nobody knew.</param>
/// <param name="ArrivedBytes">Bytes of it that are where they belong.</param>
/// <param name="UploadId">The multipart upload; null for a file, and while the store has told none.</param>
/// <param name="CanResume">False for standard input, which nobody can read again.</param>
public sealed record UnfinishedTransfer(Location To, long Size, long ArrivedBytes, string? UploadId, bool CanResume);
