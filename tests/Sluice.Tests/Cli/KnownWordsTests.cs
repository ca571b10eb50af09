using Sluice.Cli.Options;

namespace Sluice.Tests.Cli;

public sealed class KnownWordsTests
{
    [Theory]
    [InlineData("copy a s3://bucket/", "cp a s3://bucket/")]
    [InlineData("list s3://bucket", "ls s3://bucket")]
    [InlineData("delete s3://bucket/a", "rm s3://bucket/a")]
    [InlineData("move copy a", "mv copy a")]
    [InlineData("help", "--help")]
    [InlineData("help copy", "cp --help")]
    [InlineData("help bench download", "bench download --help")]
    [InlineData("ls -h s3://bucket/", "ls -H s3://bucket/")]
    [InlineData("ls -lhr s3://bucket/", "ls -lHr s3://bucket/")]
    [InlineData("du s3://bucket/ -sh", "du s3://bucket/ -sH")]
    [InlineData("ls -h", "ls -h")]
    [InlineData("cp -h a b", "cp -h a b")]
    [InlineData("ls a -- -h", "ls a -- -h")]
    public void Words_of_other_tools_that_mean_the_same_are_understood(string typed, string ours) =>
        Assert.Equal(ours, string.Join(' ', KnownWords.Translate(typed.Split(' '))));
}
