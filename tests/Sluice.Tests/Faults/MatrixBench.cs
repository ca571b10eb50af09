using Sluice.Cli.Commands;
using Sluice.Cli.Output;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;
using Sluice.S3.Credentials.Profiles;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;
using Sluice.Verify;

namespace Sluice.Tests.Faults;

/// <summary>Two stores with the same objects and a directory, shared by all cases of the matrix; each begins with an empty destination.</summary>
public sealed class MatrixBench : IAsyncLifetime
{
    const string OtherProfile = "other";

    EngineBench _bench = null!;
    EngineBench _other = null!;
    byte[] _output = [];

    public async Task InitializeAsync()
    {
        _bench = await EngineBench.StartAsync();
        _other = await EngineBench.StartAsync();
        foreach (EngineBench bench in (EngineBench[])[_bench, _other])
        {
            bench.Put("from/small", MatrixWork.Small);
            bench.Put("from/large", MatrixWork.Large);
        }
        _bench.Put("one/small", MatrixWork.Small);
        _bench.WriteFile("small", MatrixWork.Small);
        _bench.WriteFile("large", MatrixWork.Large);
        _bench.WriteFile("tree/tiny", MatrixWork.Tiny);
        _bench.Put("two/tiny", MatrixWork.Tiny);
        _bench.WriteFile("pair/x", MatrixWork.Tiny);
        _bench.Put("same/x", MatrixWork.Tiny);
        _bench.Put("other/x", EngineBench.Bytes(MatrixWork.Tiny.Length, 3));
        await _bench.CopyAsync(new LocalLocation(_bench.PathOf("large")), EngineBench.S3("from/parts"), new TransferOptions { PartSize = 5 << 20, Checksum = ChecksumAlgorithm.Sha256 });
        System.IO.File.WriteAllText(_bench.PathOf("config"),
            $"[profile {OtherProfile}]\nendpoint_url = {_other.Server.Url}\nregion = us-east-1\naws_access_key_id = {_other.Server.AccessKey}\naws_secret_access_key = {_other.Server.SecretKey}\n");
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _other.DisposeAsync();
    }

    /// <summary>What the last command told.</summary>
    public string Said { get; private set; } = "";

    public LocalLocation File(string name) => new(_bench.PathOf(name) + (name.EndsWith('/') ? "/" : ""));

    public static S3Location Elsewhere(string key) => new(OtherProfile, EngineBench.Bucket, new ObjectKey(key));

    /// <summary>Removes what a case before has left at the destination, and all faults.</summary>
    public void Clean()
    {
        _bench.Server.Faults.Clear();
        _other.Server.Faults.Clear();
        Delete("to");
        System.IO.File.Delete(_bench.PathOf("to"));
        if (Directory.Exists(_bench.PathOf("dir")))
            Directory.Delete(_bench.PathOf("dir"), recursive: true);
        _output = [];
    }

    /// <summary>The fault of one operation, on both stores.</summary>
    public FaultRule[] On(string operation) => [_bench.Server.Faults.On(operation), _other.Server.Faults.On(operation)];

    public void Heal()
    {
        _bench.Server.Faults.Clear();
        _other.Server.Faults.Clear();
    }

    /// <summary>Copies as the command <c>cp</c> does, or moves as <c>mv</c>; the exit code.</summary>
    public int Copy(Location source, Location destination, byte[]? input = null, bool move = false) =>
        Run((session, engine, connection) => new TransferCommand(session, engine, connection).Copy(new CopyRequest { Sources = [source], Destination = destination, Move = move }), input);

    /// <summary>Removes as <c>rm</c> does.</summary>
    public int Remove(S3Location target) => Run((session, engine, connection) => new TransferCommand(session, engine, connection).Remove(new RemoveRequest { Targets = [target] }));

    /// <summary>Syncs as <c>sync --delete</c> does.</summary>
    public int Sync(Location source, Location destination) =>
        Run((session, engine, connection) => new SyncCommand(session, engine, connection, report: null, _bench.PathOf("state")).Sync(new SyncRequest { Source = source, Destination = destination, Delete = true }));

    /// <summary>Compares as <c>verify --no-cache</c> does.</summary>
    public int Verify(Location a, Location b, bool readAll) =>
        Run((session, engine, connection) => new VerifyCommand(session, engine, connection).Run(new VerifyRequest(a, b) { ReadAll = readAll }));

    public void Put(string key, byte[] bytes) => _bench.Put(key, bytes);

    public void Write(string name, byte[] bytes) => _bench.WriteFile(name, bytes);

    public void Delete(string key) => _ = _bench.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey(key)), default).Value;

    int Run(Func<Session, TransferOptions, ClientDefaults, int> command, byte[]? input = null)
    {
        using StringWriter error = new();
        using MemoryStream output = new();
        AwsEnvironment environment = new(name => name == "AWS_CONFIG_FILE" ? _bench.PathOf("config") : null, _bench.Scratch);
        using Session session = new(new OutputSettings(Progress: ProgressChoice.None), new Terminal(false, false, false, false, true), output, error, TimeProvider.System, CancellationToken.None)
        {
            OpenClients = defaults => new S3ClientFactory(defaults, environment),
            OpenInput = () => new MemoryStream(input ?? []),
        };
        S3ClientOptions patient = new() { Credentials = CredentialSource.Static(_bench.Server.AccessKey, _bench.Server.SecretKey), MaxAttempts = 2, Seed = 1 };
        int exitCode = command(session, new TransferOptions { Concurrency = 3, PartSize = 5 << 20, PartCopyThreshold = 5 << 20 }, new ClientDefaults { Endpoint = _bench.Server.Url, Region = "us-east-1", Client = patient });
        _output = output.ToArray();
        Said = error.ToString();
        return exitCode;
    }

    public byte[]? InBucket(string key) => _bench.Has(key) ? _bench.Get(key) : null;

    public byte[]? OnDisk(string name) => System.IO.File.Exists(_bench.PathOf(name)) ? System.IO.File.ReadAllBytes(_bench.PathOf(name)) : null;

    public byte[] Printed() => _output;

    /// <summary>Temporary files and multipart uploads.</summary>
    public IEnumerable<string> Left() =>
        _bench.Files(".").Where(static file => file.Contains(".sluice-", StringComparison.Ordinal)).Concat(_bench.OpenUploads().Select(static upload => $"upload of {upload.Key}"));
}
