using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Faults;

/// <summary>A scene and a second store, with what the works of the command's matrix need. One for each cell, because cells run side by side.</summary>
sealed class CommandStage : IAsyncDisposable
{
    readonly EndpointServer _other;
    readonly S3Client _otherClient;

    CommandStage(Scene scene, EndpointServer other, bool large)
    {
        (Scene, _other) = (scene, other);
        _otherClient = new S3Client(new S3ClientOptions { Endpoint = other.Url, Credentials = CredentialSource.Static(other.AccessKey, other.SecretKey) });
        _ = _otherClient.CreateBucket(Scene.Bucket, null, CancellationToken.None).Value;
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile other]\nendpoint_url = {other.Url}\nregion = us-east-1\naws_access_key_id = {other.AccessKey}\naws_secret_access_key = {other.SecretKey}\n");
        scene.Write("small", CommandWork.Small);
        scene.Write("tree/small", CommandWork.Small);
        scene.Write("dir/old", CommandWork.Small);
        foreach (string key in (string[])["from/small", "one/small", "gone/small", "synced/old"])
            scene.Put(key, CommandWork.Small);
        if (!large)
            return;
        scene.Write("large", CommandWork.Large);
        scene.Put("from/large", CommandWork.Large);
        _ = _otherClient.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey("from/large"), new MemoryBody(CommandWork.Large)), CancellationToken.None).Value;
    }

    public Scene Scene { get; }

    /// <param name="large">Whether a large object and file are there, too: they cost more than all else.</param>
    public static async Task<CommandStage> BeginAsync(bool large) => new(await Scene.BeginAsync(), await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None), large);

    /// <summary>Puts a fault on an operation of both stores.</summary>
    public void Put(CommandFault fault, string operation, int times)
    {
        foreach (EndpointServer server in (EndpointServer[])[Scene.Server, _other])
            fault.Put(times == int.MaxValue ? server.Faults.On(operation) : server.Faults.On(operation).Times(times));
    }

    public void Heal()
    {
        Scene.Server.Faults.Clear();
        _other.Faults.Clear();
    }

    public byte[]? InBucket(string key) => Read(Scene.Client, key);

    public byte[]? InOther(string key) => Read(_otherClient, key);

    public byte[]? OnDisk(string name) => File.Exists(Scene.Path(name)) ? File.ReadAllBytes(Scene.Path(name)) : null;

    /// <summary>Temporary files, and uploads of both stores that were neither completed nor given up.</summary>
    public IEnumerable<string> Left() =>
    [
        .. Scene.Files(".").Where(static file => file.Contains(".sluice-", StringComparison.Ordinal)),
        .. new[] { Scene.Client, _otherClient }.SelectMany(static client => client.ListMultipartUploads(new ListMultipartUploadsRequest(Scene.Bucket), CancellationToken.None).Value.Uploads).Select(static upload => $"upload of {upload.Key}"),
    ];

    public async ValueTask DisposeAsync()
    {
        _otherClient.Dispose();
        await _other.DisposeAsync();
        await Scene.DisposeAsync();
    }

    static byte[]? Read(S3Client client, string key)
    {
        S3Result<GetObjectResponse> found = client.GetObject(new GetObjectRequest(Scene.Bucket, new ObjectKey(key)), CancellationToken.None);
        if (found.Error is { Status: 404 })
            return null;
        using GetObjectResponse response = found.Value;
        byte[] content = new byte[response.Info.ContentLength];
        for (int at = 0, read; at < content.Length; at += read)
            read = response.Read(content.AsSpan(at));
        return content;
    }
}
