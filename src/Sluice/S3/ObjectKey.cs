using System.Text;
using Sluice.Failures;

namespace Sluice.S3;

/// <summary>
/// The name of an object, or a prefix of such names. A key is bytes: S3 orders and compares keys as unsigned
/// bytes, and a store may hold keys that are not valid UTF-8, so a string would lose some of them.
/// At most 1,024 bytes (S3 User Guide, "Naming Amazon S3 objects"); the store enforces that, not this type.
/// </summary>
public readonly struct ObjectKey : IEquatable<ObjectKey>, IComparable<ObjectKey>
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[]? _bytes;

    /// <summary>Takes ownership of <paramref name="utf8"/>: the caller must not change it afterwards.</summary>
    public ObjectKey(byte[] utf8) => _bytes = utf8;

    /// <summary>Encodes <paramref name="text"/> as UTF-8. Throws <see cref="EncoderFallbackException"/> for a lone surrogate.</summary>
    public ObjectKey(string text) => _bytes = StrictUtf8.GetBytes(text);

    /// <summary>The empty key, which is the prefix of all keys.</summary>
    public static ObjectKey Empty => default;

    /// <summary>The bytes of the key, as the store orders them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes of the key, as memory.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Length in bytes.</summary>
    public int Length => _bytes?.Length ?? 0;

    /// <summary>True for the empty key.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The key as text, when its bytes are valid UTF-8.</summary>
    public bool TryGetText(out string text)
    {
        try
        {
            text = StrictUtf8.GetString(Bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>True when this key begins with the bytes of <paramref name="prefix"/>.</summary>
    public bool StartsWith(ObjectKey prefix) => Bytes.StartsWith(prefix.Bytes);

    /// <summary>This key with <paramref name="suffix"/> behind it.</summary>
    public ObjectKey Append(ReadOnlySpan<byte> suffix)
    {
        byte[] joined = new byte[Length + suffix.Length];
        Bytes.CopyTo(joined);
        suffix.CopyTo(joined.AsSpan(Length));
        return new ObjectKey(joined);
    }

    /// <inheritdoc/>
    public int CompareTo(ObjectKey other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <inheritdoc/>
    public bool Equals(ObjectKey other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ObjectKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>
    /// The key for people: control characters and bytes that are not UTF-8 appear as <c>\xNN</c> and a backslash as
    /// <c>\\</c>, so that a key can neither move a terminal's cursor nor be mistaken for another.
    /// </summary>
    public override string ToString() => DisplayText.Of(Bytes);

    /// <inheritdoc cref="Equals(ObjectKey)"/>
    public static bool operator ==(ObjectKey left, ObjectKey right) => left.Equals(right);

    /// <inheritdoc cref="Equals(ObjectKey)"/>
    public static bool operator !=(ObjectKey left, ObjectKey right) => !left.Equals(right);

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;

    /// <summary>The key with a slash behind it, unless it is empty or has one.</summary>
    public ObjectKey AsPrefix() => IsEmpty || Bytes[^1] == '/' ? this : Append("/"u8);
}
