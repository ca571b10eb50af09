using System.Diagnostics;
using Sluice.Endpoint;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Endpoint;

/// <summary>aws-cli and boto3 with their default settings, over http and https.</summary>
public sealed class PythonClientTests : EndpointTest
{
    static readonly EndpointAccount Other = new("other", "OTHERKEY", "othersecret");

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [Trait("Needs", "boto3")]
    public async Task Boto3_works_with_its_default_settings(bool tls, bool directory)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls, DataDirectory = directory ? Path.Combine(TemporaryDirectory, "data") : null, Accounts = [Other] }, withBucket: false);
        string script = Repository.PathOf("tests", "Sluice.Tests", "Clients", "boto3_against_endpoint.py");
        string output = await RunAsync(server, "python3", [script, server.Url.ToString().TrimEnd('/'), server.AccessKey, server.SecretKey, Other.AccessKey, Other.SecretKey]);
        Assert.EndsWith("ok clean_up\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [Trait("Needs", "boto3")]
    public async Task Versions_locks_policies_forms_and_documents_of_buckets_answer_as_S3_does(bool tls, bool directory)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls, DataDirectory = directory ? Path.Combine(TemporaryDirectory, "data") : null, Accounts = [Other] }, withBucket: false);
        string script = Repository.PathOf("tests", "Sluice.Tests", "Clients", "boto3_bucket_features.py");
        string output = await RunAsync(server, "python3", [script, server.Url.ToString().TrimEnd('/'), server.AccessKey, server.SecretKey, Other.AccessKey, Other.SecretKey]);
        Assert.EndsWith("ok conditions\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Needs", "aws")]
    public async Task Aws_cli_works_with_its_default_settings(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls }, withBucket: false);
        string tree = Path.Combine(TemporaryDirectory, "tree"), back = Path.Combine(TemporaryDirectory, "back");
        Directory.CreateDirectory(Path.Combine(tree, "sub dir"));
        byte[] large = new byte[20 << 20];
        new Random(1).NextBytes(large);
        File.WriteAllBytes(Path.Combine(tree, "large.bin"), large);
        File.WriteAllText(Path.Combine(tree, "sub dir", "ünïcode+1.txt"), "text");

        await AwsAsync(server, "s3", "mb", "s3://cli-bucket");
        await AwsAsync(server, "s3", "cp", Path.Combine(tree, "large.bin"), "s3://cli-bucket/up/large.bin");
        Assert.Equal(3, server.Requests["UploadPart"]);
        await AwsAsync(server, "s3", "sync", tree, "s3://cli-bucket/tree");
        Assert.Empty(await AwsAsync(server, "s3", "sync", tree, "s3://cli-bucket/tree"));
        await AwsAsync(server, "s3", "sync", "s3://cli-bucket/tree", back);
        Assert.Equal(large, File.ReadAllBytes(Path.Combine(back, "large.bin")));
        Assert.Equal("text", File.ReadAllText(Path.Combine(back, "sub dir", "ünïcode+1.txt")));
        Assert.Contains("tree/sub dir/ünïcode+1.txt", await AwsAsync(server, "s3", "ls", "--recursive", "s3://cli-bucket"), StringComparison.Ordinal);
        await AwsAsync(server, "s3", "cp", "s3://cli-bucket/up/large.bin", "s3://cli-bucket/copied.bin");
        await AwsAsync(server, "s3api", "put-object", "--bucket", "cli-bucket", "--key", "once", "--if-none-match", "*");
        string refused = await AwsAsync(server, false, "s3api", "put-object", "--bucket", "cli-bucket", "--key", "once", "--if-none-match", "*");
        Assert.Contains("PreconditionFailed", refused, StringComparison.Ordinal);
        Assert.Contains("ChecksumType", await AwsAsync(server, "s3api", "head-object", "--bucket", "cli-bucket", "--key", "up/large.bin", "--checksum-mode", "ENABLED"), StringComparison.Ordinal);
        string url = (await AwsAsync(server, "s3", "presign", "s3://cli-bucket/copied.bin")).Trim();
        if (!tls)
        {
            using HttpClient http = new();
            Assert.Equal(large, await http.GetByteArrayAsync(new Uri(url)));
        }
        await AwsAsync(server, "s3", "rb", "--force", "s3://cli-bucket");
        Assert.DoesNotContain("cli-bucket", await AwsAsync(server, "s3", "ls"), StringComparison.Ordinal);
    }

    Task<string> AwsAsync(EndpointServer server, params string[] arguments) => AwsAsync(server, true, arguments);

    Task<string> AwsAsync(EndpointServer server, bool succeeds, params string[] arguments) =>
        RunAsync(server, "aws", ["--endpoint-url", server.Url.ToString().TrimEnd('/'), .. arguments], succeeds);

    async Task<string> RunAsync(EndpointServer server, string program, string[] arguments, bool succeeds = true)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = server.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = server.SecretKey;
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(TemporaryDirectory, "no-such-file");
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (string proxy in (string[])["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"])
            start.Environment.Remove(proxy);
        if (server.CertificatePem is { } pem)
        {
            string bundle = Path.Combine(TemporaryDirectory, "ca.pem");
            File.WriteAllText(bundle, pem);
            start.Environment["AWS_CA_BUNDLE"] = bundle;
        }
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(succeeds == (process.ExitCode == 0), $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{await output}{await errors}\nWhere boto3 or aws is missing: pip install boto3==1.43.* awscli==1.45.*");
            return await output + (succeeds ? "" : await errors);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Fail($"{program} cannot be started ({e.Message}). These tests are never left out: install Python 3.9 or later, then: pip install boto3==1.43.* awscli==1.45.*");
            throw;
        }
    }
}
