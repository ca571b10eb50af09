using System.Globalization;
using Sluice.S3;

namespace Sluice.Transfer.Preserving;

/// <summary>
/// Permission bits and owner, as metadata of an object keeps them: rclone's <c>mode</c> (octal), <c>uid</c> and <c>gid</c>,
/// s3fs' decimal <c>mode</c>, or the fields of <c>s3cmd-attrs</c>. What others wrote there is not trusted: anything else
/// counts as absent.
/// </summary>
internal static class PreservedOwnership
{
    // <sys/stat.h>: the type of a regular file, and the bits that say who may do what. Those that lend the owner's rights
    // to whoever runs the file are never taken from a store.
    const int TypeBits = 0xf000;
    const int RegularFile = 0x8000;
    const int Permissions = 0x1ff;

    /// <summary>The permission bits of a regular file; null when there are none.</summary>
    public static int? ModeOf(ObjectAttributes attributes) =>
        Field(attributes, FileMetadata.Mode) is { } text ? Octal(text) ?? Decimal(text)
        : S3cmdAttributes.Field(attributes, FileMetadata.Mode) is { } field ? Decimal(field)
        : null;

    /// <summary>The number of the owner; null when there is none.</summary>
    public static uint? UserOf(ObjectAttributes attributes) => Id(attributes, FileMetadata.Owner);

    /// <summary>The number of the group; null when there is none.</summary>
    public static uint? GroupOf(ObjectAttributes attributes) => Id(attributes, FileMetadata.Group);

    static int? Octal(string text)
    {
        int mode = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || mode > 0xffff)
                return null;
            mode = mode * 8 + (digit - '0');
        }
        return text.Length > 0 ? Permitted(mode, mayLackType: true) : null;
    }

    static int? Decimal(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int mode) ? Permitted(mode, mayLackType: false) : null;

    // A decimal 33261 reads as octal too, but not as a mode of a regular file.
    static int? Permitted(int mode, bool mayLackType) =>
        mode <= 0xffff && ((mode & TypeBits) == RegularFile || mayLackType && (mode & TypeBits) == 0) ? mode & Permissions : null;

    // uint.MaxValue means "leave it" to chown(2).
    static uint? Id(ObjectAttributes attributes, string key) =>
        uint.TryParse(Field(attributes, key) ?? S3cmdAttributes.Field(attributes, key), NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id != uint.MaxValue ? id : null;

    static string? Field(ObjectAttributes attributes, string key)
    {
        foreach ((string name, string value) in attributes.Metadata)
            if (name.Equals(key, StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }
}
