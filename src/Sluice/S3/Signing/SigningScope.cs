using System.Diagnostics.CodeAnalysis;

namespace Sluice.S3.Signing;

/// <summary>What a signing key is good for: one day, one region, one service.</summary>
/// <param name="Date">Day in UTC, <c>yyyyMMdd</c>.</param>
/// <param name="Region">Region, such as <c>eu-central-1</c>.</param>
/// <param name="Service">Service; <c>s3</c>.</param>
internal sealed record SigningScope(string Date, string Region, string Service)
{
    const string Terminator = "aws4_request";

    /// <summary>As it stands in Authorization, in X-Amz-Credential and in strings to sign: <c>date/region/service/aws4_request</c>.</summary>
    public string Text { get; } = $"{Date}/{Region}/{Service}/{Terminator}";

    /// <summary>Reads <c>ACCESSKEY/date/region/service/aws4_request</c>; an access key may hold slashes itself.</summary>
    public static bool TryParseCredential(string credential, [NotNullWhen(true)] out string? accessKeyId, [NotNullWhen(true)] out SigningScope? scope)
    {
        accessKeyId = null;
        scope = null;
        string[] pieces = credential.Split('/');
        if (pieces.Length < 5 || pieces[^1] != Terminator || pieces.AsSpan(^4..).Contains(""))
            return false;
        accessKeyId = string.Join('/', pieces[..^4]);
        scope = new SigningScope(pieces[^4], pieces[^3], pieces[^2]);
        return accessKeyId.Length > 0;
    }
}
