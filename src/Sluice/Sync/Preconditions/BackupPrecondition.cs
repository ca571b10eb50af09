using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync.Preconditions;

/// <summary>Saves an item of the destination before it is overwritten or removed; when that fails, it is neither.</summary>
internal static class BackupPrecondition
{
    /// <summary>The guard of an object: its store copies it.</summary>
    public static Precondition Create(ObjectSource old, S3Location target, SseOptions? sse) => (item, worker) =>
    {
        if (old.Size > S3Limits.MaxCopySize)
            return new ItemFailure(OutcomeKind.Failed, "TooLarge", $"{old} has more than 5 GiB and cannot be copied to {target} in one request; it was left as it is.");
        CopyObjectRequest copy = new(old.Bucket, old.Key, target.Bucket, target.Key)
        {
            SourceIfMatch = old.ETag,
            Target = ObjectAttributes.None with
            {
                StorageClass = old.StorageClass is "STANDARD" ? null : old.StorageClass,
                Sse = sse is null ? null : sse with { CopySourceCustomerKey = sse.CustomerKey },
            },
        };
        S3Result<PutResult> result = item.Send(worker, copy, old.Client.CopyObject);
        if (result.Error is { } error)
            return Failed(ItemFailure.From(error), target.ToString());
        // What is to go next must be there, whatever the answer says.
        ObjectTarget kept = new(old.Client, target.Profile, target.Bucket, target.Key, copy.Target);
        CopyResponse answer = new(item.Run, item, old, kept);
        ItemFailure? wrong = answer.Judge(result.Value, info: null, isInPlace: false, worker, out Verification verified);
        wrong ??= verified == Verification.Unverified ? ItemFailure.Corrupt("Nothing that the store tells of the copy shows that it has the same bytes.") : null;
        if (wrong is null && !answer.WasSeen && CopyProof.Unseen(item.Run, item, kept, old.Size, result.Value.ETag) is { } why)
            wrong = ItemFailure.NotWritten($"The store says that it has made the copy, and {why}.");
        return wrong is null ? null : Failed(wrong, target.ToString());
    };

    /// <summary>The guard of a file: a copy of it under a temporary name, which then takes its own.</summary>
    public static Precondition Create(string path, string target) => (item, worker) =>
    {
        string temporary = item.Run.Names.Beside(target);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (FileStatus.FromLink(path).Kind == FileKind.Link && new FileInfo(path).LinkTarget is { } link)
                File.CreateSymbolicLink(temporary, link);
            else
                File.Copy(path, temporary);
            if (new Publication(item.Run.Names) { ReplacesLinks = true }.Publish(null, temporary, target) is not { } refused)
                return null;
            Discard(temporary);
            return Failed(ItemFailure.From(refused), DisplayText.Of(target));
        }
        catch (FileNotFoundException)
        {
            // Nothing is there that could be lost.
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Discard(temporary);
            return Failed(ItemFailure.From(exception, path: null), DisplayText.Of(target));
        }
    };

    static ItemFailure Failed(ItemFailure failure, string target) =>
        failure with { Message = $"It could not be saved to {target} and was left as it is: {failure.Message}" };

    static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // What could not be written there can perhaps not be removed either; the failure is told already.
        }
    }
}
