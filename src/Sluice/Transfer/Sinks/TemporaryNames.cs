using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>
/// Names of unfinished files: beside their target, so that the rename at the end stays within one file system, and
/// hidden. <c>.NAME.sluice-RANDOM.part</c>: 48 random bits for the run, so that two runs do not meet, and a counter.
/// </summary>
internal sealed class TemporaryNames
{
    /// <summary>How each of them ends.</summary>
    public const string Extension = ".part";

    /// <summary>What a directory is searched for; <see cref="UnfinishedName.IsOne"/> decides.</summary>
    public const string Pattern = ".*sluice-*" + Extension;

    // What a name may have on ext4, XFS, APFS and NTFS alike (bytes or UTF-16 units).
    const int MaxNameLength = 255;

    long _count;

    /// <summary>What tells the names of this run from those of all others.</summary>
    public string Run { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>What the names of a run have in common.</summary>
    public static string MarkOf(string run) => ".sluice-" + run;

    /// <summary>A new name beside <paramref name="target"/>; without the target's own where both would be too long.</summary>
    public string Beside(string target)
    {
        string directory = Path.GetDirectoryName(target) ?? "";
        string name = Path.GetFileName(target);
        string random = string.Create(CultureInfo.InvariantCulture, $"{MarkOf(Run)}{Interlocked.Increment(ref _count):x}{Extension}");
        bool fits = name.Length * 3 + random.Length + 1 <= MaxNameLength || Encoding.UTF8.GetByteCount(name) + random.Length + 1 <= MaxNameLength;
        return Path.Join(directory, fits ? $".{name}{random}" : random);
    }
}
