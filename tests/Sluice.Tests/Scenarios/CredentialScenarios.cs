using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;
using Sluice.Tests.S3.Credentials;

namespace Sluice.Tests.Scenarios;

/// <summary>The command with credentials that services issue, against stand-ins of those services on loopback: what they use of the AWS SDK has to be in the native command.</summary>
public sealed class CredentialScenarios
{
    const string RoleArn = "arn:aws:iam::123456789012:role/reader";

    static readonly EndpointAccount Role = new("role", "ISSUEDKEY", "issued-secret-0123456789") { SessionToken = "issued+token/0123456789==" };

    [Fact]
    public async Task A_web_identity_signs_what_the_command_sends()
    {
        await using Scene scene = await BeginAsync();
        using FakeService sts = SecurityTokenService("AssumeRoleWithWebIdentity");
        scene.Environment["AWS_ENDPOINT_URL_STS"] = sts.Url;
        scene.Environment["AWS_ROLE_ARN"] = RoleArn;
        scene.Environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = scene.Write("token", "a.jwt\n");
        await AssertCopiesAsync(scene);
        Assert.All(sts.Requests, static request => Assert.Contains("WebIdentityToken=a.jwt", request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_role_with_a_source_profile_signs_what_the_command_sends()
    {
        await using Scene scene = await BeginAsync();
        using FakeService sts = SecurityTokenService("AssumeRole");
        scene.Environment["AWS_ENDPOINT_URL_STS"] = sts.Url;
        scene.Environment["AWS_PROFILE"] = "role";
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"""
            [profile source]
            aws_access_key_id = SOURCE
            aws_secret_access_key = source-secret
            [profile role]
            role_arn = {RoleArn}
            source_profile = source
            region = us-east-1
            """);
        await AssertCopiesAsync(scene);
        Assert.All(sts.Requests, static request => Assert.Contains("Credential=SOURCE/", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_who_has_logged_in_signs_what_the_command_sends()
    {
        await using Scene scene = await BeginAsync();
        using FakeService portal = new(static request => request.Path == "/token"
            ? (200, """{"accessToken":"renewed","expiresIn":3600,"refreshToken":"refresh me again","tokenType":"Bearer"}""")
            : (200, $$$"""{"roleCredentials":{"accessKeyId":"{{{Role.AccessKey}}}","secretAccessKey":"{{{Role.SecretKey}}}","sessionToken":"{{{Role.SessionToken}}}","expiration":{{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds()}}}}}"""));
        scene.Environment["AWS_ENDPOINT_URL_SSO"] = scene.Environment["AWS_ENDPOINT_URL_SSO_OIDC"] = portal.Url;
        scene.Environment["HOME"] = scene.Path("home");
        scene.Environment["AWS_PROFILE"] = "people";
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", """
            [sso-session company]
            sso_region = us-east-1
            sso_start_url = https://example.awsapps.com/start
            [profile people]
            sso_session = company
            sso_account_id = 123456789012
            sso_role_name = reader
            region = us-east-1
            """);
        string token = $"home/.aws/sso/cache/{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, "company"u8.ToArray()))}.json";
        Login("bearer", TimeSpan.FromHours(1));
        await AssertCopiesAsync(scene);
        Assert.All(portal.Requests, static request => Assert.Equal(("/federation/credentials?account_id=123456789012&role_name=reader", "bearer"), (request.Path, request.Headers["x-amz-sso_bearer_token"])));
        // A login that has ended is renewed, and kept.
        Login("bearer", TimeSpan.FromHours(-1));
        (await scene.RunAsync("ls", "s3://of-role/")).Exits(0);
        Assert.Equal("renewed", portal.Requests[^1].Headers["x-amz-sso_bearer_token"]);
        Assert.Contains("\"accessToken\":\"renewed\"", File.ReadAllText(scene.Path(token)), StringComparison.Ordinal);

        void Login(string access, TimeSpan left) => scene.Write(token, $$"""
            {"startUrl":"https://example.awsapps.com/start","region":"us-east-1","accessToken":"{{access}}","expiresAt":"{{End(left)}}",
             "clientId":"id","clientSecret":"cs","refreshToken":"refresh me"}
            """);
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("")]
    public async Task Objects_go_up_and_down_over_https_with_the_runtimes_TLS_as_with_the_systems(string tls)
    {
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Tls = true });
        scene.Environment["SLUICE_TLS"] = tls;
        string ca = scene.Write("ca.pem", scene.Server.CertificatePem!);
        byte[] large = Scene.Bytes(12 << 20);
        scene.Write("up/large", large);
        for (int i = 0; i < 50; i++)
            scene.Write($"up/{i}", $"content of {i}");
        (await scene.RunAsync("cp", "-r", "up/", "s3://scene/", "--part-size", "5MiB")).Exits(3).Says("vouches for the certificate");
        (await scene.RunAsync("cp", "-r", "up/", "s3://scene/", "--part-size", "5MiB", "--ca-bundle", ca)).Exits(0);
        (await scene.RunAsync("cp", "-r", "s3://scene/", "down/", "--part-size", "5MiB", "--ca-bundle", ca)).Exits(0);
        Assert.Equal(scene.Files("up"), scene.Files("down"));
        Assert.Equal(large, File.ReadAllBytes(scene.Path("down/large")));
        (await scene.RunAsync("verify", "up/", "s3://scene/", "--ca-bundle", ca)).Exits(0);
    }

    // Up and down again, in a bucket that only the role has.
    static async Task AssertCopiesAsync(Scene scene)
    {
        scene.Write("up/a", "content of a");
        (await scene.RunAsync("mb", "s3://of-role")).Exits(0);
        (await scene.RunAsync("cp", "-r", "up/", "s3://of-role/")).Exits(0);
        (await scene.RunAsync("cp", "-r", "s3://of-role/", "down/")).Exits(0);
        Assert.Equal("content of a", File.ReadAllText(scene.Path("down/a")));
    }

    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [Role] });
        foreach (string name in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
            scene.Environment.Remove(name);
        return scene;
    }

    static FakeService SecurityTokenService(string action) =>
        new(request => !request.Body.Contains($"Action={action}&", StringComparison.Ordinal) ? (400, "") : (200, $"""
            <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>
            <AccessKeyId>{Role.AccessKey}</AccessKeyId><SecretAccessKey>{Role.SecretKey}</SecretAccessKey><SessionToken>{Role.SessionToken}</SessionToken>
            <Expiration>{End(TimeSpan.FromHours(1))}</Expiration></Credentials></{action}Result></{action}Response>
            """));

    static string End(TimeSpan left) => DateTimeOffset.UtcNow.Add(left).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
