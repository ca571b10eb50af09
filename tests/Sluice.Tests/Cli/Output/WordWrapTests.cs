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

    [Theory]
    [InlineData("Nothing was done. Run it with: sluice job run s3://jobs/one --workers 4", "Nothing was done. Run it", "with:", "sluice job run s3://jobs/one --workers 4")]
    [InlineData("Here it is: sluice cp -r . s3://b/dir/. What is there stays as it is.", "Here it is:", "sluice cp -r . s3://b/dir/.", "What is there stays as it", "is.")]
    [InlineData("There is more: 'sluice resume 0123456789ab' goes on with it.", "There is more:", "'sluice resume 0123456789ab'", "goes on with it.")]
    [InlineData("Say it: sluice rm --include 'a (b). C' s3://b/ (twice).", "Say it:", "sluice rm --include 'a (b). C' s3://b/", "(twice).")]
    [InlineData("It can come back: sluice undo s3://one/two/ --to 2026; sluice undo s3://three/four/ --to 2026", "It can come back:", "sluice undo s3://one/two/ --to 2026;", "sluice undo s3://three/four/ --to 2026")]
    [InlineData("With sluice and its words this is no command at all.", "With sluice and its words", "this is no command at all.")]
    public void A_command_that_can_be_pasted_is_kept_whole(string line, params string[] folded) => Assert.Equal(folded, WordWrap.Fold(line, 28));

    [Fact]
    public void A_command_of_its_own_line_is_left_to_the_terminal()
    {
        StringWriter error = new();
        new ErrorPrinter(error, new Paint(false), null) { Width = static () => 20 }.Command("AWS_PROFILE=a sluice cp -r one/ s3://two/");
        Assert.Equal("AWS_PROFILE=a sluice cp -r one/ s3://two/\n", error.ToString().ReplaceLineEndings("\n"));
    }

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
