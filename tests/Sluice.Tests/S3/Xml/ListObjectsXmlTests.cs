using System.Text;
using Sluice.S3;
using Sluice.S3.Xml;

namespace Sluice.Tests.S3.Xml;

public sealed class ListObjectsXmlTests
{
    [Fact]
    public void Encoded_keys_become_the_bytes_they_stand_for()
    {
        ListObjectsXml.Page page = Parse("<EncodingType>url</EncodingType><Contents><Key>a+b%2Bc%FF%00%zz</Key><Size>7</Size></Contents><CommonPrefixes><Prefix>%C3%BC/</Prefix></CommonPrefixes>");
        Assert.Equal([(byte)'a', (byte)' ', (byte)'b', (byte)'+', (byte)'c', 0xff, 0, (byte)'%', (byte)'z', (byte)'z'], page.Objects[0].Key.Bytes.ToArray());
        Assert.Equal(new ObjectKey("ü/"), page.Prefixes[0]);
    }

    [Fact]
    public void Keys_of_a_store_that_does_not_encode_stay_as_they_are() =>
        Assert.Equal(new ObjectKey("a+b%2Bc &<é\u0001\r"), Parse("<Contents><Key>a+b%2Bc &amp;&lt;é&#1;&#xD;</Key></Contents>").Objects[0].Key);

    [Fact]
    public void The_encoding_may_be_named_behind_the_keys()
    {
        Assert.Equal(new ObjectKey("a b"), Parse("<Contents><Key>a%20b</Key></Contents><EncodingType>url</EncodingType>").Objects[0].Key);
        Assert.Equal(new ObjectKey("a%20b"), Parse("<Contents><Key>a%20b</Key></Contents>").Objects[0].Key);
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
    public void Times_are_read_in_the_forms_that_stores_write(string text, int milliseconds) =>
        Assert.Equal(new DateTimeOffset(2009, 10, 12, 17, 50, 30, milliseconds, TimeSpan.Zero), XmlText.Time(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("2009-13-12T17:50:30.000Z")]
    [InlineData("2009-02-30T17:50:30.000Z")]
    [InlineData("never")]
    [InlineData("")]
    public void What_is_no_time_is_none(string text) => Assert.Null(XmlText.Time(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("&lt;&gt;&amp;&quot;&apos;", "<>&\"'")]
    [InlineData("&#65;&#x42;&#x1F600;", "AB😀")]
    [InlineData("a & b &unknown; &#xD800; &#99999999; &", "a & b &unknown; &#xD800; &#99999999; &")]
    public void Entities_are_resolved_once_and_what_is_none_stays(string content, string text) =>
        Assert.Equal(text, XmlText.String(Encoding.UTF8.GetBytes(content)));

    static ListObjectsXml.Page Parse(string inner) =>
        ListObjectsXml.Parse(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{inner}</ListBucketResult>"))!;
}
