using Sluice.Locations;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Parts;

namespace Sluice.Sync.Guards;

/// <summary>Sees that an item is still what it was when something was decided about it.</summary>
internal static class PinGuard
{
    /// <summary>The guard of a file.</summary>
    /// <param name="side">The side it is on.</param>
    /// <param name="file">The file then.</param>
    /// <param name="role">What it is to the item: <c>source</c> or <c>destination</c>.</param>
    public static Guard Of(SyncSide side, SideItem file, string role) => (_, _) =>
    {
        FileStatus now = side.StatusOf(file);
        return now.Kind == FileKind.Missing ? Gone(role)
            : now.Kind is not (FileKind.File or FileKind.Link) || now.Length != file.Size || now.Modified != file.Modified ? Other(role)
            : null;
    };

    /// <summary>The guard of an object, by its ETag where it has one.</summary>
    public static Guard Of(ObjectSource stored, SseCustomerKey? key, string role) => (item, worker) =>
    {
        HeadObjectRequest head = new(stored.Bucket, stored.Key) { ChecksumMode = false, CustomerKey = key };
        return item.Head(stored.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error) ? stored.Is(info) ? null : Other(role)
            : error.Kind == S3ErrorKind.NotFound ? Gone(role) : ItemFailure.Of(error);
    };

    static ItemFailure Gone(string role) => role == "source"
        ? new ItemFailure(OutcomeKind.Missing, "Missing", "The source is not there any more.")
        : ItemFailure.Changed($"The {role} is not there any more.");

    static ItemFailure Other(string role) => ItemFailure.Changed($"The {role} is another one than was planned with; nothing was done.");
}
