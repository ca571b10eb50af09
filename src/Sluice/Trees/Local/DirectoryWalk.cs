using System.IO.Enumeration;
using System.Runtime.InteropServices;
using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>
/// Walks a directory in the order S3 would list its files: by the bytes of their keys, so that <c>a.txt</c> comes
/// before <c>a/b</c>. Holds the names of the directories on the way, not the tree. What is no file is reported, not
/// dropped; symbolic links to files count as the files, links to directories are entered only when asked for.
/// </summary>
internal static class DirectoryWalk
{
    // Deeper trees than any key could name: 1,024 bytes of "a/".
    const int MaxDepth = 512;

    /// <summary>All files below <paramref name="root"/>, lazily.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="followDirectoryLinks">Enter symbolic links to directories.</param>
    /// <param name="linkSuffix">Symbolic links are items themselves, under their names with this behind them; null takes them for what they lead to.</param>
    /// <param name="skipLinks">Symbolic links are left out, unless those to directories are entered.</param>
    /// <param name="own">What this run itself writes; null for nothing.</param>
    public static IEnumerable<LocalEntry> Walk(string root, bool followDirectoryLinks, string? linkSuffix = null, bool skipLinks = false, OwnFiles? own = null)
    {
        if (own?.Covers(root) == true)
            return [new LocalEntry(root, "", 0, default, OwnFiles.NamedProblem)];
        FileStatus status = FileStatus.From(root);
        List<(ulong, ulong)> way = [(status.Device, status.Inode)];
        return Walk(root, "", followDirectoryLinks, linkSuffix, skipLinks && !followDirectoryLinks, own, way);
    }

    static IEnumerable<LocalEntry> Walk(string directory, string prefix, bool follow, string? linkSuffix, bool skipLinks, OwnFiles? own, List<(ulong Device, ulong Inode)> way)
    {
        if (Names(directory, linkSuffix, out List<Name> names) is { } unreadable)
        {
            // Where the root itself cannot be read there is nothing that could be left out of it.
            yield return new LocalEntry(directory, prefix, 0, default, prefix.Length == 0 ? unreadable with { SkippedBy = LocalSkip.None } : unreadable);
            yield break;
        }
        for (int at = 0; at < names.Count; at++)
        {
            Name name = names[at];
            string relative = prefix + name.Text;
            if (linkSuffix is not null && at + 1 < names.Count && names[at + 1].Text == name.Text)
            {
                at++;
                yield return Problem(Path.Join(directory, name.Text), relative, "NameClash", "A file and a symbolic link would both have this name.");
                continue;
            }
            if (IsUnfinished(name, linkSuffix))
            {
                string unfinished = Path.Join(directory, name.Text);
                if (own?.Has(unfinished, FileStatus.From(unfinished)) == true)
                    continue;
                yield return Problem(unfinished, name.IsDirectory ? relative + "/" : relative, "Unfinished",
                    "What Sluice has not finished, or a killed run left ('sluice cleanup' removes it).");
                continue;
            }
            if (linkSuffix is not null && name.IsLink)
            {
                string link = Path.Join(directory, name.Text.AsSpan(0, name.Text.Length - linkSuffix.Length));
                FileStatus itself = FileStatus.FromLink(link);
                yield return new LocalEntry(link, relative, itself.Length, itself.Modified, itself.Kind == FileKind.Link ? null : ProblemOf(name, FileKind.Missing));
                continue;
            }
            string path = Path.Join(directory, name.Text);
            if (RawText.HoldsRawBytes(name.Text))
            {
                yield return new LocalEntry(path, name.IsDirectory ? relative + "/" : relative, 0, default, BadName);
                continue;
            }
            if (skipLinks && name.IsLink)
            {
                yield return Problem(path, name.IsDirectory ? relative + "/" : relative, "Link", "A symbolic link.", LocalSkip.Links);
                continue;
            }
            FileStatus status = FileStatus.From(path);
            if (own?.Has(path, status) == true)
            {
                yield return new LocalEntry(path, status.Kind == FileKind.Directory ? relative + "/" : relative, 0, default, OwnFiles.Problem);
                continue;
            }
            // What became something else since the directory was read keeps the place, and so the name, of what it was.
            if (name.IsDirectory ? status.Kind == FileKind.File : status.Kind == FileKind.Directory)
            {
                yield return Problem(path, name.IsDirectory ? relative + "/" : relative, "Missing", "It became something else while its directory was listed.");
                continue;
            }
            if (status.Kind != FileKind.Directory)
            {
                yield return new LocalEntry(path, name.IsDirectory ? relative + "/" : relative, status.Length, status.Modified, ProblemOf(name, status.Kind) ?? ClaimedSize.Problem(path, status)) { Inode = status.Inode, ChangedNanoseconds = status.ChangedNanoseconds };
                continue;
            }
            // Named as what they sort as: a directory.
            if (name.IsLink && !follow)
            {
                yield return Problem(path, relative + "/", "DirectoryLink", "A symbolic link to a directory, which is not followed.");
                continue;
            }
            // Links can lead back to a directory on the way here, and bind mounts too.
            (ulong, ulong) identity = (status.Device, status.Inode);
            if (way.Count >= MaxDepth || status.Inode != 0 && way.Contains(identity))
            {
                yield return Problem(path, relative + "/", "Loop", "The directory contains itself.", LocalSkip.Links);
                continue;
            }
            way.Add(identity);
            foreach (LocalEntry entry in Walk(path, relative + "/", follow, linkSuffix, skipLinks, own, way))
                yield return entry;
            way.RemoveAt(way.Count - 1);
        }
    }

