using Sluice.S3;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>What an object has besides its bytes, and what a copy of it gets.</summary>
internal static class SourceAttributes
{
    /// <summary>True when something is to be other than in the source, so that the store cannot just copy all of it.</summary>
    public static bool Replaces(ObjectAttributes given) => given.ContentType is not null || given.ContentEncoding is not null || given.ContentDisposition is not null
        || given.ContentLanguage is not null || given.CacheControl is not null || given.Metadata.Count > 0 || given.Tags.Count > 0;

    /// <summary>The attributes of a copy: what was given, else what the source has. Storage class, ACL and encryption are the destination's own affair.</summary>
    public static ObjectAttributes Merge(ObjectAttributes given, ObjectAttributes source) => given with
    {
        ContentType = given.ContentType ?? source.ContentType,
        ContentEncoding = given.ContentEncoding ?? source.ContentEncoding,
        ContentDisposition = given.ContentDisposition ?? source.ContentDisposition,
        ContentLanguage = given.ContentLanguage ?? source.ContentLanguage,
        CacheControl = given.CacheControl ?? source.CacheControl,
        Metadata = given.Metadata.Count > 0 ? given.Metadata : source.Metadata,
        Tags = given.Tags.Count > 0 ? given.Tags : source.Tags,
    };

    /// <summary>Asks the store for all it knows of the source, unless that was asked already, and sees that it is still the one that was listed.</summary>
    public static ItemFailure? Head(ItemTransfer item, ObjectSource source, RunContext run, PartWorker worker, out ObjectInfo? info)
    {
        info = source.Info;
        HeadObjectRequest head = new(source.Bucket, source.Key) { CustomerKey = run.SourceCustomerKey };
        int interrupts = 0;
        while (info is null)
        {
            if (source.Client.HeadObject(head, worker.BeginRequest(0)).TryGet(out info, out S3Error? error))
                item.CountAttempts();
            else if (!item.WasInterrupted(error, ref interrupts))
                return ItemFailure.Of(error);
        }
        item.RequestId = info.RequestId;
        return source.Is(info) ? null : Other();
    }

    /// <summary>Asks for all that a copy takes along: what the store knows of the source, and its attributes with its tags.</summary>
    public static ItemFailure? Read(ItemTransfer item, ObjectSource source, RunContext run, PartWorker worker, out ObjectInfo? info, out ObjectAttributes attributes)
    {
        attributes = ObjectAttributes.None;
        return Head(item, source, run, worker, out info) ?? WithTags(item, source, info!, worker, out attributes);
    }

    /// <summary>The source's attributes with its tags, which no header carries. A store without tags has none.</summary>
    public static ItemFailure? WithTags(ItemTransfer item, ObjectSource source, ObjectInfo info, PartWorker worker, out ObjectAttributes attributes)
    {
        attributes = info.Attributes;
        if (info.TagCount == 0)
            return null;
        if (source.Client.GetObjectTagging(source.Bucket, source.Key, worker.BeginRequest(0)).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? tags, out S3Error? error))
        {
            item.CountAttempts();
            attributes = attributes with { Tags = tags };
            return null;
        }
        item.CountAttempts(error.Attempts);
        return error.Kind == S3ErrorKind.NotSupported ? null : ItemFailure.Of(error);
    }

    static ItemFailure Other() => ItemFailure.Changed("The object is another one than was listed.");
}
