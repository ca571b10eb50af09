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

    [Fact]
    public void Two_who_write_to_one_log_lose_no_line()
    {
        const int each = 500;
        string path = Path.Combine(_directory, "log");
        using (LogFile one = new(path), other = new(path))
            Parallel.For(0, 2, writer =>
            {
                for (int line = 0; line < each; line++)
                    Assert.Null((writer == 0 ? one : other).Write(Encoding.UTF8.GetBytes($"{writer} {line:000}")));
            });
        Assert.Equal(Enumerable.Range(0, 2).SelectMany(static writer => Enumerable.Range(0, each).Select(line => $"{writer} {line:000}")), File.ReadLines(path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_log_behind_a_link_is_put_aside_beside_its_file_and_the_link_stays()
    {
        if (OperatingSystem.IsWindows())
            return;
        string real = Path.Combine(_directory, "real", "file"), path = Path.Combine(_directory, "log");
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        File.CreateSymbolicLink(path, real);
        using (LogFile log = new(path, most: 100))
            for (int line = 0; line < 30; line++)
                Assert.Null(log.Write(Encoding.UTF8.GetBytes($"{line:00}{new string('x', 30)}")));
        Assert.Equal(["file", "file.1", "file.2", "file.3"], Directory.GetFiles(Path.GetDirectoryName(real)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(real, new FileInfo(path).LinkTarget);
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(real)!), static file => Assert.InRange(new FileInfo(file).Length, 1, 100));
        Assert.Superset(new HashSet<string>([path, $"{real}.1", $"{real}.3"]), LogFile.Names(path).ToHashSet());
    }
}
