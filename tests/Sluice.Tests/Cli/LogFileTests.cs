using System.Text;
using Sluice.Cli.Output;

namespace Sluice.Tests.Cli;

public sealed class LogFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-log-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_log_that_is_full_is_put_aside_and_three_old_ones_are_kept()
    {
        string path = Path.Combine(_directory, "log");
        using (LogFile log = new(path, most: 100))
            for (int line = 0; line < 30; line++)
                Assert.Null(log.Write(Encoding.UTF8.GetBytes($"{line:00}{new string('x', 30)}")));
        Assert.Equal(["log", "log.1", "log.2", "log.3"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(_directory), static file => Assert.InRange(new FileInfo(file).Length, 1, 100));
        Assert.StartsWith("29", File.ReadLines(path).Last(), StringComparison.Ordinal);
    }
}
