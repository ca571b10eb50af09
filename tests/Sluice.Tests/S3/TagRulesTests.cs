using Sluice.S3;

namespace Sluice.Tests.S3;

public sealed class TagRulesTests
{
    [Theory]
    [InlineData("name", "value")]
    [InlineData("name", "")]
    [InlineData("Größe 1", "a_.:/=+-@ 9")]
    [InlineData("名前", "𝒳")]
    public void What_S3_takes_is_a_tag(string name, string value) => Assert.Null(TagRules.ProblemOf(name, value));

    [Theory]
    [InlineData("", "value")]
    [InlineData("AWS:name", "")]
    [InlineData("tab\t", "")]
    [InlineData("name", "a&b")]
    [InlineData("name", "a\n")]
    // U+1F02B: its last sixteen bits are those of a plus sign's neighbourhood, and it is no letter.
    [InlineData("name", "\U0001F02B")]
    public void What_S3_does_not_take_is_none(string name, string value) => Assert.NotNull(TagRules.ProblemOf(name, value));

    [Fact]
    public void Ten_tags_are_taken_with_names_of_their_own()
    {
        KeyValuePair<string, string>[] ten = [.. Enumerable.Range(0, 10).Select(static i => new KeyValuePair<string, string>($"n{i}", new string('v', 256)))];
        Assert.Null(TagRules.ProblemOf(ten));
        Assert.NotNull(TagRules.ProblemOf([.. ten, new("n", "")]));
        Assert.NotNull(TagRules.ProblemOf([ten[0], ten[0]]));
        Assert.Null(TagRules.ProblemOf([new("a", ""), new("A", "")]));
    }
}
