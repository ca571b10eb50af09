using Sluice.Cli.Options;

namespace Sluice.Tests.Cli;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("16MiB", 16L << 20)]
    [InlineData("64KB", 64_000)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("5 gib", 5L << 30)]
    [InlineData("512B", 512)]
    [InlineData("0B", 0)]
    public void A_size_with_a_unit_is_read(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes, out string problem), problem);
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("16", "unit is missing")]
    [InlineData("16M", "16MiB (powers of 1,024) or 16MB")]
    [InlineData("-1MiB", "negative")]
    [InlineData("MiB", "number and a unit")]
    [InlineData("16MiBs", "not a unit")]
    [InlineData("1..5MiB", "number and a unit")]
    [InlineData("9999999999PiB", "8 EiB")]
    [InlineData("", "number and a unit")]
    public void What_could_mean_two_things_is_refused_with_the_way_out(string text, string expected)
    {
        Assert.False(ByteSize.TryParse(text, out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(10239, "10.0 KiB")]
    [InlineData(1 << 20, "1.00 MiB")]
    [InlineData(123456789, "118 MiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void A_size_shows_three_digits(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));
}
