using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

/// <summary>An engine against an embedded endpoint of its own, with a bucket and a scratch directory that go away with it.</summary>
public sealed class EngineBench : IAsyncDisposable
{
    public const string Bucket = "bench-bucket";

    readonly DeviantStore? _deviant;

    EngineBench(EndpointServer server, DeviantStore? deviant, S3ClientFactory clients, string directory)
    {
        Server = server;
        _deviant = deviant;
        Clients = clients;
        Scratch = directory;
    }

    public EndpointServer Server { get; }

    public S3ClientFactory Clients { get; }

    /// <summary>What the clients talk to, when it is not the endpoint itself.</summary>
    public DeviantStore Deviant => _deviant!;

    public S3Client Client => Clients.For(null);

    public string Scratch { get; }

    public List<ItemOutcome> Outcomes { get; } = [];

    /// <summary>An engine whose store deviates: see <see cref="DeviantStore"/>. Its bucket is there already.</summary>
    public static async Task<EngineBench> DeviateAsync(Action<StoreRequest, StoreAnswer>? change = null, Func<StoreRequest, StoreAnswer?>? instead = null,
        EndpointOptions? options = null, Func<S3ClientOptions, S3ClientOptions>? client = null)
    {
        bool begun = false;
        EngineBench bench = await StartAsync(options, client, store => new DeviantStore(store,
            (request, answer) => { if (Volatile.Read(ref begun)) change?.Invoke(request, answer); },
            request => Volatile.Read(ref begun) ? instead?.Invoke(request) : null));
        bench.Deviant.Requests.Clear();
        Volatile.Write(ref begun, true);
        return bench;
    }

    public static async Task<EngineBench> StartAsync(EndpointOptions? options = null, Func<S3ClientOptions, S3ClientOptions>? client = null, Func<Uri, DeviantStore>? deviate = null)
    {
        EndpointServer server = await EndpointServer.StartAsync(options ?? new EndpointOptions(), CancellationToken.None);
        S3ClientOptions clientOptions = new()
        {
            Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey),
            FirstByteTimeout = TimeSpan.FromSeconds(10),
            StallTimeout = TimeSpan.FromSeconds(5),
            Seed = 1,
        };
        DeviantStore? deviant = deviate?.Invoke(server.Url);
        S3ClientFactory clients = new(new ClientDefaults { Endpoint = deviant?.Uri ?? server.Url, Region = "us-east-1", Client = client?.Invoke(clientOptions) ?? clientOptions });
        EngineBench bench = new(server, deviant, clients, Directory.CreateTempSubdirectory("sluice-test-").FullName);
        _ = bench.Client.CreateBucket(Bucket, null, CancellationToken.None).Value;
        return bench;
    }

    public TransferEngine Engine(TransferOptions? options = null) => new(options ?? new TransferOptions { Concurrency = 4 }, Clients);

    public string PathOf(string name) => Path.Combine(Scratch, name);

    public string WriteFile(string name, byte[] bytes)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public string? Put(string key, byte[] bytes, ObjectAttributes? attributes = null) => Put(new ObjectKey(key), bytes, attributes);

    public string? Put(ObjectKey key, byte[] bytes, ObjectAttributes? attributes = null) =>
        Client.PutObject(new PutObjectRequest(Bucket, key, new MemoryBody(bytes)) { Attributes = attributes ?? ObjectAttributes.None }, CancellationToken.None).Value.ETag;

    public byte[] Get(string key, string bucket = Bucket)
    {
        using GetObjectResponse response = Client.GetObject(new GetObjectRequest(bucket, new ObjectKey(key)), CancellationToken.None).Value;
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        for (int count; (count = response.Read(buffer)) > 0;)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    public bool Has(string key) => Client.HeadObject(new HeadObjectRequest(Bucket, new ObjectKey(key)), CancellationToken.None).Error is null;

    public List<string> Keys(string prefix = "") =>
        [.. Client.ListObjects(new ListObjectsRequest(Bucket) { Prefix = new ObjectKey(prefix) }, CancellationToken.None).Value.Objects.Select(static o => o.Key.ToString())];

    public IReadOnlyList<MultipartUploadEntry> OpenUploads() =>
        Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), CancellationToken.None).Value.Uploads;

    public static S3Location S3(string key, string? profile = null) => new(profile, Bucket, new ObjectKey(key));

    public Task<TransferReport> CopyAsync(Location source, Location destination, TransferOptions? options = null, Func<CopyRequest, CopyRequest>? more = null, CancellationToken cancellationToken = default) =>
        CopyAsync([source], destination, options, more, cancellationToken);

    public Task<TransferReport> CopyAsync(IReadOnlyList<Location> sources, Location destination, TransferOptions? options = null, Func<CopyRequest, CopyRequest>? more = null, CancellationToken cancellationToken = default)
    {
        CopyRequest request = new() { Sources = sources, Destination = destination, OnOutcome = Outcomes.Add };
        return Engine(options).CopyAsync(more?.Invoke(request) ?? request, cancellationToken);
    }

    /// <summary>All files below a directory, hidden ones too, relative and sorted.</summary>
    public List<string> Files(string directory) => !Directory.Exists(PathOf(directory)) ? [] :
        [.. Directory.EnumerateFiles(PathOf(directory), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(PathOf(directory), file)).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        _deviant?.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Scratch, recursive: true);
    }
}
