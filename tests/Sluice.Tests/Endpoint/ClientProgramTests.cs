using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Sluice.Endpoint;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Endpoint;

/// <summary>Programs and libraries that people have, each on one way through what it can: put, list, versions, copy, parts, get, delete; over http and https.</summary>
public sealed class ClientProgramTests : EndpointTest
{
    const string Odd = "sub dir/ünïcode+1.txt";

    static readonly byte[] Large = Bytes(12 << 20);

    [Theory, InlineData(false), InlineData(true)]
    [Trait("Needs", "rclone")]
    public async Task Rclone_copies_checks_and_sees_versions(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls }, withBucket: false);
        string tree = WriteTree(), back = Path.Combine(TemporaryDirectory, "back");
        string[] common = ["--config", "/dev/null", "--s3-provider", "Other", "--s3-access-key-id", server.AccessKey, "--s3-secret-access-key", server.SecretKey, "--s3-endpoint", Address(server), "--s3-region", "us-east-1", "--s3-chunk-size", "5M", "--s3-upload-cutoff", "6M", .. tls ? (string[])["--ca-cert", Bundle(server)] : []];
        Task<string> Rclone(params string[] arguments) => RunAsync(server, "rclone", [.. common, .. arguments]);

        await Rclone("mkdir", ":s3:rclone-bucket");
        await SetVersioningAsync(server, "rclone-bucket");
        await Rclone("copy", tree, ":s3:rclone-bucket/t");
        Assert.True(server.Requests["UploadPart"] >= 3);
        await Rclone("check", "--download", tree, ":s3:rclone-bucket/t");
        // rclone names versions by their time, which S3 tells in whole seconds.
        await Task.Delay(1100);
        await File.WriteAllTextAsync(Path.Combine(tree, "empty"), "changed");
        await Rclone("copy", tree, ":s3:rclone-bucket/t");
        await Rclone("copyto", ":s3:rclone-bucket/t/large.bin", ":s3:rclone-bucket/copied");
        await Rclone("moveto", ":s3:rclone-bucket/copied", ":s3:rclone-bucket/moved");
        await Rclone("copyto", ":s3:rclone-bucket/moved", back);
        Assert.Equal(Large, await File.ReadAllBytesAsync(back));
        await Rclone("delete", ":s3:rclone-bucket");
        Assert.Empty(await Rclone("lsf", "-R", "--files-only", ":s3:rclone-bucket"));
        // Both versions of the changed file, and one each of the others.
        string[] versions = (await Rclone("--s3-versions", "lsf", "-R", "--files-only", ":s3:rclone-bucket/t")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, versions.Length);
        string older = Path.Combine(TemporaryDirectory, "older");
        await Rclone("--s3-versions", "copy", ":s3:rclone-bucket/t", older);
        Assert.Equal(["", "changed"], Directory.GetFiles(older, "empty-v*").Select(File.ReadAllText).Order(StringComparer.Ordinal));
        Assert.Equal(Large, await File.ReadAllBytesAsync(Directory.GetFiles(older, "large-v*.bin").Single()));
    }

    [Theory, InlineData(false), InlineData(true)]
    [Trait("Needs", "s3cmd")]
    public async Task S3cmd_puts_lists_copies_gets_and_removes(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls }, withBucket: false);
        string tree = WriteTree(), back = Directory.CreateDirectory(Path.Combine(TemporaryDirectory, "back")).FullName, settings = Path.Combine(TemporaryDirectory, "s3cfg");
        await File.WriteAllTextAsync(settings, $"[default]\naccess_key = {server.AccessKey}\nsecret_key = {server.SecretKey}\nhost_base = {server.Url.Authority}\nhost_bucket = {server.Url.Authority}\nuse_https = {tls}\nsignature_v2 = False\nmultipart_chunk_size_mb = 5\n{(tls ? $"ca_certs_file = {Bundle(server)}\n" : "")}");
        Task<string> S3cmd(params string[] arguments) => RunAsync(server, "s3cmd", ["-c", settings, "--no-progress", .. arguments]);

        await S3cmd("mb", "s3://s3cmd-bucket");
        await S3cmd("put", "--recursive", tree + "/", "s3://s3cmd-bucket/t/");
        Assert.Equal(3, server.Requests["UploadPart"]);
        Assert.Contains($"s3://s3cmd-bucket/t/{Odd}", await S3cmd("ls", "-r", "s3://s3cmd-bucket"), StringComparison.Ordinal);
        await S3cmd("cp", "s3://s3cmd-bucket/t/large.bin", "s3://s3cmd-bucket/t/copied.bin");
        await S3cmd("setacl", "--acl-public", "s3://s3cmd-bucket/t/copied.bin");
        Assert.Contains("*anon*: READ", await S3cmd("info", "s3://s3cmd-bucket/t/copied.bin"), StringComparison.Ordinal);
        await S3cmd("get", "--recursive", "s3://s3cmd-bucket/t/", back + "/");
        AssertTree(back);
        Assert.Equal(Large, await File.ReadAllBytesAsync(Path.Combine(back, "copied.bin")));
        await S3cmd("rm", "-r", "--force", "s3://s3cmd-bucket");
        await S3cmd("rb", "s3://s3cmd-bucket");
    }

    [Theory, InlineData(false), InlineData(true)]
    [Trait("Needs", "s4cmd")]
    public async Task S4cmd_puts_lists_copies_gets_and_removes(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls }, withBucket: false);
        string tree = WriteTree(), back = Path.Combine(TemporaryDirectory, "back");
        Task<string> S4cmd(params string[] arguments) => RunAsync(server, "s4cmd", ["--endpoint-url", Address(server), .. arguments]);

        await S4cmd("mb", "s3://s4cmd-bucket");
        await S4cmd("put", "-r", tree, "s3://s4cmd-bucket/t/", "--multipart-split-size=5242880", "--max-singlepart-upload-size=6000000");
        Assert.Equal(3, server.Requests["UploadPart"]);
        Assert.Contains($"s3://s4cmd-bucket/t/tree/{Odd}", await S4cmd("ls", "-r", "s3://s4cmd-bucket"), StringComparison.Ordinal);
        await S4cmd("cp", "s3://s4cmd-bucket/t/tree/large.bin", "s3://s4cmd-bucket/t/tree/copied.bin");
        await S4cmd("get", "-r", "s3://s4cmd-bucket/t/tree", back);
        AssertTree(back);
        Assert.Equal(Large, await File.ReadAllBytesAsync(Path.Combine(back, "copied.bin")));
        await S4cmd("del", "-r", "s3://s4cmd-bucket/");
        Assert.Empty(await S4cmd("ls", "-r", "s3://s4cmd-bucket"));
    }

    [Theory, InlineData("sdk", false), InlineData("sdk", true), InlineData("minio", false), InlineData("minio", true)]
    [Trait("Needs", "node")]
    public async Task The_JavaScript_SDK_and_minios_client_do_all_they_can(string name, bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls }, withBucket: false);
        string output = await RunAsync(server, "node", [Repository.PathOf("tests", "Sluice.Tests", "Clients", "node_clients.mjs"), Address(server), server.AccessKey, server.SecretKey, name, Repository.PathOf("artifacts", "node")]);
        Assert.EndsWith($"ok {name}\n", output, StringComparison.Ordinal);
        Assert.True(server.Requests["UploadPart"] >= 2);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_TransferUtility_of_the_AWS_SDK_moves_trees_and_versions(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls }, withBucket: false);
        string tree = WriteTree(), back = Path.Combine(TemporaryDirectory, "back");
        AmazonS3Config config = new() { ServiceURL = Address(server), ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
        if (tls)
            config.HttpClientFactory = new TrustingFactory(server.CertificatePem!);
        using AmazonS3Client client = new(new BasicAWSCredentials(server.AccessKey, server.SecretKey), config);
        using TransferUtility transfer = new(client, new TransferUtilityConfig { MinSizeBeforePartUpload = 6 << 20 });
        const string bucket = "sdk-bucket";

        await client.PutBucketAsync(bucket);
        await client.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
        await transfer.UploadDirectoryAsync(new TransferUtilityUploadDirectoryRequest { BucketName = bucket, Directory = tree, KeyPrefix = "t", SearchOption = SearchOption.AllDirectories });
        Assert.True(server.Requests["UploadPart"] >= 2);
        await transfer.DownloadDirectoryAsync(bucket, "t/", back);
        AssertTree(back);
        await client.CopyObjectAsync(bucket, "t/large.bin", bucket, "copied");
        using (GetObjectResponse copied = await client.GetObjectAsync(bucket, "copied"))
        {
            MemoryStream bytes = new();
            await copied.ResponseStream.CopyToAsync(bytes);
            Assert.Equal(Large, bytes.ToArray());
        }
        Assert.Equal("true", (await client.DeleteObjectAsync(bucket, "copied")).DeleteMarker);
        ListVersionsResponse versions = await client.ListVersionsAsync(bucket);
        Assert.Equal(5, versions.Versions.Count);
        DeleteObjectsResponse deleted = await client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = bucket, Objects = [.. versions.Versions.Select(static v => new KeyVersion { Key = v.Key, VersionId = v.VersionId })] });
        Assert.Equal(5, deleted.DeletedObjects.Count);
        await client.DeleteBucketAsync(bucket);
    }

    static async Task SetVersioningAsync(EndpointServer server, string bucket)
    {
        using RawClient client = ClientOf(server);
        await BytesAsync(client.PutAsync($"/{bucket}?versioning=", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"u8.ToArray()));
    }

    static RawClient ClientOf(EndpointServer server) => new(server) { Trusted = server.CertificatePem };

    string WriteTree()
    {
        string tree = Path.Combine(TemporaryDirectory, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "sub dir"));
        File.WriteAllBytes(Path.Combine(tree, "large.bin"), Large);
        File.WriteAllText(Path.Combine(tree, Odd), "text");
        File.WriteAllBytes(Path.Combine(tree, "empty"), []);
        return tree;
    }

    static void AssertTree(string tree)
    {
        Assert.Equal(Large, File.ReadAllBytes(Path.Combine(tree, "large.bin")));
        Assert.Equal("text", File.ReadAllText(Path.Combine(tree, Odd)));
        Assert.Empty(File.ReadAllBytes(Path.Combine(tree, "empty")));
    }

    static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    static string Address(EndpointServer server) => server.Url.ToString().TrimEnd('/');

    string Bundle(EndpointServer server)
    {
        string path = Path.Combine(TemporaryDirectory, "ca.pem");
        File.WriteAllText(path, server.CertificatePem);
        return path;
    }

    async Task<string> RunAsync(EndpointServer server, string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = TemporaryDirectory };
        foreach (string name in start.Environment.Keys.Where(static n => n.StartsWith("AWS_", StringComparison.Ordinal) || n.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["S3_ACCESS_KEY"] = server.AccessKey;
        start.Environment["S3_SECRET_KEY"] = server.SecretKey;
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["HOME"] = TemporaryDirectory;
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        // rclone of Debian does not start with it.
        if (server.CertificatePem is not null && program != "rclone")
            start.Environment["AWS_CA_BUNDLE"] = start.Environment["NODE_EXTRA_CA_CERTS"] = Bundle(server);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{await output}{await errors}");
        return await output;
    }

    sealed class TrustingFactory(string pem) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(RawClient.HandlerOf(pem));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
