using Sluice.Transfer.Journal;

namespace Sluice.Tests.Transfer.Journal;

public sealed class FullPathsTests
{
    readonly FullPaths _paths = new();

    [Theory]
    [InlineData("a/b")]
    [InlineData("./a/../a/b")]
    [InlineData("../b")]
    [InlineData("/a/./c/../b")]
    [InlineData("a/")]
    [InlineData(".")]
    public void A_path_has_the_form_that_the_system_gives_it(string path) => Assert.Equal(Path.GetFullPath(path), _paths.Of(path));
}
