using System.CommandLine;
using Sluice.Cli.Commands;

namespace Sluice.Tests.Cli;

public sealed class HelpPageTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(66)]
    [InlineData(80)]
    public void A_narrow_page_says_the_same_words_and_only_words_and_commands_are_wider(int width)
    {
        foreach (Command command in SluiceCommand.Create([]).Subcommands.SelectMany(SluiceCommand.Below))
        {
            string[] wide = Lines(command, HelpPage.Widest), narrow = Lines(command, width);
            Assert.Equal(WordsOf(wide), WordsOf(narrow));
            Assert.All(narrow, line => Assert.True(line.Length <= width || !line.Trim(' ', '#').Contains(' ', StringComparison.Ordinal) || line.Contains("sluice ", StringComparison.Ordinal), line));
        }
    }

    [Fact]
    public void Text_is_filled_anew_where_it_is_too_wide_and_indented_lines_stay_for_themselves()
    {
        StringWriter output = new() { NewLine = "\n" };
        new HelpPage(output, 24).Text("""
            One two three four five six
            seven.
              listed

            Eight.
            """);
        Assert.Equal("One two three four five\nsix seven.\n  listed\n\nEight.\n", output.ToString());
    }

    [Theory]
    [InlineData(50, "  --name       what it means where both have room\n")]
    [InlineData(47, "  --name       what it means where both have\n               room\n")]
    [InlineData(40, "  --name\n      what it means where both have room\n")]
    public void What_has_a_name_stands_beside_it_where_there_is_room_else_below(int width, string page)
    {
        StringWriter output = new() { NewLine = "\n" };
        new HelpPage(output, width).Named("  --name", 15, "what it means where both have room");
        Assert.Equal(page, output.ToString());
    }

    static string[] Lines(Command command, int width)
    {
        StringWriter output = new() { NewLine = "\n" };
        HelpText.Write(command, new HelpPage(output, width));
        return output.ToString().Split('\n');
    }

    static IEnumerable<string> WordsOf(string[] lines) => lines.SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(static word => word != "#").Order(StringComparer.Ordinal);
}
