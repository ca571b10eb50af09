using System.Text;
using Sluice.S3.Xml;

namespace Sluice.Tests.S3.Xml;

/// <summary>Documents of a listing that broke off in the middle although they are well-formed.</summary>
public sealed class BrokenListingTests
{
    [Theory]
    [InlineData("<Contents><Key>a</Key></Contents><Error><Code>InternalError</Code></Error>")]
    [InlineData("<Contents><Key>a</Key><Contents><Key>b</Key></Contents></Contents>")]
    [InlineData("<Contents><Key>a</Key><Size>1</Size><Key>b</Key><Size>1</Size></Contents>")]
    public void A_listing_that_broke_off_is_none(string inner) =>
        Assert.Null(ListObjectsXml.Parse(Encoding.UTF8.GetBytes($"<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>{inner}</ListBucketResult>")));

    [Fact]
    public void A_listing_that_did_not_is_one() =>
        Assert.Equal(2, ListObjectsXml.Parse("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents><Contents><Key>b</Key></Contents></ListBucketResult>"u8)!.Objects.Count);
}
