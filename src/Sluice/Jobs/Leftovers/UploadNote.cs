namespace Sluice.Jobs.Leftovers;

/// <summary>Multipart uploads that an attempt at a chunk has begun (<c>uploads/</c>).</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Worker">Who began them.</param>
/// <param name="Attempt">In which attempt, from 1.</param>
/// <param name="Uploads">The uploads.</param>
internal sealed record UploadNote(string Chunk, string Worker, int Attempt, IReadOnlyList<NotedUpload> Uploads);

/// <summary>An upload of a note.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key, in base64.</param>
/// <param name="Id">Its id.</param>
internal sealed record NotedUpload(string Bucket, string Key, string Id);
