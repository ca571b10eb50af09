namespace Sluice.Benchmarking.TestObjects;

/// <summary>What the state directory knows of the test objects of one run.</summary>
/// <param name="Id">Names the run; the file has the same name.</param>
/// <param name="Endpoint">The store's endpoint; empty for AWS.</param>
/// <param name="Profile">Profile that the location named; null for none.</param>
/// <param name="Bucket">Their bucket.</param>
/// <param name="Prefix">Their prefix: bytes, and so in base64.</param>
/// <param name="Directory">Where downloaded files are; null for nowhere.</param>
/// <param name="Begun">When the run began.</param>
internal sealed record TestPrefixRecord(string Id, string Endpoint, string? Profile, string Bucket, byte[] Prefix, string? Directory, DateTimeOffset Begun);
