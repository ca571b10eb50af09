using System.Text;
using System.Text.Json;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>An endpoint, a bucket, a directory, and the command between them. One for each test.</summary>
sealed class Scene : IAsyncDisposable
{
    DeviantStore? _deviant;

    Scene(EndpointServer server)
    {
        Server = server;
        Client = new S3Client(new S3ClientOptions { AcceptAnyCertificate = true, Endpoint = server.Url, Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey) });
        Environment = new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = server.Url.ToString(),
            ["AWS_ACCESS_KEY_ID"] = server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = server.SecretKey,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_CONFIG_FILE"] = Path("no-config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path("no-credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["TERM"] = "xterm-256color",
            ["SLUICE_STATE_DIR"] = StateDirectory,
        };
    }

    public EndpointServer Server { get; }

    public S3Client Client { get; }

    public const string Bucket = "scene";

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sluice-scene-").FullName;

    /// <summary>Beside the scene, so that no copy of the scene meets its own journal.</summary>
    public string StateDirectory => Directory + "-state";

    public Dictionary<string, string?> Environment { get; }

    public static async Task<Scene> BeginAsync(EndpointOptions? options = null)
    {
        Scene scene = new(await EndpointServer.StartAsync(options ?? new EndpointOptions(), CancellationToken.None));
        _ = scene.Client.CreateBucket(Bucket, null, CancellationToken.None).Value;
        scene.Server.Requests.Reset();
        return scene;
    }

    /// <summary>One whose command signs as another account, which has a session token and may do everything with the scene's bucket.</summary>
    public static async Task<Scene> BeginWithTokenAsync()
    {
        EndpointAccount role = new("role", "ROLEACCESSKEY", "secret-of-a-role-0123456789") { SessionToken = "session-token-of-a-role-0123456789" };
        Scene scene = await BeginAsync(new EndpointOptions { Accounts = [role] });
        _ = scene.Client.PutBucketDocument(Bucket, "policy", Encoding.UTF8.GetBytes($$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{{Bucket}}","arn:aws:s3:::{{Bucket}}/*"]}]}"""), CancellationToken.None).Value;
        (scene.Environment["AWS_ACCESS_KEY_ID"], scene.Environment["AWS_SECRET_ACCESS_KEY"], scene.Environment["AWS_SESSION_TOKEN"]) = (role.AccessKey, role.SecretKey, role.SessionToken);
        return scene;
    }

    /// <summary>What must stand nowhere: secret keys, and a session token where there is one.</summary>
    public string[] Secrets => [.. new[] { Server.SecretKey, Environment.GetValueOrDefault("AWS_SECRET_ACCESS_KEY"), Environment.GetValueOrDefault("AWS_SESSION_TOKEN") }.OfType<string>().Distinct()];

    /// <summary>From here on the command talks to a store that deviates; the scene's own client still sees the endpoint as it is.</summary>
    public DeviantStore Deviate(Action<StoreRequest, StoreAnswer>? change = null, Func<StoreRequest, StoreAnswer?>? instead = null)
    {
        _deviant = new DeviantStore(Server.Url, change, instead);
        Environment["AWS_ENDPOINT_URL"] = _deviant.Uri.ToString();
        return _deviant;
    }

    public CommandProcess Start(params string[] args) => new(args, Environment, Directory);

    public async Task<CommandResult> RunAsync(params string[] args) => await RunAsync(args, input: null);

    public async Task<CommandResult> RunAsync(string[] args, byte[]? input)
    {
        using CommandProcess process = new(args, Environment, Directory, input);
        return await process.ResultAsync();
    }

    /// <summary>Runs a bash script in which <c>sluice</c> is the command as built.</summary>
    public async Task<CommandResult> ScriptAsync(string script)
    {
        using CommandProcess process = new([], Environment, Directory, script: script);
        return await process.ResultAsync();
    }

    /// <summary>
    /// Runs the command as a user for whom permissions count: root reads everything. The scene's directory is opened for it.
    /// </summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task<CommandResult> RunUnprivilegedAsync(string arguments)
    {
        if (!System.Environment.IsPrivilegedProcess)
            return await ScriptAsync($"sluice {arguments}");
        File.SetUnixFileMode(Directory, (UnixFileMode)0x1ff);
        return await ScriptAsync($"HOME=/nonexistent exec setpriv --reuid=65534 --regid=65534 --clear-groups {CommandProcess.Shell} {arguments}");
    }

    /// <summary>Whole lines of a file that somebody writes; 0 while it is not there.</summary>
    public static long LinesOf(string path)
    {
        if (!File.Exists(path))
            return 0;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader text = new(file);
        return text.ReadToEnd().Count(static c => c == '\n');
    }

    /// <summary>Waits for what has no event of its own, such as the endpoint's counters.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Points the command at an endpoint of its own, from the line that <c>serve --json</c> prints.</summary>
    public JsonElement Adopt(string line)
    {
        JsonElement endpoint = JsonDocument.Parse(line).RootElement;
        Environment["AWS_ENDPOINT_URL"] = endpoint.GetProperty("endpoint").GetString();
        Environment["AWS_ACCESS_KEY_ID"] = endpoint.GetProperty("access_key_id").GetString();
        Environment["AWS_SECRET_ACCESS_KEY"] = endpoint.GetProperty("secret_access_key").GetString();
        return endpoint;
    }

    public string Path(string name) => System.IO.Path.Combine(Directory, name);

    public string Write(string name, byte[] content)
    {
        string path = Path(name);
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public void Put(string key, byte[] content) => Put(Bucket, key, content);

    public void Put(string bucket, string key, byte[] content) =>
        _ = Client.PutObject(new PutObjectRequest(bucket, new ObjectKey(key), new MemoryBody(content)), CancellationToken.None).Value;

    public void Put(string key, string content) => Put(key, Encoding.UTF8.GetBytes(content));

    public byte[] Get(string key)
    {
        using GetObjectResponse response = Client.GetObject(new GetObjectRequest(Bucket, new ObjectKey(key)), CancellationToken.None).Value;
        byte[] content = new byte[response.Info.ContentLength];
        for (int at = 0, read; at < content.Length; at += read)
            read = response.Read(content.AsSpan(at));
        return content;
    }

    public ObjectInfo Head(string key) => Client.HeadObject(new HeadObjectRequest(Bucket, new ObjectKey(key)), CancellationToken.None).Value;

    public string[] Keys(string? bucket = null) =>
        [.. Client.ListObjects(new ListObjectsRequest(bucket ?? Bucket), CancellationToken.None).Value.Objects.Select(found => found.Key.ToString())];

    public int UnfinishedUploads() => Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), CancellationToken.None).Value.Uploads.Count;

    /// <summary>All files below a directory of the scene, as relative names with forward slashes, in order.</summary>
    public string[] Files(string directory) => System.IO.Directory.Exists(Path(directory))
        ? [.. System.IO.Directory.EnumerateFiles(Path(directory), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(file => System.IO.Path.GetRelativePath(Path(directory), file).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The files of journals, by name.</summary>
    public string[] Journals() => System.IO.Directory.Exists(StateDirectory) ? System.IO.Directory.GetFiles(StateDirectory, "*", SearchOption.AllDirectories) : [];

    /// <summary>Bytes that repeat nowhere, the same for the same seed.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _deviant?.Dispose();
        await Server.DisposeAsync();
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Names that are not UTF-8, which .NET cannot say.
            using System.Diagnostics.Process remove = System.Diagnostics.Process.Start("rm", ["-rf", Directory]);
            await remove.WaitForExitAsync();
        }
        if (System.IO.Directory.Exists(StateDirectory))
            System.IO.Directory.Delete(StateDirectory, recursive: true);
    }
}
