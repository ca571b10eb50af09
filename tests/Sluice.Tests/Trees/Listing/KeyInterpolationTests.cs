using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

public sealed class KeyInterpolationTests
{
    [Fact]
    public void Counted_keys_are_measured_exactly()
    {
        ObjectKey[] page = [.. Enumerable.Range(0, 1000).Select(static i => new ObjectKey($"object-{i:d10}"))];
        KeyInterpolation ruler = KeyInterpolation.From(page, 999.0 / 1000, 0)!;
        Assert.Equal(new ObjectKey("object-0000010999"), ruler.Advance(page[^1], 10));
        Assert.Equal(20, ruler.PagesBetween(new ObjectKey("object-0000010000"), new ObjectKey("object-0000030000")), 1e-6);
    }

    [Fact]
    public void Hexadecimal_digits_stay_hexadecimal()
    {
        ObjectKey[] page = [.. Enumerable.Range(0, 1000).Select(static i => new ObjectKey($"{i * 65_536:x8}"))];
        ObjectKey at = KeyInterpolation.From(page, 1, 0)!.Advance(page[^1], 20)!.Value;
        Assert.StartsWith("51", at.ToString(), StringComparison.Ordinal);
        Assert.All(at.ToString(), static digit => Assert.True(char.IsAsciiHexDigitLower(digit)));
    }

    [Fact]
    public void Characters_are_never_divided()
    {
        ObjectKey[] page = [.. Enumerable.Range(0, 900).Select(static i => new ObjectKey($"док/{char.ConvertFromUtf32(0x1f600 + i / 30)}{(char)('а' + i % 30)}"))];
        KeyInterpolation ruler = KeyInterpolation.From(page, 1, 0)!;
        for (double pages = 0.01; pages < 3; pages += 0.01)
            Assert.True(ruler.Advance(page[0], pages) is not { } key || key.TryGetText(out _));
    }

    [Fact]
    public void Nothing_is_made_up_from_control_characters_percent_signs_or_broken_text()
    {
        Random random = new(1);
        ObjectKey[] page = [.. Enumerable.Range(0, 1000).Select(i => new ObjectKey([(byte)(i / 100 + '0'), .. random.GetItems("\u0001%\u00ffab"u8, 4)])).Order()];
        KeyInterpolation? ruler = KeyInterpolation.From(page, 1, 0);
        for (double pages = 0.01; pages < 3; pages += 0.01)
            if (ruler?.Advance(page[0], pages) is { } key)
                Assert.True(key.TryGetText(out string text) && !text.Contains('%', StringComparison.Ordinal) && !text.Any(char.IsControl));
        Assert.Null(KeyInterpolation.From([new ObjectKey([0xff, (byte)'a']), new ObjectKey([0xff, (byte)'b'])], 1, 0));
    }

    [Fact]
    public void The_prefix_of_the_listing_is_never_left()
    {
        ObjectKey[] page = [.. Enumerable.Range(0, 100).Select(static i => new ObjectKey($"a9{i:d2}"))];
        KeyInterpolation ruler = KeyInterpolation.From(page, 1, 2)!;
        Assert.Null(ruler.Advance(page[^1], 5));
        Assert.Equal(0, ruler.PagesBehind(page[^1]), 0.02);
    }
}
