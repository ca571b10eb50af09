using System.Buffers;
using System.Text;
using Sluice.Failures;

namespace Sluice.S3;

/// <summary>What S3 takes as user metadata of an object (S3 User Guide, "Working with object metadata").</summary>
public static class MetadataRules
{
    /// <summary>Most bytes of all names and values, as UTF-8.</summary>
    public const int MostBytes = 2048;

    // RFC 9110, 5.6.2: header names are tokens.
    static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // RFC 9110, 5.5: no value of a header can have these.
    static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(static code => code != '\t').Select(static code => (char)code), '\x7f']);

    /// <summary>All that is wrong with these, one sentence each, fit for a terminal.</summary>
    public static IEnumerable<string> ProblemsOf(IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in metadata)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
                yield return $"the name '{DisplayText.Of(name)}' has a character that no HTTP header name can have.";
            if (value.AsSpan().ContainsAny(Controls))
                yield return $"the value of '{DisplayText.Of(name)}' has a line break or another control character.";
            if (!names.Add(name))
                yield return $"'{DisplayText.Of(name)}' is given twice.";
        }
        if (SizeOf(metadata) is > MostBytes and int size)
            yield return $"this has {size:N0} bytes; S3 takes {MostBytes:N0} at most.";
    }

    /// <summary>Bytes as S3 counts them.</summary>
    public static int SizeOf(IReadOnlyList<KeyValuePair<string, string>> metadata) => metadata.Sum(static pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value));
}
