using Sluice.Failures;

namespace Sluice.Sftp;

/// <summary>Paths as a server takes them, of names that people typed or that came from elsewhere.</summary>
internal static class RemotePath
{
    // NAME_MAX and PATH_MAX of most hosts are these or larger; the host itself has the last word.
    const int MostPath = 32 * 1024;

    /// <summary>The server's path of a location's path: <c>/~/x</c> is <c>x</c>, which servers take as relative to the login directory.</summary>
    public static byte[] Of(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> given = path.TrimEnd((byte)'/');
        return given.IsEmpty ? [(byte)'/']
            : given.SequenceEqual("/~"u8) ? [(byte)'.']
            : given.StartsWith("/~/"u8) ? given[3..].TrimStart((byte)'/').ToArray()
            : given.ToArray();
    }

    /// <summary>The path of a name below a directory.</summary>
    public static byte[] Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name) =>
        name.IsEmpty ? directory.ToArray()
        : directory.SequenceEqual("."u8) ? name.ToArray()
        : directory[^1] == '/' ? [.. directory, .. name]
        : [.. directory, (byte)'/', .. name];

    /// <summary>The directory that a path is in; empty when that is the login directory.</summary>
    public static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> path)
    {
        int slash = path.TrimEnd((byte)'/').LastIndexOf((byte)'/');
        return slash < 0 ? default : slash == 0 ? path[..1] : path[..slash];
    }

    /// <summary>A new name beside a file for what is not finished, in the form that local ones have; without the file's own where both would be too long.</summary>
    public static byte[] TemporaryBeside(byte[] path, string mark)
    {
        // NAME_MAX of most hosts is 255.
        string random = $".sluice-{mark}.part";
        ReadOnlySpan<byte> parent = Parent(path), own = path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1);
        byte[] name = own.Length + random.Length + 1 <= 255 ? [(byte)'.', .. own, .. RawText.BytesOf(random)] : RawText.BytesOf(random);
        return parent.IsEmpty ? name : Join(parent, name);
    }

    /// <summary>Why a name, relative to a directory, cannot be one below it; null when it can. Nothing leads out of the directory.</summary>
    public static string? ProblemOf(ReadOnlySpan<byte> name)
    {
        if (name.Length > MostPath)
            return "it is longer than a path can be";
        if (name.Contains((byte)0))
            return "it holds a NUL character";
        while (true)
        {
            int slash = name.IndexOf((byte)'/');
            ReadOnlySpan<byte> part = slash < 0 ? name : name[..slash];
            if (part.IsEmpty)
                return slash < 0 ? null : "it begins with a slash or holds two in a row";
            if (part.SequenceEqual("."u8) || part.SequenceEqual(".."u8))
                return "it holds the part \".\" or \"..\"";
            if (slash < 0)
                return null;
            name = name[(slash + 1)..];
        }
    }

    /// <summary>Why a name that a server lists cannot be that of one file of a directory; null when it can.</summary>
    public static string? ProblemOfListed(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? "it is empty" : name.Contains((byte)'/') ? "it holds a slash" : name.Contains((byte)0) ? "it holds a NUL character" : null;
}
