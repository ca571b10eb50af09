using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sluice.S3;
using Sluice.Trees.Local;

namespace Sluice.Tests.Trees.Local;

public sealed class DirectoryWalkTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("sluice-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Files_come_in_the_order_of_their_keys()
    {
        string[] names = ["a.txt", "a/b", "a/b.c", "a-b", "a0", "a/c/d", "Z", "\uffee", "\U0001f600", "b/\ue000", "b/\U0001f600", ".hidden"];
        foreach (string name in names)
            Write(name);
        Assert.Equal(names.Order(Comparer<string>.Create(static (a, b) => new ObjectKey(a).CompareTo(new ObjectKey(b)))), Walk().Select(static e => e.Name));
    }

    [Fact]
    public void Order_of_names_is_order_of_utf8_bytes() =>
        Prop.ForAll((from a in Names from b in Names select (a, b)).ToArbitrary(), static pair =>
        {
            int bytes = new ObjectKey(pair.a + "/x").CompareTo(new ObjectKey(pair.b + "/x"));
            Assert.Equal(Math.Sign(bytes), Math.Sign(DirectoryWalk.CompareKeys(pair.a, true, pair.b, true)));
            bytes = new ObjectKey(pair.a + "/").CompareTo(new ObjectKey(pair.b));
            Assert.Equal(Math.Sign(bytes), Math.Sign(DirectoryWalk.CompareKeys(pair.a, true, pair.b, false)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tree_that_changes_under_the_walk_keeps_the_order_and_names_what_is_gone()
    {
        foreach (string name in new[] { "a-first", "b-x", "b/in", "c", "c-x", "d-x", "d/in", "e" })
            Write(name);
        using IEnumerator<LocalEntry> walk = DirectoryWalk.Walk(_root, followDirectoryLinks: false).GetEnumerator();
        Assert.True(walk.MoveNext());
        // A directory becomes a file, a file a directory, a directory vanishes: each at another place in the order.
        Directory.Delete(Path.Join(_root, "b"), recursive: true);
        Write("b");
        File.Delete(Path.Join(_root, "c"));
        Write("c/in");
        Directory.Delete(Path.Join(_root, "d"), recursive: true);
        List<LocalEntry> rest = [];
        while (walk.MoveNext())
            rest.Add(walk.Current);
        Assert.Equal(["b-x", "b/", "c", "c-x", "d-x", "d/", "e"], rest.Select(static entry => entry.Name));
        Assert.Equal(["b/", "c", "d/"], rest.Where(static entry => entry.Problem?.Code == "Missing").Select(static entry => entry.Name));
    }

    static Gen<string> Names =>
        from parts in Gen.Elements("a", "b", ".", "-", "0", "\u00fc", "\u65e5", "\ue000", "\uffee", "\U0001f600", "\U0010ffff").NonEmptyListOf()
        select string.Concat(parts);

    [Fact]
    public void Links_to_files_count_as_files_and_links_to_directories_are_entered_only_when_asked_for()
    {
        Write("real/x");
        File.CreateSymbolicLink(PathOf("file-link"), PathOf("real/x"));
        Directory.CreateSymbolicLink(PathOf("dir-link"), PathOf("real"));
        File.CreateSymbolicLink(PathOf("dangling"), PathOf("nothing"));
        Dictionary<string, string?> found = Walk().ToDictionary(static e => e.Name, static e => e.Problem?.Code);
        Assert.Equal(new Dictionary<string, string?> { ["dangling"] = "Missing", ["dir-link/"] = "DirectoryLink", ["file-link"] = null, ["real/x"] = null }, found);
        Assert.Contains(DirectoryWalk.Walk(_root, followDirectoryLinks: true), static e => e is { Name: "dir-link/x", Problem: null });
    }

    [Fact]
    public void A_link_back_to_a_directory_on_the_way_is_a_loop_and_ends()
    {
        Write("a/b/x");
        Directory.CreateSymbolicLink(PathOf("a/b/up"), PathOf("a"));
        File.CreateSymbolicLink(PathOf("self"), PathOf("self"));
        List<LocalEntry> found = [.. DirectoryWalk.Walk(_root, followDirectoryLinks: true)];
        Assert.Equal(["a/b/up/", "a/b/x", "self"], found.Select(static e => e.Name));
        Assert.Equal(["Loop", null, "Loop"], found.Select(static e => e.Problem?.Code));
    }

    [Fact]
    public void Pipes_are_reported_and_never_opened()
    {
        if (OperatingSystem.IsWindows())
            return;
        Write("x");
        using (Process mkfifo = Process.Start("mkfifo", [PathOf("pipe")]))
            mkfifo.WaitForExit();
        LocalEntry pipe = Walk().Single(static e => e.Name == "pipe");
        Assert.Equal("NotAFile", pipe.Problem?.Code);
        Assert.Contains("pipe", pipe.Problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_reported()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using (Process touch = Process.Start("sh", ["-c", $"touch \"{_root}/$(printf 'bad\\377name')\""]))
            touch.WaitForExit();
        Assert.Equal("BadName", Assert.Single(Walk()).Problem?.Code);
        // .NET cannot name the file, so it cannot remove it either.
        using Process remove = Process.Start("sh", ["-c", $"rm \"{_root}\"/bad*"]);
        remove.WaitForExit();
    }

    [Fact]
    public void A_directory_that_is_gone_is_reported_as_unreadable() =>
        Assert.Equal("Unreadable", Assert.Single(DirectoryWalk.Walk(PathOf("nothing"), false)).Problem?.Code);

    [Fact]
    public void Size_and_time_are_those_of_the_file()
    {
        Write("x", 17);
        File.SetLastWriteTimeUtc(PathOf("x"), new DateTime(2021, 3, 4, 5, 6, 7, DateTimeKind.Utc));
        LocalEntry entry = Assert.Single(Walk());
        Assert.Equal((17, new DateTimeOffset(2021, 3, 4, 5, 6, 7, TimeSpan.Zero)), (entry.Length, entry.Modified));
    }

    IEnumerable<LocalEntry> Walk() => DirectoryWalk.Walk(_root, followDirectoryLinks: false);

    string PathOf(string name) => Path.Combine(_root, name);

    void Write(string name, int length = 1)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), new byte[length]);
    }
}
