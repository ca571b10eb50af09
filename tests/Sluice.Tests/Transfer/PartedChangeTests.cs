using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

/// <summary>Metadata of a large object is changed by a copy in parts.</summary>
public sealed class PartedChangeTests
{
    static readonly byte[] Body = Scene.Bytes(11 << 20);

    [Fact]
    public async Task A_large_object_gets_its_metadata_in_parts_and_keeps_its_checksum()
    {
        await using Scene scene = await Scene.BeginAsync();
        PutInParts(scene);
        ObjectInfo before = scene.Head("k");
        Assert.Equal(OutcomeKind.Done, (await ChangeAsync(scene, scene.Server.Url)).Kind);
        Assert.True(scene.Server.Requests["UploadPartCopy"] > 1);
        Assert.Equal(0, scene.Server.Requests["CopyObject"]);
        Assert.Equal(before.Checksum, scene.Head("k").Checksum);
        Assert.Equal([new("a", "1")], scene.Head("k").Attributes.Metadata);
        Assert.Equal(Body, scene.Get("k"));
    }

    [Fact]
    public async Task What_is_written_while_its_parts_are_copied_is_not_lost()
    {
        await using Scene scene = await Scene.BeginAsync();
        PutInParts(scene);
        int met = 0;
        using DeviantStore store = new(scene.Server.Url, instead: request =>
        {
            // All parts are copied: the request that joins them would overwrite what is written now.
            if (request.Method == "POST" && request.Target.Contains("uploadId", StringComparison.Ordinal) && Interlocked.Increment(ref met) == 1)
                scene.Put("k", "another");
            return null;
        });
        Assert.Equal(OutcomeKind.Changed, (await ChangeAsync(scene, store.Uri)).Kind);
        Assert.True(met > 0);
        Assert.Equal("another"u8.ToArray(), scene.Get("k"));
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    static async Task<ItemOutcome> ChangeAsync(Scene scene, Uri store)
    {
        using S3ClientFactory clients = new(new ClientDefaults { Endpoint = store, Client = new S3ClientOptions { Endpoint = store, Credentials = CredentialSource.Static(scene.Server.AccessKey, scene.Server.SecretKey) } });
        List<ItemOutcome> outcomes = [];
        await new TransferEngine(new TransferOptions { Concurrency = 2, PartSize = 5 << 20, PartCopyThreshold = 6 << 20 }, clients).ApplyAsync(new ObjectOperationRequest
        {
            Targets = [new S3Location(null, Scene.Bucket, new ObjectKey("k"))],
            Operation = new MetadataChange { Added = [new("a", "1")] },
            OnOutcome = outcomes.Add,
        }, default);
        return Assert.Single(outcomes);
    }

    static void PutInParts(Scene scene)
    {
        ObjectKey key = new("k");
        string upload = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, key), default).Value;
        List<UploadedPart> parts = [];
        for (int at = 0; at < Body.Length; at += 5 << 20)
            parts.Add(scene.Client.UploadPart(new UploadPartRequest(Scene.Bucket, key, upload, parts.Count + 1, new MemoryBody(Body.AsMemory(at, Math.Min(Body.Length - at, 5 << 20)))), default).Value);
        _ = scene.Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Scene.Bucket, key, upload, parts), default).Value;
        scene.Server.Requests.Reset();
    }
}
