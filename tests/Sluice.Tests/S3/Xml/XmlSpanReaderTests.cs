using System.Text;
using Sluice.S3.Xml;

namespace Sluice.Tests.S3.Xml;

public sealed class XmlSpanReaderTests
{
    [Fact]
    public void Elements_and_text_are_read_past_everything_else()
    {
        XmlSpanReader reader = new("\uFEFF \n<?xml version=\"1.0\"?><!-- c --><n:Root xmlns:n=\"u\" a='1>2'>\n <A>x</A><!-- <B> --><B/><C><D>1</D><E>2</E></C><F></F></n:Root>"u8);
        Assert.True(reader.NextChild());
        Assert.Equal("Root", Text(reader.Name));
        List<string> seen = [];
        while (reader.NextChild())
        {
            seen.Add(Text(reader.Name));
            if (reader.Name.SequenceEqual("C"u8))
                reader.Skip();
            else
                seen.Add(Text(reader.Content()));
        }
        Assert.Equal(["A", "x", "B", "", "C", "F", ""], seen);
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("text<Root/>")]
    [InlineData("<")]
    [InlineData("<Root")]
    [InlineData("<Root>")]
    [InlineData("<Root><A>")]
    [InlineData("<Root><A>x</B></Root>")]
    [InlineData("<Root></Wrong>")]
    [InlineData("<Root><A>text<B/></A></Root>")]
    [InlineData("<Root><></></Root>")]
    [InlineData("<Root><!-- never closed </Root>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><Root/>")]
    [InlineData("<Root><A><![CDATA[x]]</A></Root>")]
    [InlineData("<Root><A>x<!-- y</A></Root>")]
    [InlineData("<Root><A>x<?y</A></Root>")]
    [InlineData("<Root><A>x<![CDATA[y]]><B/></A></Root>")]
    [InlineData("<Root><A>x<!DOCTYPE y></A></Root>")]
    [InlineData("<![CDATA[x]]><Root/>")]
    [InlineData("</Root>")]
    [InlineData("<Root a=\"never closed></Root>")]
    public void What_is_malformed_fails_and_never_throws(string xml) => Assert.True(Fails(Encoding.UTF8.GetBytes(xml)));

    [Theory]
    [InlineData("<![CDATA[a<b>&amp;c]]>", "a<b>&amp;c")]
    [InlineData("x<![CDATA[]]>y", "xy")]
    [InlineData("a<!-- <b> -->b&amp;<![CDATA[&]]><![CDATA[]]]]><![CDATA[>]]>c", "ab&&]]>c")]
    [InlineData("a<?p i?>b", "ab")]
    [InlineData("<!-- --><![CDATA[ x ]]>", " x ")]
    [InlineData("&#x41;&#66;&lt;&quot;&unknown;", "AB<\"&unknown;")]
    public void Text_is_text_however_it_is_written(string content, string text)
    {
        byte[] page = Encoding.UTF8.GetBytes($"\uFEFF\r\n <?xml version='1.0'?>\n<!-- c -->\n<n:ListBucketResult xmlns:n='u'>\n<![CDATA[ ]]><n:Contents>\n<n:Key a=\"b\">{content}</n:Key ><n:Size>\n 7 \n</n:Size></n:Contents></n:ListBucketResult>");
        Sluice.S3.ListedObject found = Assert.Single(ListObjectsXml.Parse(page)!.Objects);
        Assert.Equal((text, 7), (Text(found.Key.Bytes), found.Size));
        Assert.True(ErrorXml.TryParse(Encoding.UTF8.GetBytes($"<Error><Code>C</Code><Message>{content}</Message></Error>"), out ErrorXml error));
        Assert.Equal(text, error.Message);
    }

    [Fact]
    public void A_document_of_many_pieces_is_read_in_time_that_grows_with_its_length()
    {
        string pieces = string.Concat(Enumerable.Repeat("<![CDATA[&]]><!-- -->", 400_000));
        string tags = string.Concat(Enumerable.Repeat("<X a='\">' b=\"'>\"/>", 400_000));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(400_000, ListObjectsXml.Parse(Encoding.UTF8.GetBytes($"<ListBucketResult>{tags}<Contents><Key>{pieces}</Key></Contents></ListBucketResult>"))?.Objects[0].Key.Length ?? 400_000);
        Assert.Null(ListObjectsXml.Parse(Encoding.UTF8.GetBytes("<ListBucketResult><Contents><Key>" + string.Concat(Enumerable.Repeat("<![CDATA[", 1_000_000)))));
        Assert.Null(ListObjectsXml.Parse(Encoding.UTF8.GetBytes("<ListBucketResult" + new string('"', 8_000_000))));
        // Seconds where it took minutes if each piece looked at all that follow.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Deep_nesting_and_huge_names_are_refused()
    {
        Assert.True(Fails(Encoding.UTF8.GetBytes("<Root>" + string.Concat(Enumerable.Repeat("<A>", 100_000)))));
        Assert.True(Fails(Encoding.UTF8.GetBytes($"<Root><{new string('a', 1_000_000)}>x")));
    }

    [Fact]
    public void Every_cut_of_a_document_fails()
    {
        byte[] xml = "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>&quot;e&quot;</ETag></Part></ListPartsResult>"u8.ToArray();
        Assert.NotNull(MultipartXml.ParseParts(xml));
        for (int length = 0; length < xml.Length; length++)
            Assert.Null(MultipartXml.ParseParts(xml.AsSpan(0, length)));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        Random random = new(7);
        byte[] alphabet = "<>/!-?&;\"' aRoot=#x\n"u8.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] xml = new byte[random.Next(60)];
            for (int at = 0; at < xml.Length; at++)
                xml[at] = alphabet[random.Next(alphabet.Length)];
            Fails(xml);
            Assert.False(ErrorXml.TryParse(xml, out _));
            ListObjectsXml.Parse([.. "<ListBucketResult><Contents><Key>"u8, .. xml, .. "</Key></Contents></ListBucketResult>"u8]);
        }
    }

    static bool Fails(byte[] xml)
    {
        XmlSpanReader reader = new(xml);
        if (!reader.NextChild())
            return true;
        while (reader.NextChild())
            reader.Content();
        return reader.Failed;
    }

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
