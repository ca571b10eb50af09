using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync.Preconditions;

/// <summary>Sees that an item is still what it was when something was decided about it.</summary>
internal static class PinPrecondition
{
    /// <summary>The guard of an item that is no object.</summary>
    /// <param name="side">The side it is on.</param>
    /// <param name="file">The item then.</param>
    /// <param name="role">What it is to the item: <c>source</c> or <c>destination</c>.</param>
    public static Precondition Create(Tree side, TreeEntry file, string role) => (_, worker) =>
    {
        if (side.Files is { } files)
        {
            FileStatus now = files.StatusOf(file);
            return now.Kind == FileKind.Missing ? Gone(role)
                : now.Kind is not (FileKind.File or FileKind.Link) || now.Length != file.Size || now.Modified != file.Modified ? Other(role)
                : null;
        }
        return side.Find(file.Name, TreeQuery.Sorted, worker.Token, out TreeEntry? found) is { } unknown ? ItemFailure.From(unknown)
            : found is not { } there ? Gone(role)
            : there.Size != file.Size || there.Modified != file.Modified ? Other(role)
            : null;
    };

    /// <summary>The guard of an object, by its ETag where it has one.</summary>
    public static Precondition Create(ObjectSource stored, SseCustomerKey? key, string role) => (item, worker) =>
    {
        HeadObjectRequest head = stored.Head with { ChecksumMode = false, CustomerKey = key };
        return item.Head(stored.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error) ? stored.Is(info) ? null : Other(role)
            : error.Kind == FailureKind.NotFound ? Gone(role) : ItemFailure.From(error);
    };

    /// <summary>The guard of a name under which there was no item that is no object.</summary>
    public static Precondition CreateForNone(Tree side, ReadOnlyMemory<byte> name) => (_, worker) =>
    {
        if (side.Files is { } files)
            return FileStatus.FromLink(files.PathOf(name.Span)).Kind == FileKind.Missing ? null : Appeared();
        return side.Find(name, TreeQuery.Sorted, worker.Token, out TreeEntry? found) is { } unknown ? ItemFailure.From(unknown) : found is null ? null : Appeared();
    };

    /// <summary>The guard of a name under which there was no object. What cannot be looked at is left alone.</summary>
    public static Precondition CreateForNone(S3Client client, S3Location at, SseCustomerKey? key) => (item, worker) =>
        item.Head(client, new HeadObjectRequest(at.Bucket, at.Key) { ChecksumMode = false, CustomerKey = key }, worker).TryGet(out _, out S3Error? error) ? Appeared()
            : error.Kind == FailureKind.NotFound ? null : ItemFailure.From(error);

    static ItemFailure Appeared() => ItemFailure.Changed("The destination changed since the plan: something has appeared under this name; nothing was done.");

    static ItemFailure Gone(string role) => role == "source"
        ? new ItemFailure(OutcomeKind.Missing, "Missing", "The source is not there any more.")
        : ItemFailure.Changed($"The {role} changed since the plan: it is not there any more; nothing was done.");

    static ItemFailure Other(string role) => ItemFailure.Changed($"The {role} changed since the plan: it is another one now; nothing was done.");
}
