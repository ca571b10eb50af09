using System.Diagnostics;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Uploads;
using Sluice.Trees.Local;

namespace Sluice.Tests.Trees.Local;

public sealed class SourceFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-source-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_became_a_pipe_or_a_directory_is_changed_and_nobody_waits_for_a_writer(bool isReadWhole)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string pipe = Path.Combine(_directory, "pipe"), directory = Path.Combine(_directory, "d");
        using (Process made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();
        Directory.CreateDirectory(directory);
        foreach (string path in new[] { pipe, directory })
        {
            Failure? failure = await Task.Run(() => SourceFile.Open(path, out _, isReadWhole)).WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(FailureKind.Changed, failure!.Kind);
            Assert.Contains("became something else", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_that_changed_without_a_trace_in_size_or_times_are_told_by_a_second_reading()
    {
        string path = Path.Combine(_directory, "mapped");
        File.WriteAllBytes(path, [1, 2, 3, 4]);
        Assert.Null(SourceFile.Open(path, out SourceFile? file));
        using SourceFile source = file!;
        Assert.Null(SourceChange.OfHeld(source, new MemoryBody(new byte[] { 1, 2, 3, 4 })));
        Assert.Equal("Changed", SourceChange.OfHeld(source, new MemoryBody(new byte[] { 1, 2, 9, 4 }))!.Code);
        Assert.Equal("Changed", SourceChange.OfHeld(source, new MemoryBody(new byte[] { 1, 2, 3, 4, 5 }))!.Code);
        // Held bytes of a file that has grown since are its beginning.
        Assert.Null(SourceChange.OfHeld(source, new MemoryBody(new byte[] { 1, 2 })));
    }
}
