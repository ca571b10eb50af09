using System.Buffers;
using System.Text;
using Sluice.S3;

namespace Sluice.Trees;

/// <summary>
/// Maps keys to paths below a destination and paths to keys. Keys are untrusted: one that could leave the destination,
/// or that this machine's file systems cannot hold as it is, is refused and never bent into something else, because
/// two keys could then meet in one file.
/// </summary>
public static class KeyPath
{
    // What Windows does not allow in a name (Microsoft, "Naming Files, Paths, and Namespaces").
    static readonly SearchValues<char> WindowsForbidden = SearchValues.Create("<>:\"\\|?*");
    static readonly string[] WindowsDevices = ["CON", "PRN", "AUX", "NUL"];

    // ext4, XFS, Btrfs and APFS: 255 bytes a name (APFS: 255 UTF-8 bytes; NTFS: 255 UTF-16 units).
    const int MaxNameBytes = 255;

    // PATH_MAX of Linux without the NUL (limits.h); 32,767 UTF-16 units on Windows. A path that no system call takes is not tried:
    // making 40,000 directories one in the other, none of which can be, takes half a minute.
    const int MaxPathBytes = 4095, MaxWindowsPath = 32766;

    /// <summary>
    /// The relative path of a name that follows the source's prefix; false, and why, when it cannot be a file here.
    /// A trailing slash (a directory marker) is kept.
    /// </summary>
    public static bool TryToPath(ReadOnlySpan<byte> name, out string path, out string problem) => TryToPath(name, OperatingSystem.IsWindows(), out path, out problem);

    internal static bool TryToPath(ReadOnlySpan<byte> name, bool windows, out string path, out string problem)
    {
        path = "";
        if (!new ObjectKey(name.ToArray()).TryGetText(out string text))
            return Refuse("it is not valid UTF-8", out problem);
        if (text.Length == 0)
            return Refuse("nothing is left of it behind the prefix", out problem);
        if (text[0] == '/')
            return Refuse("it begins with a slash", out problem);
        if (windows ? text.Length > MaxWindowsPath : name.Length > MaxPathBytes)
            return Refuse("it is longer than a path can be", out problem);
        int start = 0;
        while (start < text.Length)
        {
            int slash = text.IndexOf('/', start);
            int end = slash < 0 ? text.Length : slash;
            if (ProblemOf(text.AsSpan(start, end - start), windows) is { } wrong)
                return Refuse(wrong, out problem);
            start = end + 1;
        }
        path = windows ? text.Replace('/', '\\') : text;
        problem = "";
        return true;
    }

    /// <summary>A relative path as the end of a key: forward slashes whatever the platform; false when it is not valid Unicode.</summary>
    public static bool TryToKey(string relativePath, out byte[] name)
    {
        try
        {
            string text = Path.DirectorySeparatorChar == '/' ? relativePath : relativePath.Replace(Path.DirectorySeparatorChar, '/');
            name = new ObjectKey(text).Memory.ToArray();
            return true;
        }
        catch (EncoderFallbackException)
        {
            name = [];
            return false;
        }
    }

    static bool Refuse(string why, out string problem)
    {
        problem = $"The key cannot be a file name here: {why}.";
        return false;
    }

    static string? ProblemOf(ReadOnlySpan<char> part, bool windows)
    {
        if (part.Length == 0)
            return "it holds two slashes in a row";
        if (part is "." or "..")
            return $"it holds the part \"{part}\"";
        if (part.Contains('\0'))
            return "it holds a NUL character";
        if (Encoding.UTF8.GetByteCount(part) > MaxNameBytes)
            return $"it holds a part of more than {MaxNameBytes} bytes";
        return windows ? WindowsProblemOf(part) : null;
    }

    static string? WindowsProblemOf(ReadOnlySpan<char> part)
    {
        if (part.ContainsAny(WindowsForbidden) || part.ContainsAnyInRange('\u0001', '\u001f'))
            return "it holds a character that Windows does not allow";
        if (part[^1] is '.' or ' ')
            return "a part ends in a dot or a blank, which Windows drops";
        int dot = part.IndexOf('.');
        ReadOnlySpan<char> stem = (dot < 0 ? part : part[..dot]).TrimEnd(' ');
        bool isDevice = stem.Length == 4 && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase))
            && (char.IsAsciiDigit(stem[3]) || stem[3] is '\u00b9' or '\u00b2' or '\u00b3');
        foreach (string device in WindowsDevices)
            isDevice |= stem.Equals(device, StringComparison.OrdinalIgnoreCase);
        return isDevice ? "it holds the name of a Windows device" : null;
    }
}
