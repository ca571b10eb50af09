namespace Sluice.Administration.Lifecycle;

/// <summary>A move to another storage class.</summary>
/// <param name="Days">Days after an object was written, or became an older version; null where there is a date.</param>
/// <param name="Date">From then on; null where there are days.</param>
/// <param name="StorageClass">Where to.</param>
/// <param name="Newer">So many of the newest older versions stay where they are.</param>
internal sealed record LifecycleTransition(int? Days, DateTimeOffset? Date, string StorageClass, int Newer);
