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
            string[] shown = [];
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
                        break;
                    case 2:
                        terminal.Write(region.Clear(terminal.Width));
                        printed.Add($"result {step}");
                        terminal.Write(printed[^1] + "\r\n");
                        terminal.Write(region.Again(terminal.Width));
                        break;
                    default:
                        shown = [.. Enumerable.Range(0, random.Next(1, 7)).Select(line => $"{line}:{new string('v', random.Next(terminal.Width - 3))}")];
                        terminal.Write(region.Draw([.. shown.Select(static line => (IReadOnlyList<Piece>)[new(line[..1], Tone.Good), new(line[1..])])], terminal.Width));
                        break;
                }
                Assert.Equal([.. printed, .. shown], terminal.Lines);
            }
            terminal.Write(region.Clear(terminal.Width));
            Assert.Equal(printed, terminal.Lines);
        }
    }
}
