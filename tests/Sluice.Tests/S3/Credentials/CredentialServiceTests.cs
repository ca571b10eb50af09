using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.S3.Credentials;

/// <summary>Credentials that services issue, against stand-ins of those services on loopback.</summary>
public sealed class CredentialServiceTests : IDisposable
{
    const string RoleArn = "arn:aws:iam::123456789012:role/reader";

    readonly FakeHome _home = new();
    int _issued;

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_container_gets_credentials_from_its_agent()
    {
        using FakeService agent = new(_ => (200, Json(TimeSpan.FromHours(1))));
        _home.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.Url + "v2/credentials";
        _home.Variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = _home.Write("token", "let me in\n");
        Assert.Equal("ISSUED1", Source().Current(CancellationToken.None)!.AccessKeyId);
        FakeService.Request request = Assert.Single(agent.Requests);
        Assert.Equal("/v2/credentials", request.Path);
        Assert.Equal("let me in", request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("http://example.com/credentials", "example.com")]
    [InlineData("file:///etc/passwd", "AWS_CONTAINER_CREDENTIALS_FULL_URI")]
    public void A_container_does_not_ask_strangers(string uri, string named)
    {
        _home.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = uri;
        Assert.Contains(named, _home.Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_that_has_no_credentials_is_named()
    {
        using FakeService agent = new(static _ => (404, "no such task, token=hidden"));
        _home.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.Url;
        S3Error error = _home.Refusal();
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_gets_its_roles_credentials_with_a_session_token()
    {
        using FakeService metadata = Metadata();
        Assert.Equal("ISSUED1", Source().Current(CancellationToken.None)!.AccessKeyId);
        Assert.Equal(["PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/", "GET /latest/meta-data/iam/security-credentials/my%20role"],
            metadata.Requests.Select(static request => $"{request.Method} {request.Path}"));
        Assert.All(metadata.Requests.Skip(1), static request => Assert.Equal("session", request.Headers["x-aws-ec2-metadata-token"]));
    }

    [Fact]
    public void Credentials_are_renewed_before_they_end_and_not_sooner()
    {
        using FakeService metadata = Metadata();
        CredentialSource source = Source();
        S3Credentials first = source.Current(CancellationToken.None)!;
        _home.Clock.Now += TimeSpan.FromMinutes(54);
        Assert.Same(first, source.Current(CancellationToken.None));
        _home.Clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("ISSUED2", source.Current(CancellationToken.None)!.AccessKeyId);
        Assert.Equal(2, _issued);
    }

    [Fact]
    public void The_old_credentials_serve_while_the_renewal_fails()
    {
        bool isDown = false;
        using FakeService metadata = Metadata(() => isDown);
        CredentialSource source = Source();
        S3Credentials first = source.Current(CancellationToken.None)!;
        isDown = true;
        _home.Clock.Now += TimeSpan.FromMinutes(57);
        Assert.Same(first, source.Current(CancellationToken.None));
        int asked = metadata.Requests.Count;
        Assert.Same(first, source.Current(CancellationToken.None));
        Assert.Equal(asked, metadata.Requests.Count);
        _home.Clock.Now += TimeSpan.FromMinutes(4);
        Assert.Throws<S3Exception>(() => source.Current(CancellationToken.None));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public void Credentials_that_end_at_once_are_not_fetched_for_every_request(int seconds)
    {
        using FakeService agent = new(_ => (200, Json(TimeSpan.FromSeconds(seconds))));
        _home.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.Url;
        CredentialSource source = Source();
        S3Credentials first = source.Current(CancellationToken.None)!;
        _home.Clock.Now += TimeSpan.FromSeconds(10);
        Assert.Same(first, source.Current(CancellationToken.None));
        Assert.Equal(1, _issued);
    }

    [Fact]
    public void Many_threads_ask_once()
    {
        using FakeService metadata = Metadata();
        CredentialSource source = Source();
        S3Credentials[] all = new S3Credentials[16];
        // Threads of their own: blocked ones of the pool would starve the service.
        Thread[] threads = [.. Enumerable.Range(0, all.Length).Select(i => new Thread(() => all[i] = source.Current(CancellationToken.None)!))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.All(all, credentials => Assert.Same(all[0], credentials));
        Assert.Equal(1, _issued);
    }

    [Fact]
    public void A_failure_is_not_asked_for_again_at_once()
    {
        using FakeService metadata = Metadata(static () => true);
        CredentialSource source = Source();
        string message = Assert.Throws<S3Exception>(() => source.Current(CancellationToken.None)).Message;
        Assert.Contains("No credentials found", message, StringComparison.Ordinal);
        Assert.Throws<S3Exception>(() => source.Current(CancellationToken.None));
        Assert.Single(metadata.Requests);
    }

    [Fact]
    public void A_metadata_service_that_never_answers_does_not_hold_a_run_up()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        _home.Variables.Remove("AWS_EC2_METADATA_DISABLED");
        _home.Variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = $"http://{silent.LocalEndpoint}";
        long began = TimeProvider.System.GetTimestamp();
        Assert.Contains("No answer within 2 s", _home.Refusal().Message, StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_role_is_assumed_with_the_keys_of_another_profile()
    {
        using FakeService sts = SecurityTokenService("AssumeRole");
        _home.Write(".aws/config", $"""
            [profile source]
            aws_access_key_id = SOURCE
            aws_secret_access_key = s
            [profile role]
            role_arn = {RoleArn}
            source_profile = source
            external_id = agreed
            duration_seconds = 900
            region = eu-central-1
            """);
        CredentialSource source = _home.Options("role").Credentials;
        Assert.Equal("ISSUED1", source.Current(CancellationToken.None)!.AccessKeyId);
        FakeService.Request request = Assert.Single(sts.Requests);
        Assert.Contains("ExternalId=agreed", request.Body, StringComparison.Ordinal);
        Assert.Contains("DurationSeconds=900", request.Body, StringComparison.Ordinal);
        Assert.Contains("RoleSessionName=sluice", request.Body, StringComparison.Ordinal);
        Assert.Contains("Credential=SOURCE/", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/sts/", request.Headers["Authorization"], StringComparison.Ordinal);
        _home.Clock.Now += TimeSpan.FromMinutes(58);
        Assert.Equal("ISSUED2", source.Current(CancellationToken.None)!.AccessKeyId);
    }

    [Fact]
    public void A_role_is_assumed_with_keys_of_the_environment_or_of_a_container()
    {
        using FakeService sts = SecurityTokenService("AssumeRole");
        using FakeService agent = new(_ => (200, Json(TimeSpan.FromHours(1))));
        _home.Variables["AWS_ACCESS_KEY_ID"] = "ENV";
        _home.Variables["AWS_SECRET_ACCESS_KEY"] = "s";
        _home.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.Url;
        _home.Write(".aws/config", $"[profile a]\nrole_arn={RoleArn}\ncredential_source=Environment\n[profile b]\nrole_arn={RoleArn}\ncredential_source=EcsContainer\n");
        Assert.NotNull(_home.Options("a").Credentials.Current(CancellationToken.None));
        Assert.NotNull(_home.Options("b").Credentials.Current(CancellationToken.None));
        Assert.Contains("Credential=ENV/", sts.Requests[0].Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("Credential=ISSUED2/", sts.Requests[1].Headers["Authorization"], StringComparison.Ordinal);
        Assert.Single(agent.Requests);
    }

    [Fact]
    public void A_web_identity_is_exchanged_for_a_role()
    {
        using FakeService sts = SecurityTokenService("AssumeRoleWithWebIdentity");
        string token = _home.Write("token", "first.jwt\n");
        _home.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = token;
        _home.Variables["AWS_ROLE_ARN"] = RoleArn;
        CredentialSource source = Source();
        Assert.Equal("ISSUED1", source.Current(CancellationToken.None)!.AccessKeyId);
        File.WriteAllText(token, "second.jwt");
        _home.Clock.Now += TimeSpan.FromMinutes(58);
        Assert.Equal("ISSUED2", source.Current(CancellationToken.None)!.AccessKeyId);
        Assert.Contains("WebIdentityToken=first.jwt", sts.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("WebIdentityToken=second.jwt", sts.Requests[1].Body, StringComparison.Ordinal);
        Assert.False(sts.Requests[0].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void A_role_that_STS_refuses_is_named_with_its_reason()
    {
        using FakeService sts = new(static _ => (403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>"));
        _home.Variables["AWS_ENDPOINT_URL_STS"] = sts.Url;
        _home.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = _home.Write("token", "jwt");
        _home.Variables["AWS_ROLE_ARN"] = RoleArn;
        S3Error error = _home.Refusal();
        Assert.Equal(FailureKind.Denied, error.Kind);
        Assert.Contains(RoleArn, error.Message, StringComparison.Ordinal);
        Assert.Contains("not you", error.Message, StringComparison.Ordinal);
    }

    CredentialSource Source() => _home.Options().Credentials;

    FakeService Metadata(Func<bool>? isDown = null)
    {
        FakeService metadata = new(request => isDown?.Invoke() == true ? (503, "") : request.Path switch
        {
            "/latest/api/token" => (200, "session"),
            "/latest/meta-data/iam/security-credentials/" => (200, "my role"),
            _ => (200, Json(TimeSpan.FromHours(1))),
        });
        _home.Variables.Remove("AWS_EC2_METADATA_DISABLED");
        _home.Variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.Url;
        return metadata;
    }

    FakeService SecurityTokenService(string action)
    {
        FakeService sts = new(request => !request.Body.Contains($"Action={action}&", StringComparison.Ordinal) ? (400, "") : (200, $"""
            <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>
            <AccessKeyId>ISSUED{++_issued}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
            <Expiration>{End(TimeSpan.FromHours(1))}</Expiration></Credentials></{action}Result></{action}Response>
            """));
        _home.Variables["AWS_ENDPOINT_URL_STS"] = sts.Url;
        return sts;
    }

    string Json(TimeSpan left) =>
        $$"""{"Code":"Success","AccessKeyId":"ISSUED{{Interlocked.Increment(ref _issued)}}","SecretAccessKey":"s","Token":"t","Expiration":"{{End(left)}}"}""";

    string End(TimeSpan left) => (_home.Clock.Now + left).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
