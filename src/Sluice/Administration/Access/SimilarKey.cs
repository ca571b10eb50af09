using System.Text;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>The key that was probably meant by one that is not there.</summary>
internal static class SimilarKey
{
    /// <summary>A key that differs in small and capital letters or blanks at its ends; else in signs that are neither letters nor digits, or in slashes. Three pages of a listing at most.</summary>
    public static ObjectKey? Find(S3Client client, string bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> typed = key.Bytes.TrimStart((byte)'/');
        ReadOnlySpan<byte> directory = typed[..(typed.LastIndexOf((byte)'/') + 1)].TrimEnd((byte)'/');
        ObjectKey within = new(directory.IsEmpty ? [] : [.. directory, (byte)'/']);
        List<(ObjectKey Key, string Name)> found = [];
        // What begins as it does may lie behind the first page of its directory, and what begins with a slash before it.
        foreach (ObjectKey prefix in (ObjectKey[])[within, key, new([(byte)'/', .. within.Bytes])])
            if (client.ListObjects(new ListObjectsRequest(bucket) { Prefix = prefix }, cancellationToken).TryGet(out ListObjectsPage? page, out _))
                found.AddRange(page.Objects.Select(static one => (one.Key, Encoding.UTF8.GetString(one.Key.Bytes))));
        string name = Encoding.UTF8.GetString(key.Bytes).Trim(), letters = Letters(name);
        int at = found.FindIndex(one => one.Name.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 0 && letters.Length > 0)
            at = found.FindIndex(one => Letters(one.Name) == letters);
        return at < 0 ? null : found[at].Key;
    }

    /// <summary>A location as a sentence and a shell can take it: in quotes where it has signs that mean something to them.</summary>
    public static string Quoted(string location) => location.All(static letter => char.IsLetterOrDigit(letter) || "-_./:=@%+,".Contains(letter, StringComparison.Ordinal)) ? location
        : $"'{location.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // Letters and digits, and the slashes between them.
    static string Letters(string key) => string.Join('/', key.Split('/')
        .Select(static part => string.Concat(part.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(static rune => Rune.ToUpperInvariant(rune).ToString()))).Where(static part => part.Length > 0));
}
