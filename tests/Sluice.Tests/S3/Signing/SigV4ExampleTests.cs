using System.Security.Cryptography;
using System.Text;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;
using Sluice.S3.Wire;
using Sluice.Tests.S3.Credentials;

namespace Sluice.Tests.S3.Signing;

/// <summary>The examples that AWS publishes with their signatures (S3 API reference, "sig-v4-header-based-auth", "sigv4-query-string-auth", "sigv4-streaming", "sigv4-streaming-trailers").</summary>
public sealed class SigV4ExampleTests
{
    static readonly DateTimeOffset Now = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
    static readonly S3Credentials Example = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);

    [Fact]
    public void Get_object_with_a_range()
    {
        WireRequest request = Request("GET", "examplebucket.s3.amazonaws.com");
        request.AddHeader("range", "bytes=0-9");
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            Authorization(request, "/test.txt"));
    }

    [Fact]
    public void Put_object()
    {
        WireRequest request = Request("PUT", "examplebucket.s3.amazonaws.com");
        request.AddHeader("date", "Fri, 24 May 2013 00:00:00 GMT");
        request.AddHeader("x-amz-storage-class", "REDUCED_REDUNDANCY");
        request.PayloadHash = Convert.ToHexStringLower(SHA256.HashData("Welcome to Amazon S3."u8));
        Assert.Equal("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", Signature(request, "/test%24file.text"));
    }

    [Fact]
    public void Get_bucket_lifecycle()
    {
        WireRequest request = Request("GET", "examplebucket.s3.amazonaws.com");
        request.AddQuery("lifecycle", "");
        Assert.Equal("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", Signature(request, "/"));
    }

    [Fact]
    public void List_objects()
    {
        WireRequest request = Request("GET", "examplebucket.s3.amazonaws.com");
        request.AddQuery("prefix", "J");
        request.AddQuery("max-keys", "2");
        Assert.Equal("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", Signature(request, "/"));
    }

    [Fact]
    public void Presigned_URL()
    {
        Presigner presigner = new(new S3ClientOptions
        {
            Endpoint = new Uri("https://s3.amazonaws.com"),
            Addressing = AddressingStyle.VirtualHost,
            Credentials = new FixedCredentials(Example),
            Clock = new FixedClock(Now),
        });
        Assert.Equal(
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            presigner.Presign("GET", "examplebucket", new ObjectKey("test.txt"), TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Chunks()
    {
        WireRequest request = Chunked(SigV4Chunks.SignedPayload);
        request.AddHeader("content-length", "66824");
        string seed = Signature(request, "/examplebucket/chunkObject.txt");
        Assert.Equal("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", seed);
        Assert.Equal(
            [
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ],
            SignChunks(seed));
    }

    [Fact]
    public void Chunks_and_a_trailer()
    {
        WireRequest request = Chunked(SigV4Chunks.SignedPayloadWithTrailer);
        request.AddHeader("x-amz-trailer", "x-amz-checksum-crc32c");
        string seed = Signature(request, "/examplebucket/chunkObject.txt");
        Assert.Equal("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e", seed);
        string[] chunks = SignChunks(seed);
        Assert.Equal(
            [
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            ],
            chunks);
        // The example's checksum is that of its 65 KiB, so it tests the CRC too.
        string checksum = ChecksumHasher.Compute(ChecksumAlgorithm.Crc32C, Encoding.ASCII.GetBytes(new string('a', 66560))).Base64;
        Assert.Equal("sOO8/Q==", checksum);
        Assert.Equal(
            "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            SigV4Chunks.SignTrailers(Key(), "20130524T000000Z", chunks[^1], SHA256.HashData(Encoding.ASCII.GetBytes($"x-amz-checksum-crc32c:{checksum}\n"))));
    }

    static WireRequest Request(string method, string host)
    {
        WireRequest request = new() { Method = method, Operation = "Example" };
        request.AddHeader("host", host);
        return request;
    }

    static WireRequest Chunked(string payload)
    {
        WireRequest request = Request("PUT", "s3.amazonaws.com");
        request.AddHeader("x-amz-storage-class", "REDUCED_REDUNDANCY");
        request.AddHeader("content-encoding", "aws-chunked");
        request.AddHeader("x-amz-decoded-content-length", "66560");
        request.PayloadHash = payload;
        return request;
    }

    static string[] SignChunks(string seed)
    {
        SigningKey key = Key();
        string[] signatures = new string[3];
        string previous = seed;
        int[] lengths = [65536, 1024, 0];
        for (int i = 0; i < lengths.Length; i++)
        {
            byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(new string('a', lengths[i])));
            signatures[i] = previous = SigV4Chunks.SignChunk(key, "20130524T000000Z", previous, hash);
        }
        return signatures;
    }

    static SigningKey Key() => new(Example.SecretKey, new SigningScope("20130524", "us-east-1", "s3"));

    static string Signature(WireRequest request, string path) => Authorization(request, path).Split("Signature=")[1];

    static string Authorization(WireRequest request, string path)
    {
        new SigV4Signer().Sign(request, path, request.CanonicalQuery(), Example, "us-east-1", Now);
        return request.Headers.Single(static header => header.Key == "authorization").Value;
    }
}
