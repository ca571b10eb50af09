using Microsoft.Win32.SafeHandles;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Preserving;

/// <summary>Gives a finished file, before it gets its name, what its object's metadata preserves.</summary>
internal static class Restoration
{
    /// <summary>Permission bits and time, as far as they are wanted and there, for a file that somebody else makes.</summary>
    public static KeptAttributes KeptOf(ObjectAttributes stored, Preserve preserve) =>
        new(preserve.HasFlag(Preserve.Time) ? PreservedTimes.Of(stored) : null, preserve.HasFlag(Preserve.Mode) ? PreservedOwnership.ModeOf(stored) : null);

    /// <summary>
    /// Owner, permission bits and time, as far as they are wanted and there. Without a preserved time the file gets
    /// that of its object. True when permission bits were set. Throws what the file system throws.
    /// </summary>
    public static bool Apply(SafeFileHandle file, DateTimeOffset? lastModified, ObjectAttributes stored, Preserve preserve)
    {
        // The owner first: a change of owner takes permission bits away.
        if (preserve.HasFlag(Preserve.Owner) && Environment.IsPrivilegedProcess)
            PosixAttributes.SetOwner(file, PreservedOwnership.UserOf(stored), PreservedOwnership.GroupOf(stored));
        int? mode = preserve.HasFlag(Preserve.Mode) ? PreservedOwnership.ModeOf(stored) : null;
        if (mode is { } bits)
            FileModes.Set(file, bits);
        if (preserve.HasFlag(Preserve.Time) && PreservedTimes.NanosecondsOf(stored) is { } time)
            PosixAttributes.SetModified(file, time);
        else if (lastModified is { } written)
            PosixAttributes.SetModified(file, written);
        return mode is not null;
    }
}
