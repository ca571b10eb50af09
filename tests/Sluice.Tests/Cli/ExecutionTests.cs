using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Tests.Cli;

public sealed class ExecutionTests
{
    [Fact]
    public void What_nobody_foresaw_while_a_command_is_read_ends_in_words_and_an_exit_code()
    {
        StringWriter told = new();
        ErrorPrinter errors = new(told, new Paint(false), null);
        Assert.Equal(1, Execution.Tell(new InvalidOperationException("odd\u001b[2J"), errors));
        Assert.Contains(@"This is a bug in sluice: InvalidOperationException: odd\x1b[2J", told.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, Execution.Tell(new ArgumentException("--x: that is none.", "x"), errors));
        Assert.Contains("error: --x: that is none." + Environment.NewLine, told.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Execution.Tell(new IOException("no space"), errors));
    }
}
