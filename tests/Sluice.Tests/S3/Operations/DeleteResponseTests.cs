using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Operations;
using Sluice.S3.Xml;

namespace Sluice.Tests.S3.Operations;

public sealed class DeleteResponseTests
{
    static readonly ObjectIdentifier Blank = new(new ObjectKey("p/a b")), Encoded = new(new ObjectKey("p/a%20b")), Other = new(new ObjectKey("p/c"));

    [Fact]
    public void Only_what_is_said_of_exactly_the_bytes_that_were_sent_counts()
    {
        DeleteResponse answer = Of([Blank, Encoded, Other], Deleted("p/c"), Failed("p/a%20b", "AccessDenied"), Deleted("/b/p/a b"));
        Assert.Equal([Blank], answer.Unsaid);
        Assert.Equal((Encoded, FailureKind.Denied), Assert.Single(answer.Failed) is var (named, error) ? (named, error.Kind) : default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bucket/p/c")]
    [InlineData("bucket/p/c")]
    [InlineData(" p/c ")]
    [InlineData("p%2Fc")]
    [InlineData("&amp;p/c")]
    public void An_error_that_cannot_be_matched_is_one_of_a_key_of_which_nothing_is_said(string key)
    {
        DeleteResponse answer = Of([Blank, Other], Deleted("p/a b"), Failed(key, "InternalError"));
        Assert.Equal([Other], answer.Unsaid);
        Assert.Empty(answer.Failed);
    }

    [Fact]
    public void An_error_that_cannot_be_matched_where_all_are_said_to_be_gone_makes_all_of_them_doubtful() =>
        Assert.Equal([Blank, Other], Of([Blank, Other], Deleted("p/a b"), Deleted("p/c"), Failed("", "InternalError")).Unsaid);

    [Fact]
    public void An_answer_that_says_nothing_or_both_removes_nothing()
    {
        Assert.Equal([Blank, Other], Of([Blank, Other]).Unsaid);
        Assert.Equal([Other], Of([Blank, Other], Deleted("p/a b"), Deleted("p/c"), Failed("p/c", "AccessDenied")).Unsaid);
    }

    [Fact]
    public void A_version_is_gone_only_when_that_version_is_said_to_be()
    {
        ObjectIdentifier first = Other with { VersionId = "1" }, second = Other with { VersionId = "2" };
        DeleteResponse answer = Of([first, second, Blank], Deleted("p/c") with { VersionId = "1", IsMarker = true }, Deleted("p/c"), Deleted("p/a b") with { VersionId = "made", IsMarker = true });
        Assert.Equal([second], answer.Unsaid);
        Assert.Equal(1, answer.Hidden);
    }

    static DeleteResponse Of(List<ObjectIdentifier> sent, params DeleteXml.Entry[] said) => new(sent, [.. said]);

    static DeleteXml.Entry Deleted(string key) => new(new ObjectKey(key), true, "", "");

    static DeleteXml.Entry Failed(string key, string code) => new(new ObjectKey(key), false, code, "m");
}
