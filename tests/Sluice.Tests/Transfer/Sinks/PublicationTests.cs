using Microsoft.Win32.SafeHandles;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Transfer.Sinks;
using Sluice.Trees;

namespace Sluice.Tests.Transfer.Sinks;

public sealed class PublicationTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-publish-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Of_files_that_get_one_name_at_once_and_may_not_overwrite_one_gets_it()
    {
        const int files = 4;
        for (int round = 0; round < 100; round++)
        {
            string path = Path.Combine(_directory, $"{round}");
            Failure?[] refused = new Failure?[files];
            using Barrier together = new(files);
            Thread[] threads = [.. Enumerable.Range(0, files).Select(file => new Thread(() =>
            {
                string temporary = $"{path}.{file}";
                File.WriteAllText(temporary, $"{file}");
                together.SignalAndWait();
                refused[file] = new Publication(new TemporaryNames()) { KeepsExisting = true }.Publish(null, temporary, path);
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.Equal(files - 1, refused.Count(static failure => failure?.Code == Tree.Exists));
            Assert.Equal($"{Array.FindIndex(refused, static failure => failure is null)}", File.ReadAllText(path));
        }
    }

    [Fact]
    public void A_new_file_has_the_bits_of_any_new_file_before_it_has_its_name()
    {
        if (!OperatingSystem.IsLinux())
            return;
        List<string> changes = [];
        using FileSystemWatcher watcher = new(_directory) { NotifyFilter = NotifyFilters.Attributes | NotifyFilters.FileName, EnableRaisingEvents = true };
        using ManualResetEventSlim last = new();
        watcher.Changed += (_, change) => changes.Add(change.Name!);
        watcher.Renamed += (_, change) => changes.Add($"{change.OldName}>{change.Name}");
        watcher.Created += (_, change) =>
        {
            if (change.Name == "last")
                last.Set();
        };
        string temporary = Path.Combine(_directory, "temporary"), path = Path.Combine(_directory, "name");
        using (SafeFileHandle file = Sluice.Trees.Local.PosixFile.CreateNew(temporary))
            Assert.Null(new Publication(new TemporaryNames()).Publish(file, temporary, path));
        File.WriteAllText(Path.Combine(_directory, "last"), "");
        Assert.True(last.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(["temporary", "temporary>name"], changes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    [Fact]
    public void A_file_whose_directory_is_gone_is_said_to_be_gone_and_not_to_be_another_one()
    {
        string directory = Directory.CreateDirectory(Path.Combine(_directory, "gone")).FullName, temporary = Path.Combine(directory, "temporary");
        using FileStream file = File.Create(temporary);
        Directory.Delete(directory, recursive: true);
        Failure? failure = new Publication(new TemporaryNames()).Publish(file.SafeFileHandle, temporary, Path.Combine(directory, "name"));
        Assert.Equal(("Removed", FailureKind.Local), (failure?.Code, failure?.Kind));
    }

    [Fact]
    public void Whatever_has_the_name_stays_a_link_to_nothing_too()
    {
        string link = Path.Combine(_directory, "link"), directory = Path.Combine(_directory, "directory");
        File.CreateSymbolicLink(link, "nowhere");
        Directory.CreateDirectory(directory);
        foreach (string path in (string[])[link, directory])
        {
            string temporary = Path.Combine(_directory, "temporary");
            File.WriteAllText(temporary, "new");
            Assert.Equal(Tree.Exists, new Publication(new TemporaryNames()) { KeepsExisting = true, ReplacesLinks = true }.Publish(null, temporary, path)?.Code);
        }
        Assert.Equal("nowhere", new FileInfo(link).LinkTarget);
    }
}
