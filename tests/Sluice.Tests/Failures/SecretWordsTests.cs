using Sluice.Failures;

namespace Sluice.Tests.Failures;

public sealed class SecretWordsTests
{
    const string Secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

    static readonly SecretWords Words = new(new Dictionary<string, string>
    {
        ["AWS_SECRET_ACCESS_KEY"] = Secret,
        ["DB_PASSWORD"] = "correct horse",
        ["API_KEY"] = "short",
        ["PRIVATE_KEY"] = "first line of it\nsecond line of it\n",
        ["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/var/run/token-file",
        ["SLUICE_KEY"] = "the/object's/name",
        ["HOME"] = "/home/somebody",
    });

    [Theory]
    [InlineData($"AWS_SECRET_ACCESS_KEY={Secret} and on", "AWS_SECRET_ACCESS_KEY=*** and on")]
    [InlineData("password 'correct horse', twice: correct horse", "password '***', twice: ***")]
    [InlineData("second line of it", "***")]
    [InlineData("short, /var/run/token-file, the/object's/name, /home/somebody", "short, /var/run/token-file, the/object's/name, /home/somebody")]
    public void What_the_environment_calls_secret_is_hidden_and_nothing_else(string said, string shown) => Assert.Equal(shown, Words.Hide(said));

    [Fact]
    public void What_is_left_of_one_that_was_cut_off_is_hidden_too()
    {
        Assert.Equal("*** was wrong", Words.Hide(Secret[9..] + " was wrong"));
        Assert.Equal("it was ***", Words.Hide("it was " + Secret[..^9]));
        Assert.Equal("***", Words.Hide(Secret[3..]));
    }
}
