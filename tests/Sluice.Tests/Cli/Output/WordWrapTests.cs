using Sluice.Cli.Output;

namespace Sluice.Tests.Cli.Output;

public sealed class WordWrapTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(26)]
    public void Words_are_kept_whole_and_lines_fit(int width)
    {
        const string line = "error: /tmp is a directory of this machine, and ls lists stores: write s3://BUCKET/PREFIX, or nothing for all buckets.";
        string[] folded = [.. WordWrap.Fold(line, width)];
        Assert.All(folded, part => Assert.True(part.Length <= width, part));
        Assert.Equal(line, string.Join(' ', folded));
    }

    [Fact]
    public void A_line_that_fits_stays_as_it_is() => Assert.Equal(["  two  blanks  "], WordWrap.Fold("  two  blanks  ", 15));

    [Fact]
    public void A_word_that_is_too_long_stays_whole() => Assert.Equal(["at", "https://example.org/a/long/path", "it"], WordWrap.Fold("at https://example.org/a/long/path it", 12));

    [Fact]
    public void What_stands_behind_a_label_goes_on_behind_it() =>
        Assert.Equal(["  ledger     3 listed = 1 done + 1 failed", "             + 1 pending"], WordWrap.Fold("  ledger     3 listed = 1 done + 1 failed + 1 pending", 42));

    [Fact]
    public void Control_sequences_take_no_room_and_wide_characters_take_two() =>
        Assert.Equal(["\u001b[31merror:\u001b[0m \u590f\u590f", "\u590f\u590f"], WordWrap.Fold("\u001b[31merror:\u001b[0m \u590f\u590f \u590f\u590f", 12));

    [Fact]
    public void Each_line_of_a_message_on_a_terminal_is_told_whole_to_a_log()
    {
        StringWriter error = new();
        List<string> log = [];
        ErrorPrinter printer = new(error, new Paint(false), null) { Width = static () => 20, Copy = log.Add };
        printer.Note("one two three four five six");
        Assert.Equal("one two three four\nfive six\n", error.ToString().ReplaceLineEndings("\n"));
        Assert.Equal(["one two three four five six"], log);
    }
}
