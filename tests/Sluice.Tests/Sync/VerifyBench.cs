using System.Text.RegularExpressions;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Sluice.Tests.Sync;

/// <summary>An endpoint, a directory and a verifier between them, with what it found.</summary>
sealed class VerifyBench(EngineBench engine) : IAsyncDisposable
{
    static readonly DateTime Old = new(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    public EngineBench Engine => engine;

    public List<VerifyEntry> Findings { get; } = [];

    /// <summary>Begins; without checksums at a store whose ETags are all there is.</summary>
    public static async Task<VerifyBench> StartAsync(bool tellsChecksums = true) =>
        new(await EngineBench.StartAsync(new EndpointOptions { TellsChecksums = tellsChecksums }));

    /// <summary>Begins at a store that gives everything this ETag, in listings too.</summary>
    public static async Task<VerifyBench> TagAsync(string tag, bool tellsChecksums) =>
        new(await EngineBench.DeviateAsync((request, answer) =>
        {
            if (answer.Headers.ContainsKey("etag"))
                answer.Headers["etag"] = tag;
            if (request.Asks("list-type"))
                answer.Text = Regex.Replace(answer.Text, "<ETag>.*?</ETag>", $"<ETag>{tag}</ETag>");
        }, options: new EndpointOptions { TellsChecksums = tellsChecksums }));

    public Location Local(string name) => new LocalLocation(engine.PathOf(name));

    /// <summary>A file that was written long ago.</summary>
    public string WriteFile(string name, byte[] bytes)
    {
        string path = engine.WriteFile(name, bytes);
        File.SetLastWriteTimeUtc(path, Old);
        return path;
    }

    public void Put(string key, byte[] bytes, ChecksumAlgorithm algorithm, ObjectAttributes? attributes = null) =>
        _ = engine.Client.PutObject(new PutObjectRequest(EngineBench.Bucket, new ObjectKey(key), new MemoryBody(bytes)) { Checksum = algorithm, Attributes = attributes ?? ObjectAttributes.None }, default).Value;

    public void PutInParts(string key, byte[] bytes, ChecksumAlgorithm algorithm, params int[] parts)
    {
        ObjectKey name = new(key);
        string id = engine.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(EngineBench.Bucket, name) { Checksum = algorithm }, default).Value;
        List<UploadedPart> sent = [];
        int at = 0;
        foreach (int length in parts)
        {
            sent.Add(engine.Client.UploadPart(new UploadPartRequest(EngineBench.Bucket, name, id, sent.Count + 1, new MemoryBody(bytes.AsMemory(at, length))) { Checksum = algorithm }, default).Value);
            at += length;
        }
        _ = engine.Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(EngineBench.Bucket, name, id, sent), default).Value;
    }

    public async Task<VerifyReport> VerifyAsync(Location a, Location b, Func<VerifyRequest, VerifyRequest>? more = null)
    {
        Findings.Clear();
        VerifyRequest request = new(a, b) { OnEntry = Findings.Add };
        TransferEngine runner = new(new TransferOptions { Concurrency = 3 }, engine.Clients);
        return await new TreeVerifier(runner).VerifyAsync(more?.Invoke(request) ?? request, default);
    }

    public int Gets => (int)engine.Server.Requests["GetObject"];

    public int Heads => (int)engine.Server.Requests["HeadObject"];

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
