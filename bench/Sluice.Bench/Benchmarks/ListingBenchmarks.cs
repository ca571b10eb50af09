using System.Text;
using BenchmarkDotNet.Attributes;
using Sluice.S3.Xml;

namespace Sluice.Bench.Benchmarks;

/// <summary>Reading a page of 1,000 keys as S3 sends it. The result's 1,000 entries are allocated; nothing else should be.</summary>
[MemoryDiagnoser]
public class ListingBenchmarks
{
    readonly byte[] _page;

    public ListingBenchmarks()
    {
        StringBuilder xml = new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bench</Name><Prefix></Prefix><KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>");
        for (int number = 0; number < 1000; number++)
            xml.Append($"<Contents><Key>data/2026/02/28/part-{number:D5}.parquet</Key><LastModified>2026-02-28T12:00:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>");
        _page = Encoding.UTF8.GetBytes(xml.Append("</ListBucketResult>").ToString());
    }

    /// <summary>Bytes of the page, for GB/s.</summary>
    public int Length => _page.Length;

    [Benchmark]
    public object? Parse() => ListObjectsXml.Parse(_page);
}
