namespace Sluice.S3.Endpoints;

/// <summary>A part of AWS with accounts, host names and rules of its own (botocore, data/partitions.json).</summary>
/// <param name="Name">As in ARNs.</param>
/// <param name="DnsSuffix">End of its host names.</param>
/// <param name="RegionPrefixes">How the names of its regions begin.</param>
internal sealed record AwsPartition(string Name, string DnsSuffix, params string[] RegionPrefixes)
{
    static readonly AwsPartition Commercial = new("aws", "amazonaws.com");

    static readonly AwsPartition[] Others =
    [
        new("aws-cn", "amazonaws.com.cn", "cn-"),
        new("aws-us-gov", "amazonaws.com", "us-gov-"),
        new("aws-iso", "c2s.ic.gov", "us-iso-"),
        new("aws-iso-b", "sc2s.sgov.gov", "us-isob-"),
        new("aws-iso-e", "cloud.adc-e.uk", "eu-isoe-"),
        new("aws-iso-f", "csp.hci.ic.gov", "us-isof-", "eu-isof-"),
        new("aws-eusc", "amazonaws.eu", "eusc-"),
    ];

    /// <summary>FIPS endpoints exist everywhere but in China.</summary>
    public bool HasFips => Name != "aws-cn";

    /// <summary>Transfer Acceleration is a service of the commercial partition (S3 User Guide, "Requirements for using Amazon S3 Transfer Acceleration").</summary>
    public bool HasAcceleration => Name == "aws";

    /// <summary>The partition of a region; the commercial one for regions that no rule knows.</summary>
    public static AwsPartition From(string region)
    {
        foreach (AwsPartition partition in Others)
            foreach (string prefix in partition.RegionPrefixes)
                if (region.StartsWith(prefix, StringComparison.Ordinal))
                    return partition;
        return Commercial;
    }
}
