using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Trees;

public sealed class LocationParserTests
{
    [Theory]
    [InlineData("s3://bucket", null, "bucket", "")]
    [InlineData("s3://bucket/", null, "bucket", "")]
    [InlineData("s3://bucket/a/b", null, "bucket", "a/b")]
    [InlineData("s3://bucket//a", null, "bucket", "/a")]
    [InlineData("S3://bucket/a@b", null, "bucket", "a@b")]
    [InlineData("s3://me@bucket/a", "me", "bucket", "a")]
    [InlineData("s3://me@bucket", "me", "bucket", "")]
    [InlineData("s3://bucket/\u65e5 x?*", null, "bucket", "\u65e5 x?*")]
    [InlineData("s3://arn:aws:s3:us-west-2:123456789012:accesspoint/mine", null, "arn:aws:s3:us-west-2:123456789012:accesspoint/mine", "")]
    [InlineData("s3://arn:aws:s3:us-west-2:123456789012:accesspoint/mine/a/b", null, "arn:aws:s3:us-west-2:123456789012:accesspoint/mine", "a/b")]
    [InlineData("s3://p@arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/mine/a", "p", "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/mine", "a")]
    public void Reads_buckets_keys_and_profiles(string text, string? profile, string bucket, string key)
    {
        S3Location location = Assert.IsType<S3Location>(LocationParser.Parse(text));
        Assert.Equal((profile, bucket), (location.Profile, location.Bucket));
        Assert.True(location.Key.TryGetText(out string read));
        Assert.Equal(key, read);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("./s3:/x")]
    [InlineData("/abs/path/")]
    [InlineData("C:\\x")]
    [InlineData("--")]
    public void Everything_else_is_a_path_as_typed(string text) => Assert.Equal(new LocalLocation(text), LocationParser.Parse(text));

    [Fact]
    public void A_hyphen_is_standard_input_or_output() => Assert.IsType<StreamLocation>(LocationParser.Parse("-"));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("s3://", "bucket is missing")]
    [InlineData("s3:///key", "bucket is missing")]
    [InlineData("s3://@bucket/key", "profile before @ is empty")]
    [InlineData("s3:/bucket/key", "did you mean s3://bucket/key?")]
    [InlineData("s3:bucket", "did you mean s3://bucket?")]
    [InlineData("gs://bucket/key", "gs:// is not known")]
    [InlineData("https://bucket.s3.amazonaws.com/key", "https:// is not known")]
    [InlineData("a\0b", "NUL")]
    public void Names_the_problem(string text, string problem)
    {
        Assert.False(LocationParser.TryParse(text, out _, out string said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => LocationParser.Parse(text));
    }

    // Not as inline data, which the runner would pass on as valid text.
    [Fact]
    public void A_key_that_is_no_valid_unicode_is_refused()
    {
        Assert.False(LocationParser.TryParse("s3://bucket/\ud800", out _, out string problem));
        Assert.Contains("Unicode", problem, StringComparison.Ordinal);
    }
}
