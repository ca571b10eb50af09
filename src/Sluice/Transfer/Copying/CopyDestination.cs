using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>Where the items of a copy go.</summary>
internal static class CopyDestination
{
    /// <summary>True when items keep their names below it: a bucket, a key or path that ends in a slash, or a directory that is there.</summary>
    public static bool IsContainer(Location location) => location switch
    {
        S3Location s3 => s3.Key.IsEmpty || s3.Key.Bytes[^1] == '/',
        LocalLocation local => IsNull(local) || Path.EndsInDirectorySeparator(local.Path) || FileStatus.Of(local.Path).Kind == FileKind.Directory,
        _ => true,
    };

    /// <summary>The place that keeps nothing.</summary>
    public static LocalLocation Null => new(OperatingSystem.IsWindows() ? "NUL" : "/dev/null");

    /// <summary>True for the place that keeps nothing.</summary>
    public static bool IsNull(LocalLocation local) =>
        OperatingSystem.IsWindows() ? local.Path.Equals("NUL", StringComparison.OrdinalIgnoreCase) : local.Path == "/dev/null";

    /// <summary>True where what is copied has a name afterwards, which two items cannot share.</summary>
    public static bool KeepsNames(Location location) => location is S3Location || location is LocalLocation local && !IsNull(local);

    /// <summary>The key with a slash behind it, unless it is empty or has one.</summary>
    public static ObjectKey AsPrefix(ObjectKey key) => key.IsEmpty || key.Bytes[^1] == '/' ? key : key.Append("/"u8);
}
