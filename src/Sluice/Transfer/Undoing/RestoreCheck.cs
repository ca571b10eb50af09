using System.Text;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.Undoing;

/// <summary>Two versions of an object have the same bytes: whether they have the same headers, metadata and tags too. What cannot be asked is copied.</summary>
/// <param name="run">The run.</param>
/// <param name="past">What was there.</param>
/// <param name="now">What is there.</param>
/// <param name="restore">Offers the copy, on a worker's thread.</param>
internal sealed class RestoreCheck(TransferContext run, ObjectSource past, ObjectSource now, Action restore) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => past.Location;

    /// <inheritdoc/>
    public override Location? To => now.Location with { VersionId = null };

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (Describe(worker, past) is { } then && then == Describe(worker, now))
            Run.Ledger.Ended(OutcomeKind.Skipped, From, To, "Same", "What is there now has the same bytes, metadata and tags.");
        else
            restore();
        EndPending();
    }

    string? Describe(Worker worker, ObjectSource version)
    {
        if (!Send(worker, version.Head with { ChecksumMode = false }, version.Client.HeadObject).TryGet(out ObjectInfo? info, out _))
            return null;
        IReadOnlyList<KeyValuePair<string, string>>? tags = [];
        // Their number is told only to those who may read them: 0 may be some (S3 API reference, HeadObject).
        if (!Send(worker, version, static (of, token) => of.Client.GetObjectTagging(of.Bucket, of.Key, of.VersionId, token)).TryGet(out tags, out S3Error? error))
        {
            if (error.Kind != Failures.FailureKind.NotSupported && error.Code is not ("NoSuchTagSet" or "NoSuchTagSetError"))
                return null;
            tags = [];
        }
        ObjectAttributes has = info.Attributes;
        StringBuilder text = new();
        foreach (string? header in (string?[])[has.ContentType, has.ContentEncoding, has.ContentDisposition, has.ContentLanguage, has.CacheControl, has.Expires, has.WebsiteRedirect, has.StorageClass])
            Add(text, header);
        foreach ((string name, string value) in has.Metadata.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            Add(Add(text, name), value);
        Add(text, "tags");
        foreach ((string name, string value) in tags.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            Add(Add(text, name), value);
        return text.ToString();
    }

    static StringBuilder Add(StringBuilder text, string? value) => text.Append(value?.Length ?? -1).Append(':').Append(value);
}
