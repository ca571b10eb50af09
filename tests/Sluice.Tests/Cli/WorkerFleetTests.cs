using Sluice.Cli.Jobs.Engines;

namespace Sluice.Tests.Cli;

public sealed class WorkerFleetTests
{
    [Theory]
    [InlineData("/usr/bin/dotnet", "/opt/sluice/Sluice.Cli.dll", "/usr/bin/dotnet /opt/sluice/Sluice.Cli.dll")]
    // A host of its own tells of the library too, and takes no word of it.
    [InlineData("/opt/sluice/sluice", "/opt/sluice/Sluice.Cli.dll", "/opt/sluice/sluice")]
    [InlineData("/usr/local/bin/sluice", "sluice", "/usr/local/bin/sluice")]
    public void Workers_are_begun_as_this_command_was(string program, string first, string expected) => Assert.Equal(expected, string.Join(' ', WorkerFleet.OwnOf(program, first)));
}
