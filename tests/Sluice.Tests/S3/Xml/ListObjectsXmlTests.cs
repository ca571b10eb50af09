using System.Text;
using Sluice.S3;
using Sluice.S3.Requests;
using Sluice.S3.Xml;

namespace Sluice.Tests.S3.Xml;

public sealed class ListObjectsXmlTests
{
    [Fact]
    public void Encoded_keys_become_the_bytes_they_stand_for()
    {
        ListObjectsXml.Page page = Decoded("<EncodingType>url</EncodingType><Contents><Key>a+b%2Bc%FF%00%zz</Key><Size>7</Size></Contents><CommonPrefixes><Prefix>%C3%BC/</Prefix></CommonPrefixes>");
        Assert.Equal([(byte)'a', (byte)' ', (byte)'b', (byte)'+', (byte)'c', 0xff, 0, (byte)'%', (byte)'z', (byte)'z'], page.Objects[0].Key.Bytes.ToArray());
        Assert.Equal(new ObjectKey("ü/"), page.Prefixes[0]);
    }

    [Fact]
    public void Keys_of_a_store_that_does_not_encode_stay_as_they_are() =>
        Assert.Equal(new ObjectKey("a+b%2Bc &<é\u0001\r"), Decoded("<Contents><Key>a+b%2Bc &amp;&lt;é&#1;&#xD;</Key></Contents>").Objects[0].Key);

    [Fact]
    public void The_encoding_may_be_named_behind_the_keys()
    {
        Assert.Equal(new ObjectKey("a b"), Decoded("<Contents><Key>a%20b</Key></Contents><EncodingType>url</EncodingType>").Objects[0].Key);
        Assert.Equal(new ObjectKey("a%20b"), Decoded("<Contents><Key>a%20b</Key></Contents>").Objects[0].Key);
    }

    [Fact]
    public void All_of_an_entry_is_read()
    {
        ListedObject listed = Parse("<Contents><Key>k</Key><LastModified>2009-10-12T17:50:30.250Z</LastModified><ETag>&quot;e&quot;</ETag><Size>434234</Size><StorageClass>GLACIER</StorageClass><Owner><ID>x</ID></Owner></Contents>").Objects[0];
        Assert.Equal(new ListedObject(new ObjectKey("k"), 434234, "\"e\"", new DateTimeOffset(2009, 10, 12, 17, 50, 30, 250, TimeSpan.Zero), "GLACIER"), listed);
        Assert.Null(Parse("<Contents><Key>k</Key><StorageClass>STANDARD</StorageClass></Contents>").Objects[0].StorageClass);
    }

    [Theory]
    [InlineData("2009-10-12T17:50:30Z", 0)]
    [InlineData("2009-10-12T17:50:30.5Z", 500)]
    [InlineData("2009-10-12T19:50:30.5+02:00", 500)]
    [InlineData("2009-10-12T19:50:30+0200", 0)]
    [InlineData("2009-10-12T12:20:30-05:30", 0)]
    [InlineData("2009-10-12T17:50:30", 0)]
    [InlineData("2009-10-12 17:50:30.5", 500)]
    [InlineData("\n 2009-10-12T17:50:30Z ", 0)]
    [InlineData("Mon, 12 Oct 2009 17:50:30 GMT", 0)]
    public void Times_are_read_in_the_forms_that_stores_write(string text, int milliseconds) =>
        Assert.Equal(new DateTimeOffset(2009, 10, 12, 17, 50, 30, milliseconds, TimeSpan.Zero), XmlText.Time(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("2009-13-12T17:50:30.000Z")]
    [InlineData("2009-02-30T17:50:30.000Z")]
    [InlineData("never")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1601-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("10/12/2009 17:50:30")]
    [InlineData("17:50")]
    [InlineData("1255369830")]
    [InlineData("")]
    public void What_is_no_time_is_none(string text) => Assert.Null(XmlText.Time(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", null)]
    [InlineData("<Size></Size>", null)]
    [InlineData("<Size>-1</Size>", null)]
    [InlineData("<Size>99999999999999999999999</Size>", null)]
    [InlineData("<Size>9223372036854775807</Size>", null)]
    [InlineData("<Size>2e3</Size>", null)]
    [InlineData("<Size>1,000</Size>", null)]
    [InlineData("<Size>many</Size>", null)]
    [InlineData("<Size> 7\n</Size>", 7L)]
    [InlineData("<Size>0</Size>", 0L)]
    public void A_size_or_time_that_a_listing_does_not_tell_is_unknown(string size, long? expected)
    {
        ListedObject listed = Parse($"<Contents><Key>k</Key>{size}</Contents>").Objects[0];
        Assert.Equal((expected, null, null), (listed.Size, listed.LastModified, listed.ETag));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData(" TRUE\n", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("maybe", null)]
    [InlineData("", null)]
    public void Whether_there_is_more_is_unknown_unless_it_is_said(string said, bool? expected) =>
        Assert.Equal(expected, Parse($"<IsTruncated>{said}</IsTruncated>").IsTruncated);

    [Fact]
    public void A_page_with_an_object_that_has_no_name_is_none()
    {
        Assert.Null(ListObjectsXml.Parse("<ListBucketResult><Contents><Key></Key></Contents></ListBucketResult>"u8));
        Assert.Null(ListObjectsXml.Parse("<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>"u8));
    }

    [Theory]
    [InlineData("&lt;&gt;&amp;&quot;&apos;", "<>&\"'")]
    [InlineData("&#65;&#x42;&#x1F600;", "AB😀")]
    [InlineData("a & b &unknown; &#xD800; &#99999999; &", "a & b &unknown; &#xD800; &#99999999; &")]
    public void Entities_are_resolved_once_and_what_is_none_stays(string content, string text) =>
        Assert.Equal(text, XmlText.String(Encoding.UTF8.GetBytes(content)));

    static ListObjectsXml.Page Decoded(string inner)
    {
        ListObjectsXml.Page page = Parse(inner);
        Sluice.S3.Requests.ListedNames.Decode(page, KeyReading.All(page.SaysUrl)[0]);
        return page;
    }

    static ListObjectsXml.Page Parse(string inner) =>
        ListObjectsXml.Parse(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{inner}</ListBucketResult>"))!;
}
