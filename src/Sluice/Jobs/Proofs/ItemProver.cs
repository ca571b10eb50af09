using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Reporting;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Jobs.Proofs;

/// <summary>Asks both stores what they have of an item, and compares. Reads no bytes.</summary>
/// <param name="clients">Clients of both.</param>
/// <param name="source">The source of the job's command.</param>
/// <param name="destination">Where it writes to.</param>
internal sealed class ItemProver(S3ClientFactory clients, Tree source, Tree destination)
{
    readonly record struct Side(S3Client Client, S3Location At, ObjectInfo? Info, S3Error? Error)
    {
        public bool IsGone => Error is { Kind: FailureKind.NotFound };
    }

    /// <summary>Where it is in the source.</summary>
    public S3Location SourceOf(in ChunkItem item) => item.In(source).InStore!;

    /// <summary>Where its copy is.</summary>
    public S3Location CopyOf(in ChunkItem item) => destination.At(item.Name).InStore!;

    /// <summary>Looks at one item.</summary>
    /// <param name="item">As it was listed.</param>
    /// <param name="moved">The checksum of the bytes that the job moved, as its row has it; empty for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ItemProof Look(in ChunkItem item, string moved, CancellationToken cancellationToken)
    {
        Side from = Ask(SourceOf(item), cancellationToken), to = Ask(CopyOf(item), cancellationToken);
        // 1 Who did not answer is neither gone nor the same.
        if ((from.IsGone ? null : from.Error) is { } unread)
            return new ItemProof(ProofVerdict.Unknown, null, to.Info, [], $"The source: {unread.Message}");
        if (to.IsGone)
            return new ItemProof(ProofVerdict.Missing, from.Info, null, [], "");
        if (to.Error is { } unseen)
            return new ItemProof(ProofVerdict.Unknown, from.Info, null, [], $"The destination: {unseen.Message}");
        ObjectInfo copy = to.Info!;
        bool isMoved = Agrees(copy, moved) ?? false;
        // 2 What is not there as it was listed cannot be compared with; what the job read can.
        if (from.Info is not { } info || item.ETag is { } listed && info.ETag is { } now && listed.Trim('"') != now.Trim('"'))
            return new ItemProof(isMoved ? ProofVerdict.SourceChanged : ProofVerdict.Unproved, from.Info, copy, [], "");
        // 3 Bytes, then all else.
        bool? same = info.TotalLength != copy.TotalLength ? false : Compare(info, copy) ?? (isMoved && Agrees(info, moved) is not false ? true : null);
        ProofVerdict verdict = same switch { true => ProofVerdict.Same, false => ProofVerdict.Different, null => ProofVerdict.Unproved };
        return new ItemProof(verdict, info, copy, verdict == ProofVerdict.Different ? [] : NotKept(from, to, cancellationToken), "");
    }

    Side Ask(S3Location at, CancellationToken cancellationToken)
    {
        S3Client client = clients.For(at.Profile);
        return client.HeadObject(new HeadObjectRequest(at.Bucket, at.Key) { VersionId = at.VersionId, WantsProof = true }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error)
            ? new Side(client, at, info, null) : new Side(client, at, null, error);
    }

    // True or false where both tell of all bytes in one way; null where nobody knows.
    static bool? Compare(ObjectInfo one, ObjectInfo other)
    {
        if (one.Checksum is { } a && other.Checksum is { } b && a.Algorithm == b.Algorithm && a.PartCount == b.PartCount && (!a.IsComposite || a == b))
            return a == b;
        return ETagMd5.Of(one) is { } md5 && ETagMd5.Of(other) is { } its && md5 == its ? true : null;
    }

    /// <summary>Whether an object has the checksum of a row; null where nothing of it can be compared with that.</summary>
    internal static bool? Agrees(ObjectInfo info, string moved)
    {
        foreach (ObjectChecksum? told in (ReadOnlySpan<ObjectChecksum?>)[info.Checksum, ETagMd5.Of(info)])
            if (told is { IsComposite: false } sum && ReportRow.TextOf(sum) is var text && moved.StartsWith(text[..(text.IndexOf(':', StringComparison.Ordinal) + 1)], StringComparison.Ordinal))
                return moved == text;
        return null;
    }

    static List<string> NotKept(in Side from, in Side to, CancellationToken cancellationToken)
    {
        ObjectAttributes has = from.Info!.Attributes, got = to.Info!.Attributes;
        List<string> lost = [];
        foreach ((string name, string? one, string? other) in (ReadOnlySpan<(string, string?, string?)>)
            [
                ("content-type", has.ContentType, got.ContentType), ("content-encoding", has.ContentEncoding, got.ContentEncoding), ("content-disposition", has.ContentDisposition, got.ContentDisposition),
                ("content-language", has.ContentLanguage, got.ContentLanguage), ("cache-control", has.CacheControl, got.CacheControl), ("expires", has.Expires, got.Expires),
                ("website-redirect-location", has.WebsiteRedirect, got.WebsiteRedirect),
            ])
            if (one is not null && one != other)
                lost.Add(name);
        if (from.Info.MissingMetadata > 0)
            lost.Add("x-amz-missing-meta");
        lost.AddRange(has.Metadata.Where(entry => !got.Metadata.Contains(entry)).Select(static entry => $"x-amz-meta-{entry.Key}"));
        if (TagsDiffer(from, to, cancellationToken))
            lost.Add("tags");
        return lost;
    }

    // A count of 0 may mean that nobody may tell: as it does for both.
    static bool TagsDiffer(in Side from, in Side to, CancellationToken cancellationToken)
    {
        if (from.Info!.TagCount == 0 || from.Info.TagCount != to.Info!.TagCount)
            return from.Info.TagCount != to.Info!.TagCount;
        return !(Tags(from, cancellationToken) is { } tags && Tags(to, cancellationToken) is { } others && tags.SetEquals(others));
    }

    static HashSet<KeyValuePair<string, string>>? Tags(in Side side, CancellationToken cancellationToken) =>
        side.Client.GetObjectTagging(side.At.Bucket, side.At.Key, side.At.VersionId, cancellationToken).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? tags, out _) ? [.. tags] : null;
}
