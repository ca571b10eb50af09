using Sluice.Trees;

namespace Sluice.Tests.Trees;

public sealed class MimeTypesTests
{
    [Theory]
    [InlineData("a.txt", "text/plain")]
    [InlineData("dir.d/B.JSON", "application/json")]
    [InlineData("x.tar.gz", "application/gzip")]
    [InlineData("no-extension", null)]
    [InlineData("dir.txt/none", null)]
    [InlineData("x.unheard-of", null)]
    [InlineData(".txt", "text/plain")]
    public void Types_follow_the_last_extension(string name, string? type) => Assert.Equal(type, MimeTypes.Of(name));
}
