using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Credentials.Profiles;
using Sluice.Sync;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Attributes;

/// <summary>Two stores that may deviate, each with a bucket of one name; what the engine does goes through the deviations, what a test looks at does not.</summary>
sealed class TwoStores : IAsyncDisposable
{
    public const string Bucket = "attribute-bucket";

    readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("sluice-attrs-");
    readonly EndpointServer[] _servers;
    readonly DeviantStore[] _deviants;
    readonly S3ClientFactory _clients;

    TwoStores(EndpointServer[] servers, DeviantStore[] deviants)
    {
        (_servers, _deviants) = (servers, deviants);
        string config = Path.Combine(_scratch.FullName, "config");
        File.WriteAllText(config, $"[profile there]\naws_access_key_id={servers[1].AccessKey}\naws_secret_access_key={servers[1].SecretKey}\nregion=us-east-1\nendpoint_url={deviants[1].Uri}\n");
        Dictionary<string, string> variables = new() { ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_scratch.FullName, "none") };
        S3ClientOptions options = new() { Credentials = CredentialSource.Static(servers[0].AccessKey, servers[0].SecretKey), Seed = 1 };
        _clients = new S3ClientFactory(new ClientDefaults { Endpoint = deviants[0].Uri, Region = "us-east-1", Client = options }, new AwsEnvironment(variables.GetValueOrDefault, _scratch.FullName));
        Source = Direct(servers[0]);
        Target = Direct(servers[1]);
        _ = Source.CreateBucket(Bucket, null, default).Value;
        _ = Target.CreateBucket(Bucket, null, default).Value;
    }

    /// <summary>Begins.</summary>
    /// <param name="change">Changes answers of the source.</param>
    /// <param name="instead">Answers for the source.</param>
    /// <param name="there">Answers for the destination of copies between stores.</param>
    public static async Task<TwoStores> BeginAsync(Action<StoreRequest, StoreAnswer>? change = null, Func<StoreRequest, StoreAnswer?>? instead = null, Func<StoreRequest, StoreAnswer?>? there = null)
    {
        EndpointServer[] servers = [await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None), await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None)];
        return new TwoStores(servers, [new DeviantStore(servers[0].Url, change, instead), new DeviantStore(servers[1].Url, null, there)]);
    }

    /// <summary>The first store as it is.</summary>
    public S3Client Source { get; }

    /// <summary>The second store as it is.</summary>
    public S3Client Target { get; }

    public List<ItemOutcome> Outcomes { get; } = [];

    /// <summary>What was sent to the first store.</summary>
    public IEnumerable<StoreRequest> Sent => _deviants[0].Requests;

    /// <summary>What was sent to the second store.</summary>
    public IEnumerable<StoreRequest> SentThere => _deviants[1].Requests;

    public static S3Location Here(string key) => new(null, Bucket, new ObjectKey(key));

    public static S3Location There(string key) => new("there", Bucket, new ObjectKey(key));

    public void Put(string key, int bytes, ObjectAttributes attributes, Sluice.S3.Checksums.ChecksumAlgorithm checksum = Sluice.S3.Checksums.ChecksumAlgorithm.Crc64Nvme) =>
        _ = Source.PutObject(new PutObjectRequest(Bucket, new ObjectKey(key), new MemoryBody(EngineBench.Bytes(bytes))) { Attributes = attributes, Checksum = checksum }, default).Value;

    public static ObjectInfo Head(S3Client store, string key) => store.HeadObject(new HeadObjectRequest(Bucket, new ObjectKey(key)), default).Value;

    public static string Tags(S3Client store, string key) =>
        string.Join('&', store.GetObjectTagging(Bucket, new ObjectKey(key), default).Value.Select(static tag => $"{tag.Key}={tag.Value}"));

    public async Task<TransferReport> CopyAsync(S3Location source, S3Location destination, Func<CopyRequest, CopyRequest>? more = null, TransferOptions? options = null)
    {
        CopyRequest request = new() { Sources = [source], Destination = destination, OnOutcome = Outcomes.Add };
        return await new TransferEngine(options ?? new TransferOptions { Concurrency = 1 }, _clients).CopyAsync(more?.Invoke(request) ?? request, default);
    }

    public async Task<TransferReport> SyncAsync(S3Location source, S3Location destination)
    {
        SyncRequest request = new() { Source = source, Destination = destination, OnOutcome = Outcomes.Add };
        return (await new Synchronizer(new TransferEngine(new TransferOptions { Concurrency = 1 }, _clients), stateDirectory: null).SyncAsync(request, default)).Transfer;
    }

    /// <summary>An answer that names an error.</summary>
    public static StoreAnswer Refused(int status, string code) => StoreAnswer.Error(status, code);

    public static bool Writes(StoreRequest request) => request.Method == "PUT" || request.Method == "POST" && request.Asks("uploads");

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        Source.Dispose();
        Target.Dispose();
        foreach (DeviantStore deviant in _deviants)
            deviant.Dispose();
        foreach (EndpointServer server in _servers)
            await server.DisposeAsync();
        _scratch.Delete(recursive: true);
    }

    static S3Client Direct(EndpointServer server) => new(new S3ClientOptions { Endpoint = server.Url, Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey) });
}
