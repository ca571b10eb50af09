using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>How long new objects of a bucket with Object Lock are retained.</summary>
/// <param name="Mode">GOVERNANCE or COMPLIANCE.</param>
/// <param name="Days">Days; null when years are given.</param>
/// <param name="Years">Years; null when days are given.</param>
sealed record DefaultRetention(string Mode, int? Days, int? Years)
{
    /// <summary>The document of a bucket made with Object Lock and no rule.</summary>
    public static string WithoutRule { get; } = DocumentXml.Write(DocumentXml.New("ObjectLockConfiguration", DocumentXml.New("ObjectLockEnabled", "Enabled")));

    /// <summary>A hundred years (S3 User Guide, "Object Lock considerations").</summary>
    const int MostDays = 36_500;
    const int MostYears = 100;

    public ObjectRetention At(DateTimeOffset now) => new(Mode, Days is { } days ? now.AddDays(days) : now.AddYears(Years ?? 0));

    /// <summary>The document's rule; null without one. Throws <see cref="RefusalException"/> (MalformedXML, InvalidRetentionPeriod).</summary>
    public static DefaultRetention? Read(XElement document)
    {
        document.Allow("ObjectLockEnabled", "Rule");
        if (document.Text("ObjectLockEnabled") is not "Enabled")
            throw new RefusalException(Refusal.MalformedXml);
        if (document.Child("Rule") is not { } rule)
            return null;
        XElement retention = rule.Child("DefaultRetention") ?? throw new RefusalException(Refusal.MalformedXml);
        retention.Allow("Mode", "Days", "Years");
        string? mode = retention.Text("Mode");
        int? days = Period(retention, "Days", MostDays), years = Period(retention, "Years", MostYears);
        return mode is ObjectRetention.Governance or ObjectRetention.Compliance && days is null != years is null
            ? new DefaultRetention(mode, days, years)
            : throw new RefusalException(Refusal.MalformedXml);
    }

    static int? Period(XElement retention, string name, int most)
    {
        if (retention.Text(name) is not { } text)
            return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            throw new RefusalException(Refusal.MalformedXml);
        if (number < 1)
            throw new RefusalException(new Refusal("InvalidRetentionPeriod", 400, "Default retention period must be a positive integer value."));
        return number <= most ? number : throw new RefusalException(new Refusal("InvalidRetentionPeriod", 400, "Default retention period is too large."));
    }
}
