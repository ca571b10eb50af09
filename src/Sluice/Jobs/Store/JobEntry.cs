namespace Sluice.Jobs.Store;

/// <summary>A name in a job store.</summary>
/// <param name="Name">Relative to the job.</param>
/// <param name="Tag">What its content is known by: an ETag, or a hash; null where the store tells none.</param>
/// <param name="Modified">When it was written, by the store's clock.</param>
public sealed record JobEntry(string Name, string? Tag, DateTimeOffset Modified);
