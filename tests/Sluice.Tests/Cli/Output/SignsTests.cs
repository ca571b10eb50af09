using Sluice.Cli.Output;

namespace Sluice.Tests.Cli.Output;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SignsTests
{
    [Theory]
    [InlineData(false, "C", null, "en_US.UTF-8")]
    [InlineData(false, null, null, "C")]
    [InlineData(false, "", "POSIX", "en_US.UTF-8")]
    [InlineData(false, "de_DE.ISO-8859-1", null, null)]
    [InlineData(true, "C.UTF-8", null, "C")]
    [InlineData(true, null, "en_US.utf8", "C")]
    [InlineData(true, null, null, null)]
    public void Text_is_drawn_with_what_the_locale_has(bool isUnicode, string? all, string? type, string? lang)
    {
        Signs found = Signs.For(name => name switch { "LC_ALL" => all, "LC_CTYPE" => type, "LANG" => lang, _ => null });
        Assert.Equal(isUnicode ? Signs.Unicode : Signs.Plain, found);
        Assert.Equal(isUnicode, $"{found.More}{found.Times}{found.Micro}{found.Full}{found.Empty}{found.Steps}".Any(static sign => sign > '~'));
    }
}
