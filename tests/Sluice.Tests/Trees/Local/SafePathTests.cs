using Sluice.Trees.Local;

namespace Sluice.Tests.Trees.Local;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SafePathTests : IDisposable
{
    readonly string _scratch = Directory.CreateTempSubdirectory("sluice-way-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("///")]
    public void A_link_on_the_way_is_found_however_the_root_is_written(string end)
    {
        Directory.CreateDirectory(Path.Join(_scratch, "tree/d"));
        Directory.CreateSymbolicLink(Path.Join(_scratch, "tree/l"), _scratch);
        string root = Path.GetDirectoryName(_scratch) + "///" + Path.GetFileName(_scratch) + "/tree" + end;
        SafePath way = new(root);
        Assert.Null(way.LinkOnWay(Path.Join(root, "x")));
        Assert.Null(way.LinkOnWay(Path.Join(root, "d/x")));
        Assert.NotNull(way.LinkOnWay(Path.Join(root, "l/x")));
        Assert.NotNull(way.LinkOnWay(Path.Join(root, "l/y")));
        Assert.NotNull(way.LinkOnWay(Path.Join(root, "l/tree/d/x")));
        // The root may be one itself: that is what was named.
        Assert.Null(new SafePath(Path.Join(_scratch, "tree/l")).LinkOnWay(Path.Join(_scratch, "tree/l/tree/d/x")));
    }

    [Fact]
    public void A_path_leads_where_all_its_links_lead()
    {
        string real = RealPath.Of(_scratch);
        Directory.CreateDirectory(Path.Join(real, "a/b"));
        Directory.CreateSymbolicLink(Path.Join(real, "to-a"), "a");
        Directory.CreateSymbolicLink(Path.Join(real, "a/to-b"), "../to-a/b");
        File.CreateSymbolicLink(Path.Join(real, "round"), "round");
        Assert.Equal(Path.Join(real, "a/b/not/there"), RealPath.Of(Path.Join(real, "to-a/to-b/not/there")));
        Assert.Equal(Path.Join(real, "round"), RealPath.Of(Path.Join(real, "round")));
    }
}
