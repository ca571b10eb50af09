using System.Buffers;
using System.Security.Cryptography;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Storage;

/// <summary>Version ids: 32 letters and digits, and <c>null</c> for the version of a bucket without versioning.</summary>
static class VersionId
{
    /// <summary>What answers call the version without an id.</summary>
    public const string Null = "null";

    const int Length = 32;

    static readonly SearchValues<char> Valid = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    // Upper case alone: ids become names of files, and some file systems do not tell case.
    public static string Create() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", Length);

    /// <summary>The id as it is, or <c>null</c>. Throws <see cref="RefusalException"/> (InvalidArgument) for what is no id.</summary>
    public static string Check(string text) => text == Null ? text
        : text.Length == Length && !text.AsSpan().ContainsAnyExcept(Valid) ? text
        : throw new RefusalException(Refusal.InvalidArgument("Invalid version id specified") with { Details = [new("ArgumentName", "versionId"), new("ArgumentValue", text)] });
}
