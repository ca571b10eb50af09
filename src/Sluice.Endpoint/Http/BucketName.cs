using System.Net;

namespace Sluice.Endpoint.Http;

/// <summary>S3's rules for names of general purpose buckets (S3 User Guide, "General purpose bucket naming rules").</summary>
static class BucketName
{
    public static bool IsValid(string name)
    {
        if (name.Length is < 3 or > 63 || !IsLetterOrDigit(name[0]) || !IsLetterOrDigit(name[^1]))
            return false;
        foreach (char c in name)
        {
            if (!IsLetterOrDigit(c) && c is not ('-' or '.'))
                return false;
        }
        return !name.Contains("..", StringComparison.Ordinal)
            && !(IPAddress.TryParse(name, out _) && name.Count(static c => c == '.') == 3)
            && !name.StartsWith("xn--", StringComparison.Ordinal) && !name.StartsWith("sthree-", StringComparison.Ordinal) && !name.StartsWith("amzn-s3-demo-", StringComparison.Ordinal)
            && !name.EndsWith("-s3alias", StringComparison.Ordinal) && !name.EndsWith("--ol-s3", StringComparison.Ordinal)
            && !name.EndsWith(".mrap", StringComparison.Ordinal) && !name.EndsWith("--x-s3", StringComparison.Ordinal) && !name.EndsWith("--table-s3", StringComparison.Ordinal);
    }

    static bool IsLetterOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
