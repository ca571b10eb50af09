using System.Text;
using Sluice.Trees;

namespace Sluice.Tests.Trees;

public sealed class KeyPathTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a/b/c.txt")]
    [InlineData("a/b/")]
    [InlineData("...")]
    [InlineData("a/..b/c..")]
    [InlineData("-rf *")]
    [InlineData("CON")]
    [InlineData("a:b")]
    [InlineData("back\\slash")]
    [InlineData("tab\tbell\u0007")]
    [InlineData("\u65e5\u672c/\U0001f600")]
    [InlineData("~/x")]
    public void Names_that_stay_below_the_destination_map_to_themselves(string name)
    {
        Assert.True(KeyPath.TryToPath(Encoding.UTF8.GetBytes(name), windows: false, out string path, out string problem), problem);
        Assert.Equal(name, path);
        string root = Path.GetFullPath("/tmp/destination");
        Assert.StartsWith(root + "/", Path.GetFullPath(Path.Join(root, path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData(".")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a//")]
    [InlineData("//")]
    [InlineData("")]
    [InlineData("nul\0byte")]
    public void Names_that_could_leave_the_destination_or_meet_others_are_refused_with_a_reason(string name)
    {
        Assert.False(KeyPath.TryToPath(Encoding.UTF8.GetBytes(name), windows: false, out _, out string problem));
        Assert.StartsWith("The key cannot be a file name here: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_longer_than_a_path_can_be_is_refused_before_anything_is_made()
    {
        byte[] deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a/", 40_000)) + "b");
        Assert.False(KeyPath.TryToPath(deep, windows: false, out _, out string problem));
        Assert.Contains("longer than a path", problem, StringComparison.Ordinal);
        Assert.False(KeyPath.TryToPath(deep, windows: true, out _, out _));
        Assert.True(KeyPath.TryToPath(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a/", 2000)) + "b"), windows: false, out _, out _));
    }

    [Theory]
    [InlineData("C:/Windows/x")]
    [InlineData("a\\..\\..\\x")]
    [InlineData("con")]
    [InlineData("dir/AUX.txt")]
    [InlineData("COM1")]
    [InlineData("lpt9.log")]
    [InlineData("ends.")]
    [InlineData("ends ")]
    [InlineData("what?")]
    [InlineData("a\u0001")]
    [InlineData("file:stream")]
    public void Names_that_Windows_bends_or_forbids_are_refused_there(string name) =>
        Assert.False(KeyPath.TryToPath(Encoding.UTF8.GetBytes(name), windows: true, out _, out _));

    [Theory]
    [InlineData("a/b.txt", "a\\b.txt")]
    [InlineData("com10", "com10")]
    [InlineData("console/x", "console\\x")]
    public void Other_names_get_backslashes_on_Windows(string name, string expected)
    {
        Assert.True(KeyPath.TryToPath(Encoding.UTF8.GetBytes(name), windows: true, out string path, out _));
        Assert.Equal(expected, path);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_and_names_too_long_for_a_file_are_refused()
    {
        Assert.False(KeyPath.TryToPath([(byte)'a', 0xff], windows: false, out _, out string problem));
        Assert.Contains("UTF-8", problem, StringComparison.Ordinal);
        Assert.True(KeyPath.TryToPath(Encoding.UTF8.GetBytes(new string('x', 255)), windows: false, out _, out _));
        Assert.False(KeyPath.TryToPath(Encoding.UTF8.GetBytes(new string('x', 256)), windows: false, out _, out _));
        Assert.False(KeyPath.TryToPath(Encoding.UTF8.GetBytes(new string('\u00fc', 128)), windows: false, out _, out _));
        Assert.True(KeyPath.TryToPath(Encoding.UTF8.GetBytes(string.Join('/', Enumerable.Repeat(new string('x', 200), 5))), windows: false, out _, out _));
    }

    [Fact]
    public void A_path_that_is_no_valid_unicode_cannot_be_a_key() => Assert.False(KeyPath.TryToKey("a\ud800", out _));
}
