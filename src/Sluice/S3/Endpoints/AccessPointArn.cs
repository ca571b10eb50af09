using System.Diagnostics.CodeAnalysis;
using Sluice.Failures;

namespace Sluice.S3.Endpoints;

/// <summary>An access point in place of a bucket: <c>arn:aws:s3:region:account:accesspoint/name</c> (S3 User Guide, "Access points").</summary>
/// <param name="Partition">Partition, such as <c>aws</c>.</param>
/// <param name="Region">Region; requests are signed for it.</param>
/// <param name="Account">Account of 12 digits.</param>
/// <param name="Name">Name of the access point.</param>
internal sealed record AccessPointArn(string Partition, string Region, string Account, string Name)
{
    /// <summary>The label in front of the endpoint's host name.</summary>
    public string Label => $"{Name}-{Account}";

    /// <summary>Reads an ARN; else says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AccessPointArn? arn, [NotNullWhen(false)] out string? problem)
    {
        arn = null;
        problem = null;
        string shown = DisplayText.Of(text);
        string[] fields = text.Split(':', 6);
        string[] resource = fields.Length == 6 ? fields[5].Split(['/', ':']) : [];
        if (fields.Length < 6 || fields[0] != "arn")
            problem = $"'{shown}' is not an ARN: six fields with colons between are expected.";
        else if (fields[2] is "s3-outposts" or "s3-object-lambda")
            problem = $"'{shown}' belongs to {fields[2]}, which is not supported; only access points of S3 itself are.";
        else if (fields[2] != "s3" || resource[0] != "accesspoint")
            problem = $"'{shown}' is not an access point: arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME is expected.";
        else if (fields[3].Length == 0)
            problem = $"'{shown}' is a multi-region access point, which is not supported: it needs SigV4A signatures.";
        else if (resource.Length != 2)
            problem = $"'{shown}' has something behind the name of the access point; use the bare ARN, and the key behind a slash of its own.";
        else if (!EndpointResolver.IsHostLabel(fields[3]))
            problem = $"'{shown}' names a region that cannot be one.";
        else if (fields[4].Length != 12 || fields[4].AsSpan().ContainsAnyExceptInRange('0', '9'))
            problem = $"'{shown}' names no account of 12 digits.";
        else if (!EndpointResolver.IsHostLabel(resource[1]) || resource[1].Length is < 3 or > 50)
            problem = $"'{shown}' names an access point that cannot be one: 3 to 50 small letters, digits and hyphens are expected.";
        else
            arn = new AccessPointArn(fields[1], fields[3], fields[4], resource[1]);
        return arn is not null;
    }
}
