using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>
/// What S3 asks of lifecycle rules besides their form (S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle" and "Lifecycle configuration elements").
/// Looked at when a document is put; one that is kept already, maybe from a version that asked for less, is only read. Nothing moves because of transitions.
/// </summary>
static class LifecycleLimits
{
    /// <summary>Infrequent access begins after so many days.</summary>
    const int LeastDaysOfInfrequentAccess = 30;

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML, InvalidArgument, InvalidRequest).</summary>
    public static void Check(XElement document)
    {
        foreach (XElement rule in document.Children("Rule"))
        {
            CheckFilter(rule);
            int? expirationDays = rule.Child("Expiration") is { } expiration ? LifecycleRule.Days(expiration, "Days", least: 1) : null;
            foreach (XElement transition in rule.Children("Transition"))
                CheckTransition(transition, expirationDays);
            foreach (XElement transition in rule.Children("NoncurrentVersionTransition"))
            {
                transition.Allow("NoncurrentDays", "NewerNoncurrentVersions", "StorageClass");
                LifecycleRule.Days(transition, "NewerNoncurrentVersions", least: 1);
                CheckClass(transition, LifecycleRule.Days(transition, "NoncurrentDays", least: 0) ?? throw new RefusalException(Refusal.MalformedXml), "NoncurrentDays");
            }
        }
    }

    static void CheckFilter(XElement rule)
    {
        XElement? filter = rule.Child("Filter"), and = filter?.Child("And");
        // "And" joins at least two conditions.
        if (and is not null && and.Elements().Count() < 2)
            throw new RefusalException(Refusal.MalformedXml);
        if ((and ?? filter)?.Child("Tag") is not null && (rule.Child("AbortIncompleteMultipartUpload") ?? rule.Child("Expiration")?.Child("ExpiredObjectDeleteMarker")) is not null)
            throw new RefusalException(Refusal.InvalidRequest("AbortIncompleteMultipartUpload and ExpiredObjectDeleteMarker cannot be specified with a filter by tags"));
    }

    static void CheckTransition(XElement transition, int? expirationDays)
    {
        transition.Allow("Days", "Date", "StorageClass");
        int? days = LifecycleRule.Days(transition, "Days", least: 0);
        if (days is null == LifecycleRule.Date(transition) is null)
            throw new RefusalException(Refusal.MalformedXml);
        CheckClass(transition, days, "Days");
        if (days >= expirationDays)
            throw new RefusalException(Refusal.InvalidArgument("'Days' in the Expiration action must be greater than 'Days' in the Transition action"));
    }

    static void CheckClass(XElement transition, int? days, string name)
    {
        string? storageClass = transition.Text("StorageClass");
        if (storageClass is not ("GLACIER" or "STANDARD_IA" or "ONEZONE_IA" or "INTELLIGENT_TIERING" or "DEEP_ARCHIVE" or "GLACIER_IR"))
            throw new RefusalException(Refusal.MalformedXml);
        if (storageClass is "STANDARD_IA" or "ONEZONE_IA" && days < LeastDaysOfInfrequentAccess)
            throw new RefusalException(Refusal.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"'{name}' in the transition must be greater than or equal to {LeastDaysOfInfrequentAccess} for storageClass '{storageClass}'")));
    }
}
