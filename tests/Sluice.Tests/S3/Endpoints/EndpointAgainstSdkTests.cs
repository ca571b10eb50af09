using Amazon;
using Amazon.Runtime;
using Amazon.S3.Endpoints;
using Amazon.S3.Internal;
using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Tests.S3.Endpoints;

/// <summary>Where requests go is what AWSSDK's own resolver says, over its whole table of regions.</summary>
public sealed class EndpointAgainstSdkTests
{
    static readonly AmazonS3EndpointProvider Sdk = new();

    [Theory]
    [InlineData(false, false, false, false)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(true, true, false, false)]
    [InlineData(false, false, true, false)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, false, false, true)]
    [InlineData(true, true, false, true)]
    public void Every_region_resolves_as_in_AWSSDK(bool fips, bool dualStack, bool accelerate, bool path)
    {
        List<string> other = [];
        string[] regions = [.. RegionEndpoint.EnumerableAllRegions.Select(static region => region.SystemName)];
        Assert.True(regions.Length > 30 && regions.Contains("us-gov-west-1") && regions.Contains("cn-north-1"), $"{regions.Length}");
        foreach (string region in regions)
            foreach (string bucket in new[] { "album", "my.aws.bucket" })
            {
                string sdk = OfSdk(region, bucket, fips, dualStack, accelerate, path);
                EndpointResolver own = new(new S3ClientOptions { Region = region, Fips = fips, DualStack = dualStack, Accelerate = accelerate, Addressing = path ? AddressingStyle.Path : AddressingStyle.Auto });
                string ours = own.Resolve(bucket, region).TryGet(out ResolvedEndpoint? endpoint, out _) ? $"{endpoint.Scheme}://{endpoint.Host}{endpoint.BasePath} {endpoint.SigningRegion}" : "none";
                // AWSSDK makes up hosts that are not there: Transfer Acceleration is a service of the commercial partition.
                if (accelerate && !AwsPartition.From(region).HasAcceleration)
                    sdk = "none";
                if (sdk != ours)
                    other.Add($"{region} {bucket}: AWSSDK {sdk}, ours {ours}");
            }
        Assert.True(other.Count == 0, string.Join('\n', other));
    }

    static string OfSdk(string region, string bucket, bool fips, bool dualStack, bool accelerate, bool path)
    {
        try
        {
            Amazon.Runtime.Endpoints.Endpoint endpoint = Sdk.ResolveEndpoint(new S3EndpointParameters { Region = region, Bucket = bucket, UseFIPS = fips, UseDualStack = dualStack, Accelerate = accelerate, ForcePathStyle = path });
            return $"{endpoint.URL.TrimEnd('/')} {region}";
        }
        catch (AmazonClientException)
        {
            return "none";
        }
    }
}
