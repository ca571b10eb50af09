namespace Sluice.S3;

/// <summary>A document that configures a bucket, as the store tells it.</summary>
/// <param name="Text">XML, or JSON for a policy.</param>
/// <param name="Beside">The header that belongs to it; null when none was asked for or told.</param>
internal sealed record StoredDocument(byte[] Text, string? Beside);
