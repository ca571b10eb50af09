using Sluice.Cli.Output;
using Sluice.Cli.Progress;

namespace Sluice.Tests.Cli;

public sealed class LiveRegionTests
{
    [Fact]
    public void Whatever_is_printed_above_and_however_the_terminal_is_resized_no_ghost_of_a_line_stays()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            FakeTerminal terminal = new(80);
            LiveRegion region = new(new Paint(enabled: seed % 2 == 0));
            List<string> printed = [];
            // As they were given, and as they were last drawn.
            string[] given = [], shown = [];
            for (int step = 0; step < 60; step++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        terminal.Resize(random.Next(20, 150));
                        break;
                    case 1:
                        // Longer than the terminal is wide, now and then.
                        printed.Add($"message {step} {new string('m', random.Next(200))}.");
                        terminal.Write(region.Above(printed[^1], terminal.Width));
                        shown = Cut(given, terminal.Width);
                        break;
                    case 2:
                        terminal.Write(region.Clear(terminal.Width));
                        printed.Add($"result {step}");
                        terminal.Write(printed[^1] + "\r\n");
                        terminal.Write(region.Again(terminal.Width));
                        shown = Cut(given, terminal.Width);
                        break;
                    default:
                        shown = given = [.. Enumerable.Range(0, random.Next(1, 7)).Select(line => $"{line}:{new string('v', random.Next(terminal.Width - 3))}")];
                        terminal.Write(region.Draw([.. shown.Select(static line => (IReadOnlyList<Piece>)[new(line[..1], Tone.Good), new(line[1..])])], terminal.Width));
                        break;
                }
                Assert.Equal([.. printed, .. shown], terminal.Lines);
            }
            terminal.Write(region.Clear(terminal.Width));
            Assert.Equal(printed, terminal.Lines);
        }
    }

    [Fact]
    public void A_terminal_that_is_narrower_than_it_says_has_each_line_once_and_wraps_what_is_printed_above()
    {
        FakeTerminal terminal = new(60);
        LiveRegion region = new(new Paint(enabled: false));
        for (int at = 0; at < 20; at++)
            terminal.Write(region.Draw([[new($"{at} {new string('v', 90)}")], [new("below")]], 100_000));
        terminal.Write(region.Above(new string('m', 80), 100_000));
        Assert.Equal([new string('m', 80), $"19 {new string('v', 56)}", "below"], terminal.Lines);
    }

    // What was given to a wider terminal.
    static string[] Cut(string[] lines, int width) => [.. lines.Select(line => TextCells.First(line, width - 1))];
}
