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
    [InlineData("<Root><![CDATA[x]]></Root>")]
    [InlineData("</Root>")]
    [InlineData("<Root a=\"never closed></Root>")]
    public void What_is_malformed_fails_and_never_throws(string xml) => Assert.True(Fails(Encoding.UTF8.GetBytes(xml)));

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
