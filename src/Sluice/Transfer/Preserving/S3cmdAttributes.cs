using Sluice.S3;

namespace Sluice.Transfer.Preserving;

/// <summary>What s3cmd keeps of a file in one metadata value: <c>atime:1/ctime:2/gid:3/gname:g/md5:…/mode:33188/mtime:4/uid:5/uname:u</c>.</summary>
internal static class S3cmdAttributes
{
    const string Key = "s3cmd-attrs";

    /// <summary>The text of a field; null when there is none.</summary>
    public static string? Field(ObjectAttributes attributes, string field)
    {
        foreach ((string name, string value) in attributes.Metadata)
        {
            if (!name.Equals(Key, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (Range range in value.AsSpan().Split('/'))
            {
                ReadOnlySpan<char> pair = value.AsSpan(range);
                if (pair.Length > field.Length && pair[field.Length] == ':' && pair.StartsWith(field, StringComparison.Ordinal))
                    return pair[(field.Length + 1)..].ToString();
            }
        }
        return null;
    }
}
