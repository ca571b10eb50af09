using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Tests.S3;

public sealed class EntityTagTests
{
    const string Md5 = "d41d8cd98f00b204e9800998ecf8427f";

    [Theory]
    [InlineData($"\"{Md5}\"")]
    [InlineData($"W/\"{Md5}\"")]
    [InlineData($"w/\"{Md5}\"")]
    [InlineData($" \"{Md5}\"\t")]
    [InlineData($"&quot;{Md5}&quot;")]
    [InlineData($"\"&quot;{Md5}&quot;\"")]
    [InlineData($"\"W/\"{Md5}\"\"")]
    [InlineData("D41D8CD98F00B204E9800998ECF8427F")]
    public void One_tag_is_the_same_in_every_form(string form)
    {
        Assert.True(EntityTag.AreSame(form, Md5));
        Assert.Equal(Md5, EntityTag.Normal(form));
        Assert.True(ChecksumHeaders.TryParseETag(form, out _));
    }

    [Theory]
    [InlineData("\"abc\"", "\"ABC\"")]
    [InlineData($"\"{Md5}\"", $"\"{Md5}-1\"")]
    [InlineData("\"W/\"", "\"\"")]
    [InlineData(null, null)]
    [InlineData(null, "\"a\"")]
    public void Other_tags_and_absent_ones_are_not(string? a, string? b) => Assert.False(EntityTag.AreSame(a, b));

    [Theory]
    [InlineData("\"abc\"", "\"abc\"")]
    [InlineData("abc", "\"abc\"")]
    [InlineData("W/\"abc\"", "\"abc\"")]
    [InlineData("\"ABC\"", "\"ABC\"")]
    [InlineData("*", "*")]
    [InlineData(null, null)]
    public void A_condition_is_quoted_and_else_what_the_store_gave(string? given, string? sent) => Assert.Equal(sent, EntityTag.Condition(given));

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("W/\"\"")]
    public void A_tag_with_nothing_in_it_is_none(string tag) => Assert.Null(EntityTag.OrNull(tag));

    [Fact]
    public void Disagreement_proves_nothing_until_one_has_agreed_and_corruption_from_then_on()
    {
        ETagRecord tags = new();
        ObjectChecksum one = ChecksumHasher.Compute(ChecksumAlgorithm.Md5, [1]), other = ChecksumHasher.Compute(ChecksumAlgorithm.Md5, [2]);
        for (int i = 0; i < 10; i++)
            Assert.Equal(ETagAnswer.Unproved, tags.Judge(one, other, 1));
        Assert.False(tags.MayAgree);
        // The MD5 of nothing is given by stores to anything: it vouches for nobody.
        Assert.Equal(ETagAnswer.Agrees, tags.Judge(one, one, 0));
        Assert.Equal(ETagAnswer.Unproved, tags.Judge(one, other, 1));
        Assert.Equal(ETagAnswer.Agrees, tags.Judge(one, one, 1));
        Assert.Equal(ETagAnswer.Disagrees, tags.Judge(one, other, 1));
        Assert.Equal(ETagAnswer.Unproved, tags.Judge(one with { PartCount = 2 }, other with { PartCount = 2 }, 1));
    }
}
