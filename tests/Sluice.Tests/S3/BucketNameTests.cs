using Sluice.S3;

namespace Sluice.Tests.S3;

public sealed class BucketNameTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("myawsbucket")]
    [InlineData("my.aws.bucket")]
    [InlineData("myawsbucket.1")]
    [InlineData("1-2-3")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012")]
    public void A_good_name_has_no_problem(string name)
    {
        Assert.Null(BucketName.ProblemOfNew(name));
        Assert.Null(BucketName.ProblemOfExisting(name));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("ab", "2 characters")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", "64 characters")]
    [InlineData("MyBucket", "'M'")]
    [InlineData("my_bucket", "'_'")]
    [InlineData("my bucket", "' '")]
    [InlineData("bücket", "'ü'")]
    [InlineData("bucket\U0001F600", "only small letters")]
    [InlineData("a\u001b[31mb", "\\x1b")]
    [InlineData(".myawsbucket", "begin and end")]
    [InlineData("myawsbucket.", "begin and end")]
    [InlineData("my..examplebucket", "two periods")]
    [InlineData("-abc", "begin and end")]
    [InlineData("abc-", "begin and end")]
    [InlineData("a-.b", "begin and end")]
    [InlineData("192.168.5.4", "IP address")]
    [InlineData("xn--abc", "'xn--'")]
    [InlineData("sthree-abc", "'sthree-'")]
    [InlineData("abc-s3alias", "'-s3alias'")]
    [InlineData("abc--ol-s3", "'--ol-s3'")]
    [InlineData("abc--use1-az4--x-s3", "'--x-s3'")]
    public void A_bad_name_says_which_rule_it_breaks(string name, string rule)
    {
        string? problem = BucketName.ProblemOfNew(name);
        Assert.NotNull(problem);
        Assert.Contains(rule, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My_Old.Bucket")]
    [InlineData("tenant:bucket")]
    [InlineData("abc-s3alias")]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint/name")]
    public void Names_that_older_rules_and_other_stores_allow_can_be_used(string name) => Assert.Null(BucketName.ProblemOfExisting(name));

    [Theory]
    [InlineData("a/b/c")]
    [InlineData("a\r\nb")]
    [InlineData("a?b=c")]
    [InlineData("ab")]
    public void Names_that_no_store_allows_cannot(string name) => Assert.NotNull(BucketName.ProblemOfExisting(name));
}
