using Sluice.S3;

namespace Sluice.Cli.Output;

/// <summary>Keys in JSON: exact as text when they are valid UTF-8; otherwise escaped, with the exact bytes beside.</summary>
static class KeyText
{
    /// <summary>The key as text.</summary>
    public static string Of(ObjectKey key) => key.TryGetText(out string text) ? text : key.ToString();

    /// <summary>The key as text; null for none, and for an empty one.</summary>
    public static string? OfOrNull(ObjectKey? key) => key is { IsEmpty: false } named ? Of(named) : null;

    /// <summary>The bytes as base64 when they are not valid UTF-8; null otherwise.</summary>
    public static string? Base64(ObjectKey key) => key.TryGetText(out _) ? null : Convert.ToBase64String(key.Bytes);

    /// <summary>The key as <c>--exact</c> takes it; null when that is the key's own text.</summary>
    public static string? Escaped(ObjectKey key) => key.TryGetText(out string text) && text == key.ToString() ? null : key.ToString();
}
