using System.Globalization;

namespace Sluice.S3;

/// <summary>What a store says of the restore of an archived object (S3 API reference, HeadObject, "x-amz-restore").</summary>
/// <param name="IsOngoing">It is under way: the object cannot be read yet.</param>
/// <param name="Until">When the temporary copy goes; null while it is under way, and when the store does not say.</param>
public sealed record RestoreState(bool IsOngoing, DateTimeOffset? Until)
{
    /// <summary>Reads the header; null for what is none.</summary>
    internal static RestoreState? Parse(string? header)
    {
        if (header is null)
            return null;
        string? expiry = Value(header, "expiry-date");
        return Value(header, "ongoing-request") switch
        {
            "true" => new RestoreState(true, null),
            "false" => new RestoreState(false, DateTimeOffset.TryParse(expiry, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until) ? until : null),
            _ => null,
        };
    }

    static string? Value(string header, string name)
    {
        int at = header.IndexOf(name + "=\"", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        at += name.Length + 2;
        int end = header.IndexOf('"', at);
        return end < 0 ? null : header[at..end];
    }
}
