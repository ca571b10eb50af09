using Sluice.Cli.Output;

namespace Sluice.Tests.Cli.Output;

/// <summary>Names of files that terminals make links of.</summary>
public sealed class FileLinkTests
{
    [Fact]
    public void A_file_is_a_link_with_its_host_and_nothing_raw_in_it()
    {
        Assert.Equal("\x1b]8;;file://my%20host/a%20b/%1B%23%25\x1b\\/a b/\\x1b#%\x1b]8;;\x1b\\", FileLink.Linked("/a b/\x1b#%", "my host"));
    }

    [Theory]
    [InlineData("TERM_PROGRAM", "WezTerm", true)]
    [InlineData("VTE_VERSION", "7200", true)]
    [InlineData("VTE_VERSION", "4000", false)]
    [InlineData("TERM", "xterm-kitty", true)]
    [InlineData("TERM", "xterm-256color", false)]
    [InlineData("TERM", "linux", false)]
    public void Only_terminals_that_are_known_to_make_links_get_them(string name, string value, bool expected) =>
        Assert.Equal(expected, FileLink.IsSupported(variable => variable == name ? value : null));

    [Theory]
    [InlineData(false, true, false, "Auto")]
    [InlineData(true, false, false, "Auto")]
    [InlineData(true, true, true, "Auto")]
    [InlineData(true, true, false, "Never")]
    [InlineData(false, true, false, "Always")]
    public void There_are_no_links_in_pipes_without_colours_and_on_dumb_terminals(bool isTerminal, bool movesCursor, bool noColor, string color)
    {
        Terminal terminal = new(false, isTerminal, isTerminal, movesCursor, noColor);
        using Session session = new(new OutputSettings(Color: Enum.Parse<ColorChoice>(color)), terminal, Stream.Null, TextWriter.Null, TimeProvider.System, CancellationToken.None);
        Assert.Equal("/report", FileLink.Of("/report", session, static _ => "WezTerm"));
        using Session linked = new(new OutputSettings(), new Terminal(false, true, true, true, false), Stream.Null, TextWriter.Null, TimeProvider.System, CancellationToken.None);
        Assert.StartsWith("\x1b]8;;file://", FileLink.Of("/report", linked, static _ => "WezTerm"), StringComparison.Ordinal);
    }
}
