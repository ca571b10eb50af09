using System.Text;
using Sluice.Transfer;
using Sluice.Transfer.Preserving;

namespace Sluice.Trees.Local;

/// <summary>Symbolic links as objects: rclone's form (<c>--links</c>), a suffix to the name and the target as content.</summary>
internal static class LinkText
{
    /// <summary>What the names of such objects end in.</summary>
    public const string Suffix = ".rclonelink";

    /// <summary>The same as the bytes of a key.</summary>
    public static ReadOnlySpan<byte> SuffixBytes => ".rclonelink"u8;

    /// <summary>The longest target: PATH_MAX of Linux.</summary>
    public const int MaxLength = 4096;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True for a name that is one of a link, of which something is left without the suffix.</summary>
    public static bool IsName(ReadOnlySpan<byte> name) => name.EndsWith(SuffixBytes) && name.Length > SuffixBytes.Length && name[^(SuffixBytes.Length + 1)] != '/';

    /// <summary>The target of a link as bytes; null when the path is no link, or its target no text.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is { } target && !target.Contains('\ufffd', StringComparison.Ordinal) ? Strict.GetBytes(target) : null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is EncoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The content of an object as a target; false when it can be none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, out string target)
    {
        target = "";
        if (content.IsEmpty || content.Length > MaxLength || content.Contains((byte)0))
            return false;
        try
        {
            target = Strict.GetString(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
