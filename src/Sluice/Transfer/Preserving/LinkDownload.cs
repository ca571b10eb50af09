using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Preserving;

/// <summary>
/// An object that holds a symbolic link's target, back to a link. The target is only text: it may name anything, and nothing
/// is ever written through a link below the destination.
/// </summary>
internal sealed class LinkDownload(TransferContext run, ObjectSource source, string root, string path, bool keepsExisting = false) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => new LocalLocation(path);

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        ItemFailure? failure = Fetch(worker, out string target, out ObjectInfo? info, out ObjectChecksum computed, out Verification verified)
            ?? ItemFailure.From(RealDirectories.Make(root, Path.GetDirectoryName(path) ?? ""))
            ?? Publish(target, info!);
        if (failure is not null)
            EndFailed(failure);
        else
            EndDone(source.Size, computed, verified);
    }

    ItemFailure? Fetch(Worker worker, out string target, out ObjectInfo? info, out ObjectChecksum computed, out Verification verified)
    {
        (target, info, computed, verified) = ("", null, default, default);
        if (source.Size is < 1 or > LinkText.MaxLength)
            return Bad();
        using BufferLease lease = Run.Memory.Reserve((int)source.Size, Run.Token);
        if (MemoryFetch.Fetch(this, worker, source, null, null, lease.Span, ChecksumAlgorithm.Crc64Nvme, out info, out computed, out verified) is { } failure)
            return failure;
        return LinkText.TryParse(lease.Span, out target) ? null : Bad();
    }

    ItemFailure? Publish(string target, ObjectInfo info)
    {
        string temporary = Run.Names.Beside(path);
        try
        {
            File.CreateSymbolicLink(temporary, target);
            if (PreservedTimes.NanosecondsOf(info.Attributes) is { } time)
                PosixAttributes.SetLinkModified(temporary, time);
            Failure? refused = new Publication(Run.Names) { ReplacesLinks = true, KeepsExisting = keepsExisting }.Publish(null, temporary, path);
            if (refused is not null)
                File.Delete(temporary);
            return ItemFailure.From(refused);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            if (FileStatus.FromLink(temporary).Kind == FileKind.Link)
                File.Delete(temporary);
            return FileStatus.FromLink(path).Kind == FileKind.Directory
                ? new ItemFailure(OutcomeKind.Failed, "NameClash", $"A directory has the name of this link: {DisplayText.Of(path)}.")
                : ItemFailure.From(exception, path);
        }
    }

    static ItemFailure Bad() => new(OutcomeKind.Failed, "BadLink", $"The object holds no target of a symbolic link: 1 to {LinkText.MaxLength:N0} bytes of UTF-8.");
}
