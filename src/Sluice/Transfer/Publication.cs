using Microsoft.Win32.SafeHandles;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Transfer.Preserving;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>
/// Gives a finished file its name. What has that name is looked at when it is about to go: a regular file is replaced and leaves its
/// permission bits (and, to a privileged user, its owner); behind a symbolic link the file that it leads to is; a pipe, a device,
/// a socket, a directory or a link to one of these stays, and the failure says so.
/// </summary>
/// <param name="names">Names of temporary files.</param>
internal sealed class Publication(TemporaryNames names)
{
    /// <summary>The file has permission bits of its own, which it keeps.</summary>
    public bool HasOwnMode { get; init; }

    /// <summary>The file has an owner of its own, which it keeps.</summary>
    public bool HasOwnOwner { get; init; }

    /// <summary>A symbolic link of that name is replaced, not followed.</summary>
    public bool ReplacesLinks { get; init; }

    /// <summary>The directory below which each name is an item of its own: none of them is written through a link that has another one's name. Null for none.</summary>
    public string? Root { get; init; }

    /// <summary>What a listing saw under the name: a file that is another by now is not replaced. Null for whatever is there.</summary>
    public ListedFile? Listed { get; init; }

    /// <summary>Whatever has the name stays: the failure's code is <see cref="Tree.Exists"/> then.</summary>
    public bool KeepsExisting { get; init; }

    /// <summary>The name that the file was given in the end: that of the file behind a link.</summary>
    public string? Published { get; private set; }

    /// <summary>Publishes; a failure or null. Throws what the file system throws.</summary>
    /// <param name="file">The finished file, open; null for what has no bits of its own (a link).</param>
    /// <param name="temporary">Its present name.</param>
    /// <param name="path">The name that it is to have.</param>
    public Failure? Publish(SafeFileHandle? file, string temporary, string path)
    {
        // 1 What has the temporary name must be what was written. (What is put there between this look and the renaming is published.)
        if (file is not null && !FileStatus.IsAt(file, temporary))
            return FileStatus.FromLink(temporary).Kind == FileKind.Missing
                ? Failure.Local("Removed", $"{DisplayText.Of(temporary)}: What was written is gone: somebody has removed it, or its directory.")
                : Failure.Changed($"{DisplayText.Of(temporary)}: Another file has this name than was written; {DisplayText.Of(path)} was left as it is.");
        // 2 As a rule there is nothing of that name, and what comes this moment stays. Others may look into the file only then, for what is replaced may be its owner's alone; and before it has its name,
        // for a kill in between would leave a file that is there and closed to them.
        Published = path;
        FileStatus there = FileStatus.FromLink(path);
        if (there.Kind == FileKind.Missing)
        {
            Open(file);
            if (PosixFile.TryRenameToFree(temporary, path))
                return null;
            if (KeepsExisting && MoveToFree(temporary, path))
                return null;
            there = FileStatus.FromLink(path);
        }
        if (KeepsExisting)
            return Failure.Local(Tree.Exists, $"{DisplayText.Of(path)}: Something has this name already; it was left alone.");
        // 3 Otherwise it depends on what there is.
        switch (there.Kind)
        {
            case FileKind.Link when !ReplacesLinks:
                return PublishBehindLink(file, temporary, path);
            case FileKind.File when Listed?.Is(there) == false:
                return Edited(path);
            case FileKind.File:
                Take(file, there);
                break;
            case FileKind.Missing or FileKind.Link or FileKind.Denied:
                Open(file);
                break;
            default:
                return Refuse(path, there.Kind);
        }
        PosixFile.Rename(temporary, path);
        return null;
    }

    // By a hard link where the system has no call for it: either fails where there is something, also what came this moment.
    static bool MoveToFree(string temporary, string path)
    {
        if (FileStatus.FromLink(path).Kind != FileKind.Missing)
            return false;
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (FileStatus.FromLink(path).Kind != FileKind.Missing && FileStatus.FromLink(temporary).Kind != FileKind.Missing)
        {
            return false;
        }
    }

    Failure? PublishBehindLink(SafeFileHandle? file, string temporary, string path)
    {
        FileStatus behind = FileStatus.From(path);
        if (behind.Kind != FileKind.File || FileStatus.TargetOf(path) is not { } target)
            return Refuse(path, behind.Kind, isBehindLink: true);
        if (Root is not null && RealPath.IsBelow(target, Root))
            return Failure.Local("NameClash", $"{DisplayText.Of(path)} is a symbolic link to {DisplayText.Of(target)}, which has a name of its own at the destination: the two cannot be told apart.");
        if (Listed?.Is(behind) == false)
            return Edited(path);
        Take(file, behind);
        Published = target;
        if (PosixFile.TryRename(temporary, target))
            return null;
        // On another file system, as a rule: what is there must not be half a file either.
        string beside = names.Beside(target);
        try
        {
            File.Copy(temporary, beside);
            PosixFile.Rename(beside, target);
        }
        catch
        {
            TemporaryFiles.Delete(beside);
            throw;
        }
        File.Delete(temporary);
        return null;
    }

    void Take(SafeFileHandle? file, in FileStatus old)
    {
        // Only Linux tells them.
        if (file is null || old.Inode == 0)
        {
            Open(file);
            return;
        }
        if (!HasOwnOwner && Environment.IsPrivilegedProcess)
            PosixAttributes.TrySetOwner(file, old.UserId, old.GroupId);
        int mode = old.Mode & FileModes.Permissions;
        if (!HasOwnMode)
            FileModes.Set(file, mode);
    }

    // The bits of any new file.
    void Open(SafeFileHandle? file)
    {
        if (file is not null && !HasOwnMode && FileModes.Published != (int)FileModes.Private)
            FileModes.Set(file, FileModes.Published);
    }

    static Failure Edited(string path) => Failure.Changed($"{DisplayText.Of(path)} was written to, or appeared, after it was listed; it is not replaced.");

    static Failure Refuse(string path, FileKind kind, bool isBehindLink = false)
    {
        string what = kind switch
        {
            FileKind.Directory => "directory",
            FileKind.Fifo => "named pipe",
            FileKind.Socket => "socket",
            FileKind.Device => "device",
            _ => "",
        };
        string name = DisplayText.Of(path);
        return kind switch
        {
            FileKind.Directory when !isBehindLink => Failure.Local("NameClash", $"A directory has the name of this file: {name}."),
            FileKind.LinkLoop => Failure.Local("Link", $"{name} is a symbolic link that leads in a circle; it is not replaced."),
            FileKind.Denied => new Failure(FailureKind.Denied, RetryClass.Never, $"{name} is a symbolic link, and the file system refused to say where to; it is not replaced.") { Code = "Denied" },
            _ when what.Length == 0 => Failure.Local("Link", $"{name} is a symbolic link to nothing; it is not replaced."),
            _ => Failure.Local("NotAFile", $"{name} is a {(isBehindLink ? "symbolic link to a " : "")}{what}; it is not replaced."),
        };
    }
}
