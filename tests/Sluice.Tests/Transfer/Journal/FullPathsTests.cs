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
    public void A_path_has_the_form_that_the_system_gives_it(string path) => Assert.Equal(Path.GetFullPath(path), _paths.Of(path));

    [Fact]
    public void The_working_directory_is_that_of_the_first_relative_path()
    {
        string first = _paths.Of("a"), before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = Path.GetTempPath();
            Assert.Equal(first, _paths.Of("a"));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
