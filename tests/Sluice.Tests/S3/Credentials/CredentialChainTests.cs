using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.S3.Credentials;

public sealed class CredentialChainTests : IDisposable
{
    readonly FakeHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Keys_in_the_environment_come_first()
    {
        _home.Write(".aws/credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
        SetKeys("ENV");
        Assert.Equal("ENV", Current().AccessKeyId);
        Assert.Equal("token", Current().SessionToken);
        Assert.Equal("secret", Current().SecretKey);
    }

    [Fact]
    public void Keys_of_a_file_are_not_at_hand_where_a_web_identity_goes_before_them()
    {
        _home.Write(".aws/credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n[other]\naws_access_key_id=OTHER\naws_secret_access_key=s\n");
        Assert.True(HasKeysAtHand());
        _home.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = _home.Write("token", "t");
        Assert.True(HasKeysAtHand());
        _home.Variables["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/r";
        Assert.False(HasKeysAtHand());
        _home.Variables["AWS_PROFILE"] = "other";
        Assert.False(HasKeysAtHand());
        // What is asked for by name goes before it, and so do keys in the environment.
        Assert.True(HasKeysAtHand("other"));
        Assert.True(HasKeysAtHand(defaults: new ClientDefaults { Profile = "other" }));
        SetKeys("ENV");
        Assert.True(HasKeysAtHand());
    }

    bool HasKeysAtHand(string? profile = null, ClientDefaults? defaults = null)
    {
        using S3ClientFactory clients = new(defaults ?? new ClientDefaults(), _home.Environment);
        return clients.HasKeysAtHand(profile);
    }

    [Fact]
    public void A_profile_that_is_asked_for_goes_before_the_environment()
    {
        _home.Write(".aws/credentials", "[other]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
        SetKeys("ENV");
        Assert.Equal("FILE", Current(defaults: new ClientDefaults { Profile = "other" }).AccessKeyId);
        _home.Variables["AWS_PROFILE"] = "other";
        Assert.Equal("ENV", Current().AccessKeyId);
    }

    [Fact]
    public void Half_a_pair_of_keys_is_named()
    {
        _home.Variables["AWS_ACCESS_KEY_ID"] = "ENV";
        Assert.Equal("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not.", _home.Refusal().Message);
        _home.Write(".aws/credentials", "[half]\naws_secret_access_key=hidden\n");
        S3Error error = _home.Refusal("half");
        Assert.Contains("aws_access_key_id", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_credentials_anywhere_names_every_place()
    {
        S3Error error = _home.Refusal();
        Assert.Equal(FailureKind.Denied, error.Kind);
        foreach (string place in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "'default'", "credentials", "config", "container", "EC2", "--profile", "--no-sign-request"])
            Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_profile_lists_those_there_are()
    {
        _home.Write(".aws/config", "[default]\nregion=eu-west-1\n[profile work]\nregion=eu-west-1\n[services x]\n[sso-session y]\n");
        _home.Write(".aws/credentials", "[home]\naws_access_key_id=A\naws_secret_access_key=s\n");
        foreach (S3Error error in (S3Error[])[_home.Refusal("away"), _home.Refusal(null, new ClientDefaults { Profile = "away" })])
        {
            Assert.Equal(FailureKind.Denied, error.Kind);
            Assert.Contains("'away'", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("configured: default, home, work.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_profile_of_a_location_takes_nothing_from_the_environment()
    {
        SetKeys("ENV");
        _home.Write(".aws/config", "[profile bare]\nregion=eu-west-1\n");
        Assert.Contains("'bare'", _home.Refusal("bare").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_sign_request_asks_nobody()
    {
        _home.Variables.Remove("AWS_EC2_METADATA_DISABLED");
        Assert.Null(_home.Options(null, new ClientDefaults { NoSignRequest = true }).Credentials.Current(CancellationToken.None));
    }

    [Fact]
    public void Credentials_stay_the_same_object_until_they_are_refused()
    {
        _home.Write(".aws/credentials", "[default]\naws_access_key_id=OLD\naws_secret_access_key=s\naws_session_token=t\n");
        CredentialSource source = _home.Options().Credentials;
        S3Credentials old = source.Current(CancellationToken.None)!;
        Assert.Same(old, source.Current(CancellationToken.None));
        _home.Write(".aws/credentials", "[default]\naws_access_key_id=NEW\naws_secret_access_key=s\naws_session_token=t\n");
        Assert.Same(old, source.Current(CancellationToken.None));
        source.Invalidate(old);
        S3Credentials fresh = source.Current(CancellationToken.None)!;
        Assert.Equal("NEW", fresh.AccessKeyId);
        source.Invalidate(old);
        Assert.Same(fresh, source.Current(CancellationToken.None));
    }

    [Fact]
    public void A_program_prints_credentials()
    {
        if (OperatingSystem.IsWindows())
            return;
        string answer = _home.Write("answer.json", """{"Version":1,"AccessKeyId":"PRINTED","SecretAccessKey":"s","SessionToken":"t"}""");
        _home.Write(".aws/config", $"[default]\ncredential_process = cat {answer}\n[profile broken]\ncredential_process = false\n");
        Assert.Equal("PRINTED", Current().AccessKeyId);
        Assert.Contains("credential_process of profile 'broken'", _home.Refusal("broken").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("role_arn = arn:aws:iam::1:role/r\n", "nothing to assume it with")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = a\n", "leads back to itself")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = gone\n", "no profile 'gone'")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = b\n", "leads back to itself")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = empty\n", "has no credentials")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\ncredential_source = Moon\n", "'Moon'")]
    [InlineData("role_arn = arn:aws:iam::1:role/r\nsource_profile = keys\nmfa_serial = x\n", "MFA")]
    [InlineData("sso_start_url = https://x\nsso_region = eu-west-1\nsso_role_name = r\n", "no sso_account_id")]
    [InlineData("sso_start_url = https://x\nsso_region = eu-west-1\nsso_role_name = r\nsso_account_id = 1\n", "aws sso login --profile a")]
    [InlineData("sso_session = s\nsso_role_name = r\nsso_account_id = 1\n", "no sso_region")]
    public void A_profile_that_cannot_work_says_why(string settings, string why)
    {
        _home.Write(".aws/config",
            "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a\n[profile empty]\n[profile keys]\naws_access_key_id=A\naws_secret_access_key=s\n" +
            $"[profile a]\n{settings}");
        S3Error error = _home.Refusal("a");
        Assert.Equal(FailureKind.Denied, error.Kind);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[default]\nno equals sign and a secret\n", "line 2")]
    [InlineData("orphan = 1\n", "line 1")]
    [InlineData("[default\n", "line 1")]
    public void A_broken_file_is_named_by_line_and_not_shown(string text, string line)
    {
        string path = _home.Write(".aws/config", text);
        S3Error error = _home.Refusal();
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    void SetKeys(string id)
    {
        _home.Variables["AWS_ACCESS_KEY_ID"] = id;
        _home.Variables["AWS_SECRET_ACCESS_KEY"] = "secret";
        _home.Variables["AWS_SESSION_TOKEN"] = "token";
    }

    S3Credentials Current(string? profile = null, ClientDefaults? defaults = null) => _home.Options(profile, defaults).Credentials.Current(CancellationToken.None)!;
}
