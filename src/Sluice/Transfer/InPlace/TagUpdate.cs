using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.InPlace;

/// <summary>The tags of one object are set, or read, changed and written back.</summary>
internal sealed class TagUpdate(TransferContext run, ObjectSource source, TagChange change, bool dryRun) : SingleTransfer(run)
{
    /// <summary>An earlier run of the command has done it: it is looked at, and left as it is where nobody has changed it since.</summary>
    public bool WasDone { get; init; }

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        // 1 What it has: to set tags nobody need know them.
        IReadOnlyList<KeyValuePair<string, string>> tags = change.Added;
        IReadOnlyList<KeyValuePair<string, string>>? before = null;
        if (dryRun || !change.Replaces || WasDone)
        {
            bool isRead = TagRead.Ask(this, source, worker).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? has, out S3Error? unread);
            // Who may set tags need not be one who may read them.
            if (!isRead && (dryRun || !change.Replaces))
            {
                EndFailed(ItemFailure.From(unread!));
                return;
            }
            if (isRead)
                (before, tags) = (has, change.Apply(has!));
            if (isRead && AreSame(tags, has!))
            {
                if (WasDone)
                    Run.EndDoneBefore(From, null, source.KnownSize);
                else
                    Run.Ledger.Ended(OutcomeKind.Skipped, From, null, "Same", "It has these tags.");
                EndPending();
                return;
            }
            if (tags.Count > TagRules.Most)
            {
                EndFailed(new ItemFailure(OutcomeKind.Failed, "TooManyTags", $"It would have {tags.Count} tags; S3 takes {TagRules.Most} at most."));
                return;
            }
            if (dryRun)
            {
                Run.Ledger.Planned(From, null, 0, $"Would have {Text(tags)}; it has {Text(has!)}.");
                EndPending();
                return;
            }
        }
        // 2 What it gets.
        S3Result<bool> result = tags.Count == 0
            ? Send(worker, source, static (of, token) => of.Client.DeleteObjectTagging(of.Bucket, of.Key, of.VersionId, token))
            : Send(worker, (source, tags), static (to, token) => to.source.Client.PutObjectTagging(to.source.Bucket, to.source.Key, to.source.VersionId, to.tags, token));
        if (result.Error is { } error)
            EndFailed(ItemFailure.From(error));
        // 3 S3 has no condition on tags, and proves nothing by its answer. Who was overwritten right after finds out; who overwrote before does not.
        else if ((!change.Replaces || change.Looks.Next()) && TagRead.Ask(this, source, worker).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? now, out _) && !AreSame(tags, now))
            EndFailed(before is not null && AreSame(now, before) ? ItemFailure.NotWritten($"The store says that it has set the tags, and it has what it had: {Text(now)}.")
                : new ItemFailure(OutcomeKind.Failed, "ChangedMeanwhile", $"The store says that it has set {Text(tags)}, and it has {Text(now)}: somebody else changed them meanwhile, or it did not set them."));
        else
            EndDone(0, null, Verification.None);
    }

    static bool AreSame(IReadOnlyList<KeyValuePair<string, string>> one, IReadOnlyList<KeyValuePair<string, string>> other) => one.Count == other.Count && one.All(other.Contains);

    static string Text(IReadOnlyList<KeyValuePair<string, string>> tags) =>
        tags.Count == 0 ? "no tags" : DisplayText.Of(string.Join(", ", tags.Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)));
}