    static bool IsUnfinished(Name name, string? linkSuffix) => (!name.IsDirectory || name.IsLink)
        && UnfinishedName.IsOne(linkSuffix is not null && name.IsLink ? name.Text.AsSpan(0, name.Text.Length - linkSuffix.Length) : name.Text);

    static LocalEntry Problem(string path, string relative, string code, string message, LocalSkip skippedBy = LocalSkip.None) =>
        new(path, relative, 0, default, new LocalProblem(code, message, skippedBy));

    /// <summary>What is said of a symbolic link to nothing.</summary>
    public static LocalProblem NothingBehindLink { get; } = new("Missing", "A symbolic link to nothing.", LocalSkip.Links);

    /// <summary>What is said of a name that is not UTF-8.</summary>
    public static LocalProblem BadName { get; } = new("BadName", "The name is not valid UTF-8, so it cannot be a key.");

    static LocalProblem? ProblemOf(Name name, FileKind kind) => kind switch
    {
        FileKind.File => null,
        FileKind.Fifo => new LocalProblem("NotAFile", "A named pipe, not a file.", LocalSkip.Special),
        FileKind.Socket => new LocalProblem("NotAFile", "A socket, not a file.", LocalSkip.Special),
        FileKind.Device => new LocalProblem("NotAFile", "A device, not a file.", LocalSkip.Special),
        FileKind.Denied => new LocalProblem("Denied", "The file system refused access.", LocalSkip.Unreadable),
        FileKind.LinkLoop => new LocalProblem("Loop", "Symbolic links that lead in a circle.", LocalSkip.Links),
        // .NET shows bytes that are not UTF-8 as U+FFFD, and finds nothing under that name.
        _ when name.Text.Contains('\ufffd', StringComparison.Ordinal) => BadName,
        _ when name.IsLink => NothingBehindLink,
        _ => new LocalProblem("Missing", "The file is not there any more."),
    };

    static LocalProblem? Names(string directory, string? linkSuffix, out List<Name> names)
    {
        names = [];
        if (RawDirectory.IsSupported)
            return RawNames(directory, linkSuffix, names);
        try
        {
            FileSystemEnumerable<Name> entries = new(directory,
                static (ref FileSystemEntry entry) => new Name(entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false });
            foreach (Name name in entries)
                names.Add(linkSuffix is not null && name.IsLink ? new Name(name.Text + linkSuffix, IsDirectory: false, IsLink: true) : name);
        }
        catch (UnauthorizedAccessException)
        {
            return Refused;
        }
        catch (IOException exception)
        {
            return Unreadable(exception.Message);
        }
        names.Sort(static (a, b) => CompareKeys(a.Text, a.IsDirectory, b.Text, b.IsDirectory));
        return null;
    }

    static LocalProblem? RawNames(string directory, string? linkSuffix, List<Name> names)
    {
        const int NotPermitted = 1, AccessDenied = 13;
        List<(string Name, FileKind Kind)> found = [];
        if (RawDirectory.Read(directory, found) is not 0 and int error)
            return error is NotPermitted or AccessDenied ? Refused : Unreadable(Marshal.GetPInvokeErrorMessage(error));
        bool areText = true;
        names.Capacity = found.Count;
        foreach ((string text, FileKind told) in found)
        {
            bool isRaw = RawText.HoldsRawBytes(text);
            areText &= !isRaw;
            // Some file systems do not tell; and what is not text has no path that could be asked for.
            FileKind kind = told == FileKind.Missing && !isRaw ? FileStatus.FromLink(Path.Join(directory, text)).Kind : told;
            bool isLink = kind == FileKind.Link && !isRaw;
            names.Add(isLink && linkSuffix is not null ? new Name(text + linkSuffix, IsDirectory: false, IsLink: true)
                : new Name(text, isLink ? FileStatus.From(Path.Join(directory, text)).Kind == FileKind.Directory : kind == FileKind.Directory, isLink));
        }
        if (areText)
            names.Sort(static (a, b) => CompareKeys(a.Text, a.IsDirectory, b.Text, b.IsDirectory));
        else
            names.Sort(static (a, b) => Bytes(a).AsSpan().SequenceCompareTo(Bytes(b)));
        return null;
    }

    static LocalProblem Refused => new("Denied", "The directory cannot be read: access is refused.", LocalSkip.Unreadable);

    static LocalProblem Unreadable(string why) => new("Unreadable", $"The directory cannot be read: {DisplayText.Of(why)}", LocalSkip.Unreadable);

    static byte[] Bytes(Name name) => RawText.BytesOf(name.IsDirectory ? name.Text + "/" : name.Text);

    // A directory sorts as its name with the slash that its keys have behind it.
    internal static int CompareKeys(string a, bool aIsDirectory, string b, bool bIsDirectory)
    {
        int common = Math.Min(a.Length, b.Length);
        for (int at = 0; at < common; at++)
            if (a[at] != b[at])
                return Weight(a[at]) - Weight(b[at]);
        return Weight(At(a, aIsDirectory, common)) - Weight(At(b, bIsDirectory, common));
    }

    static char At(string name, bool isDirectory, int index) => index < name.Length ? name[index] : index == name.Length && isDirectory ? '/' : '\0';

    // UTF-16 order is UTF-8 order, but for surrogates, which stand for code points above all others.
    static int Weight(char unit) => unit >= 0xe000 ? unit - 0x800 : char.IsSurrogate(unit) ? unit + 0x2000 : unit;

    readonly record struct Name(string Text, bool IsDirectory, bool IsLink);
}
