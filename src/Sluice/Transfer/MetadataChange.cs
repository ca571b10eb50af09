using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>
/// Headers and user metadata of each object are changed where it is, by a copy of it onto itself: tags, ACL, storage class, encryption, lock, checksum and
/// all other headers stay. An object that has it already is left alone. In a bucket that keeps versions each change makes a version.
/// </summary>
public sealed record MetadataChange : ObjectOperation
{
    /// <summary>Names of headers that can be taken away (S3 API reference, CopyObject).</summary>
    public static IReadOnlyList<string> RemovableHeaders { get; } = ["cache-control", "content-disposition", "content-encoding", "content-language", "expires", "website-redirect"];

    /// <summary>Headers, storage class and redirect that the object gets; nothing else of it counts. A null stays as it is.</summary>
    public ObjectAttributes Headers { get; init; } = ObjectAttributes.None;

    /// <summary>Headers that go, of <see cref="RemovableHeaders"/>.</summary>
    public IReadOnlyList<string> RemovedHeaders { get; init; } = [];

    /// <summary>Metadata that the object gets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Added { get; init; } = [];

    /// <summary>Names of metadata that goes.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>All other metadata goes. Default false.</summary>
    public bool Replaces { get; init; }

    /// <summary>Customer key of SSE-C objects, which they keep.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <inheritdoc/>
    public override string Name => "meta";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (string problem in MetadataRules.ProblemsOf(Added))
            yield return $"Metadata: {problem}";
        foreach (string name in RemovedHeaders.Where(static name => !RemovableHeaders.Contains(name)))
            yield return $"{Failures.DisplayText.Of(name)} cannot be taken away; {string.Join(", ", RemovableHeaders)} can.";
        if (!Headers.SaysAnything && RemovedHeaders.Count == 0 && Added.Count == 0 && Removed.Count == 0 && !Replaces)
            yield return "There is nothing to change.";
    }

    /// <summary>What an object with these has afterwards.</summary>
    public ObjectAttributes Apply(ObjectAttributes has)
    {
        ArgumentNullException.ThrowIfNull(has);
        return has with
        {
            ContentType = Headers.ContentType ?? has.ContentType,
            ContentEncoding = Headers.ContentEncoding ?? Kept("content-encoding", has.ContentEncoding),
            ContentDisposition = Headers.ContentDisposition ?? Kept("content-disposition", has.ContentDisposition),
            ContentLanguage = Headers.ContentLanguage ?? Kept("content-language", has.ContentLanguage),
            CacheControl = Headers.CacheControl ?? Kept("cache-control", has.CacheControl),
            Expires = Headers.Expires ?? Kept("expires", has.Expires),
            WebsiteRedirect = Headers.WebsiteRedirect ?? Kept("website-redirect", has.WebsiteRedirect),
            StorageClass = Headers.StorageClass is null ? has.StorageClass : Headers.StorageClass == "STANDARD" ? null : Headers.StorageClass,
            Metadata =
            [
                .. has.Metadata.Where(pair => !Replaces && !Removed.Contains(pair.Key, StringComparer.OrdinalIgnoreCase) && !Gets(pair.Key)),
                .. Added.Select(static pair => new KeyValuePair<string, string>(pair.Key.ToLowerInvariant(), pair.Value)),
            ],
        };
    }

    bool Gets(string name) => Added.Any(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    string? Kept(string header, string? value) => RemovedHeaders.Contains(header) ? null : value;

    // Everything is said to the copy, so that nothing can be left out where the store refuses it.
    internal override RunRequest Describe(RunRequest run) => run with { SourceCustomerKey = CustomerKey, StorageClass = Headers.StorageClass, Carried = CarriedAttributes.None };

    internal LookBack Looks { get; init; } = new();

    internal override ObjectOperation ForRun() => this with { Looks = new LookBack() };

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new MetadataUpdate(run, source, this, dryRun);
}
