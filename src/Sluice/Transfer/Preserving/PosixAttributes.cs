using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Transfer.Preserving;

/// <summary>Sets times to the nanosecond, owners, and the times of links, none of which .NET does. On 64-bit Linux; elsewhere times are set to 100 ns.</summary>
internal static partial class PosixAttributes
{
    // <sys/stat.h> and <fcntl.h> of Linux.
    const long Omit = (1L << 30) - 2;
    const int AtCurrentDirectory = -100;
    const int NoFollow = 0x100;
    const long NanosecondsPerSecond = 1_000_000_000;

    static readonly bool IsSupported = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Sets the time of the last write, in nanoseconds since 1970.</summary>
    public static void SetModified(SafeFileHandle file, Int128 nanoseconds)
    {
        if (!IsSupported || SetTimes(file, TimesOf(nanoseconds)) != 0)
            File.SetLastWriteTimeUtc(file, PreservedTimes.FromNanoseconds(nanoseconds).UtcDateTime);
    }

    /// <summary>The same to 100 ns, of any year. .NET's own way asks for the file's status first.</summary>
    public static void SetModified(SafeFileHandle file, DateTimeOffset time)
    {
        long seconds = time.ToUnixTimeSeconds();
        if (!IsSupported || SetTimes(file, [0, Omit, seconds, (time - DateTimeOffset.FromUnixTimeSeconds(seconds)).Ticks * 100]) != 0)
            File.SetLastWriteTimeUtc(file, time.UtcDateTime);
    }

    /// <summary>The same of a symbolic link itself. Where that is not possible nothing happens: a link's time means little.</summary>
    public static void SetLinkModified(string path, Int128 nanoseconds)
    {
        if (IsSupported)
            _ = SetTimes(AtCurrentDirectory, path, TimesOf(nanoseconds), NoFollow);
    }

    /// <summary>Sets owner and group, those that are not null. Throws <see cref="UnauthorizedAccessException"/> when the file system refuses.</summary>
    public static void SetOwner(SafeFileHandle file, uint? user, uint? group)
    {
        if (!OperatingSystem.IsLinux() || user is null && group is null)
            return;
        if (ChangeOwner(file, user ?? uint.MaxValue, group ?? uint.MaxValue) != 0)
            throw new UnauthorizedAccessException();
    }

    /// <summary>The same where a refusal, as of a file system without owners, changes nothing else.</summary>
    public static void TrySetOwner(SafeFileHandle file, uint user, uint group) => _ = ChangeOwner(file, user, group);

    // struct timespec[2]: access, which stays, and modification.
    static long[] TimesOf(Int128 nanoseconds)
    {
        (Int128 seconds, Int128 rest) = Int128.DivRem(nanoseconds, NanosecondsPerSecond);
        return rest < 0 ? [0, Omit, (long)seconds - 1, (long)rest + NanosecondsPerSecond] : [0, Omit, (long)seconds, (long)rest];
    }

    [LibraryImport("libc", EntryPoint = "futimens")]
    private static partial int SetTimes(SafeFileHandle file, long[] times);

    [LibraryImport("libc", EntryPoint = "utimensat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int directory, string path, long[] times, int flags);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
