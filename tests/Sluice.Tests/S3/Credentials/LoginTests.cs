using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.S3.Credentials;

namespace Sluice.Tests.S3.Credentials;

/// <summary>Credentials of people who have signed in (IAM Identity Center), against a stand-in of its portal on loopback.</summary>
public sealed class LoginTests : IDisposable
{
    readonly FakeHome _home = new();
    int _issued;

    public void Dispose() => _home.Dispose();

    CredentialSource Source() => _home.Options().Credentials;

    string End(TimeSpan left) => (_home.Clock.Now + left).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [Fact]
    public void A_login_gives_the_credentials_of_a_role()
    {
        using FakeService portal = Portal();
        string token = WriteLogin(TimeSpan.FromHours(1));
        Assert.Equal("ISSUED1", _home.Options("people").Credentials.Current(CancellationToken.None)!.AccessKeyId);
        FakeService.Request request = Assert.Single(portal.Requests);
        Assert.Equal("/federation/credentials?account_id=123456789012&role_name=reader", request.Path);
        Assert.Equal("bearer", request.Headers["x-amz-sso_bearer_token"]);
        Assert.Contains("bearer", _home.Read(token), StringComparison.Ordinal);
    }

    [Fact]
    public void A_login_that_has_ended_is_renewed_and_kept()
    {
        using FakeService portal = Portal();
        string token = WriteLogin(TimeSpan.FromHours(-1));
        Assert.Equal("ISSUED1", _home.Options("people").Credentials.Current(CancellationToken.None)!.AccessKeyId);
        Assert.Equal("/token", portal.Requests[0].Path);
        Assert.Contains("refresh me", portal.Requests[0].Body, StringComparison.Ordinal);
        Assert.Equal("renewed", portal.Requests[1].Headers["x-amz-sso_bearer_token"]);
        Assert.Contains("\"accessToken\":\"renewed\"", _home.Read(token), StringComparison.Ordinal);
        Assert.Contains("\"region\":\"eu-west-1\"", _home.Read(token), StringComparison.Ordinal);
    }

    FakeService Portal()
    {
        FakeService portal = new(request => request.Path == "/token"
            ? (200, """{"accessToken":"renewed","expiresIn":3600,"refreshToken":"refresh me again","tokenType":"Bearer"}""")
            : (200, $$$"""{"roleCredentials":{"accessKeyId":"ISSUED{{{++_issued}}}","secretAccessKey":"s","sessionToken":"t","expiration":{{{(_home.Clock.Now + TimeSpan.FromHours(1)).ToUnixTimeMilliseconds()}}}}}"""));
        _home.Variables["AWS_ENDPOINT_URL_SSO"] = _home.Variables["AWS_ENDPOINT_URL_SSO_OIDC"] = portal.Url;
        _home.Write(".aws/config", """
            [sso-session company]
            sso_region = eu-west-1
            sso_start_url = https://example.awsapps.com/start
            [profile people]
            sso_session = company
            sso_account_id = 123456789012
            sso_role_name = reader
            """);
        return portal;
    }

    string WriteLogin(TimeSpan left)
    {
        string name = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes("company")));
        string path = $".aws/sso/cache/{name}.json";
        _home.Write(path, $$"""
            {"startUrl":"https://example.awsapps.com/start","region":"eu-west-1","accessToken":"bearer","expiresAt":"{{End(left)}}",
             "clientId":"id","clientSecret":"cs","refreshToken":"refresh me"}
            """);
        return path;
    }
}
