using System.Globalization;
using System.Text;
using Sluice.S3.Xml;

namespace Sluice.Tests.S3.Xml;

public sealed class XmlBuilderTests
{
    [Theory]
    [InlineData("0001-01-01T00:00:00.000Z")]
    [InlineData("1999-12-31T23:59:59.999Z")]
    [InlineData("2026-02-03T04:05:06.007Z")]
    [InlineData("9999-10-20T12:34:56.789Z")]
    public void A_time_is_written_in_UTC_with_milliseconds(string text)
    {
        DateTimeOffset time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        Assert.EndsWith($"<LastModified>{text}</LastModified>", Written(xml => xml.Time("LastModified", time)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_of_another_zone_is_told_in_UTC() =>
        Assert.EndsWith("<T>2026-02-03T22:05:06.000Z</T>", Written(static xml => xml.Time("T", new DateTimeOffset(2026, 2, 4, 1, 5, 6, TimeSpan.FromHours(3)))), StringComparison.Ordinal);

    [Fact]
    public void An_ETag_stands_in_quotation_marks_and_is_escaped() =>
        Assert.EndsWith("<ETag>&quot;a&lt;b&quot;</ETag>", Written(static xml => xml.ETag("a<b")), StringComparison.Ordinal);

    static string Written(Action<XmlBuilder> write)
    {
        using XmlBuilder xml = new();
        write(xml);
        return Encoding.UTF8.GetString(xml.Bytes.Span);
    }
}
