using Sluice.Endpoint.Access;

namespace Sluice.Endpoint.Storage;

/// <summary>A bucket, as it is kept.</summary>
sealed record StoredBucket(string Name, DateTimeOffset Created, AccessList Access);
