using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>What S3 asks of the transitions of a lifecycle rule (S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle"). They are checked and kept; nothing moves.</summary>
static class LifecycleTransitions
{
    /// <summary>Infrequent access begins after so many days.</summary>
    const int LeastDaysOfInfrequentAccess = 30;

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML, InvalidArgument).</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="expirationDays">When its objects expire; null: not after days.</param>
    public static void Check(XElement rule, int? expirationDays)
    {
        foreach (XElement transition in rule.Children("Transition"))
        {
            transition.Allow("Days", "Date", "StorageClass");
            int? days = LifecycleRule.Days(transition, "Days", least: 0);
            if (days is null == LifecycleRule.Date(transition) is null)
                throw new RefusalException(Refusal.MalformedXml);
            CheckClass(transition, days, "Days");
            if (days >= expirationDays)
                throw new RefusalException(Refusal.InvalidArgument("'Days' in the Expiration action must be greater than 'Days' in the Transition action"));
        }
        foreach (XElement transition in rule.Children("NoncurrentVersionTransition"))
        {
            transition.Allow("NoncurrentDays", "NewerNoncurrentVersions", "StorageClass");
            LifecycleRule.Days(transition, "NewerNoncurrentVersions", least: 1);
            CheckClass(transition, LifecycleRule.Days(transition, "NoncurrentDays", least: 0) ?? throw new RefusalException(Refusal.MalformedXml), "NoncurrentDays");
        }
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
