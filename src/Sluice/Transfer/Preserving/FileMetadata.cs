using System.Globalization;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Preserving;

/// <summary>What of a file goes into the metadata of its object, under the keys and in the forms that rclone uses.</summary>
internal static class FileMetadata
{
    /// <summary>Permission bits and type of file, in octal.</summary>
    public const string Mode = "mode";

    /// <summary>Number of the owner.</summary>
    public const string Owner = "uid";

    /// <summary>Number of the group.</summary>
    public const string Group = "gid";

    const int RegularFile = 0x8000;

    /// <summary>The attributes with what is preserved of this file; what was given under the same keys stays.</summary>
    public static ObjectAttributes Add(ObjectAttributes given, string path, Preserve preserve) =>
        (preserve & ~Preserve.Symlinks) == Preserve.None ? given : Add(given, FileStatus.From(path), ModeOf(path), preserve);

    /// <summary>As above, of an item of any tree of files: what its place does not tell is not kept.</summary>
    public static ObjectAttributes Add(ObjectAttributes given, in TreeEntry entry, Preserve preserve)
    {
        if (entry.Path is { } path)
            return Add(given, path, preserve);
        PosixStatus told = entry.Posix ?? new(0, null, null);
        if (entry.Modified is null)
            preserve &= ~Preserve.Time;
        if (told is not { User: not null, Group: not null })
            preserve &= ~Preserve.Owner;
        FileStatus status = new(FileKind.File, entry.Size ?? 0, entry.Modified ?? default, 0, 0)
        {
            ModifiedNanoseconds = PreservedTimes.Nanoseconds(entry.Modified ?? default),
            Mode = told.Mode,
            UserId = told.User ?? 0,
            GroupId = told.Group ?? 0,
        };
        return Add(given, status, 0, preserve);
    }

    /// <summary>As above, of the status itself.</summary>
    public static ObjectAttributes Add(ObjectAttributes given, in FileStatus status, int mode, Preserve preserve)
    {
        // One that vanished ends as missing when it is opened.
        if (status.Kind is not (FileKind.File or FileKind.Link))
            return given;
        List<KeyValuePair<string, string>> metadata = [.. given.Metadata];
        if (preserve.HasFlag(Preserve.Time))
            Add(metadata, PreservedTimes.Key, PreservedTimes.Format(status.ModifiedNanoseconds));
        if (preserve.HasFlag(Preserve.Mode) && (status.Mode != 0 ? status.Mode : mode) is > 0 and int bits)
            Add(metadata, Mode, Convert.ToString(bits, 8));
        if (preserve.HasFlag(Preserve.Owner) && OperatingSystem.IsLinux())
        {
            Add(metadata, Owner, status.UserId.ToString(CultureInfo.InvariantCulture));
            Add(metadata, Group, status.GroupId.ToString(CultureInfo.InvariantCulture));
        }
        return given with { Metadata = metadata };
    }

    // Where statx does not tell.
    static int ModeOf(string path)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsLinux())
            return 0;
        try
        {
            return RegularFile | (int)File.GetUnixFileMode(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return 0;
        }
    }

    static void Add(List<KeyValuePair<string, string>> metadata, string key, string value)
    {
        if (!metadata.Exists(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
            metadata.Add(new KeyValuePair<string, string>(key, value));
    }
}
