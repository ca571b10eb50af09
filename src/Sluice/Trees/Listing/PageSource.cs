using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>Fetches one page; what <see cref="S3Client.ListObjects"/> does.</summary>
internal delegate S3Result<ListObjectsPage> PageSource(ListObjectsRequest request, CancellationToken cancellationToken);
