using Sluice.Sync.Watching;

namespace Sluice.Tests.Sync.Watching;

public sealed class DirectoryWatchTests : IDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30), Settle = TimeSpan.FromMilliseconds(200);

    readonly string _root = Directory.CreateTempSubdirectory("sluice-watch-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_so_in_the_end_is_told_and_not_what_came_between()
    {
        File.WriteAllText(Path.Combine(_root, "saved"), "1");
        using DirectoryWatch watch = new(_root, TimeProvider.System);
        // As editors save.
        File.Move(Path.Combine(_root, "saved"), Path.Combine(_root, "saved~"));
        File.WriteAllText(Path.Combine(_root, "saved"), "2");
        File.Delete(Path.Combine(_root, "saved~"));
        DirectoryChange change = watch.Wait(Long, Settle, default)!;
        Assert.Equal(["saved"], change.Names!);
        Assert.False(change.IsSomethingGone);
        Assert.Null(watch.Wait(TimeSpan.Zero, Settle, default));
    }

    [Fact]
    public void What_went_is_told_as_gone_and_a_directory_that_came_means_a_look_at_all()
    {
        File.WriteAllText(Path.Combine(_root, "old"), "1");
        using DirectoryWatch watch = new(_root, TimeProvider.System);
        File.Delete(Path.Combine(_root, "old"));
        Assert.True(watch.Wait(Long, Settle, default)!.IsSomethingGone);
        Directory.CreateDirectory(Path.Combine(_root, "came"));
        Assert.Null(watch.Wait(Long, Settle, default)!.Names);
    }

    [Fact]
    public void Another_directory_of_the_name_is_looked_at_and_watched_from_then_on()
    {
        string directory = Directory.CreateDirectory(Path.Combine(_root, "release")).FullName;
        using DirectoryWatch watch = new(directory, TimeProvider.System);
        Directory.Move(directory, Path.Combine(_root, "old"));
        Directory.CreateDirectory(directory);
        Assert.Null(watch.Wait(Long, Settle, default)!.Names);
        File.WriteAllText(Path.Combine(directory, "new"), "");
        Assert.Equal(["new"], watch.Wait(Long, Settle, default)!.Names!);
    }

    [Fact]
    public void More_names_than_are_kept_mean_a_look_at_all()
    {
        using DirectoryWatch watch = new(_root, TimeProvider.System);
        for (int at = 0; at <= DirectoryWatch.MostNames; at++)
            File.WriteAllText(Path.Combine(_root, $"{at}"), "");
        Assert.Null(watch.Wait(Long, TimeSpan.FromSeconds(2), default)!.Names);
    }

    [Fact]
    public void What_the_caller_writes_itself_is_no_change()
    {
        using DirectoryWatch watch = new(_root, TimeProvider.System, [Path.Combine(_root, "a.own")]);
        File.WriteAllText(Path.Combine(_root, "a.own"), "");
        File.WriteAllText(Path.Combine(_root, "b"), "");
        Assert.Equal(["b"], watch.Wait(Long, Settle, default)!.Names!);
    }

    [Fact]
    public void A_directory_that_itself_is_gone_is_told_as_lost_or_gone_and_never_as_quiet()
    {
        string directory = Directory.CreateDirectory(Path.Combine(_root, "gone")).FullName;
        File.WriteAllText(Path.Combine(directory, "a"), "");
        using DirectoryWatch watch = new(directory, TimeProvider.System);
        Directory.Delete(directory, recursive: true);
        DirectoryChange change = watch.Wait(Long, Settle, default)!;
        Assert.True(change.IsSomethingGone || change.Names is null);
    }
}
