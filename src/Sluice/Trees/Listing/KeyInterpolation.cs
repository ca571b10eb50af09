using System.Buffers;
using System.Text;
using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// Measures distances between keys in pages, and finds the key that lies so many pages ahead. Made from keys that were
/// listed: the places where they differ are the digits of a number, each with the characters that were seen there; what lies
/// left of them carries over like an odometer. So ten pages behind <c>img-0999</c> may be <c>img-9…</c>, and twenty
/// <c>imh-…</c>. An estimate, of which only cost depends. Immutable.
/// </summary>
internal sealed class KeyInterpolation
{
    // A double counts exactly up to 2^53. The fine end must tell a thousand keys of a page apart, the rest is reach.
    const double FineSteps = 1L << 26;
    const double AllSteps = 1L << 46;

    readonly byte[] _stem;
    readonly int[][] _digits;
    readonly double[] _weights;
    readonly double _steps = 1;
    readonly double _stepsPerPage;
    readonly bool _reachesAll;

    KeyInterpolation(byte[] stem, int[][] digits, ReadOnlySpan<ObjectKey> sorted, double pages, int prefixLength)
    {
        _reachesAll = stem.Length == prefixLength;
        _stem = stem;
        _digits = digits;
        _weights = new double[digits.Length];
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            _weights[i] = _steps;
            _steps *= digits[i].Length;
        }
        _stepsPerPage = (StepsAt(sorted[^1].Bytes) - StepsAt(sorted[0].Bytes)) / pages;
    }

    /// <summary>A ruler from keys that were listed, in order; null when they tell nothing.</summary>
    /// <param name="sorted">Some of the keys, the first and the last among them.</param>
    /// <param name="pages">How many pages lie between the first and the last.</param>
    /// <param name="prefixLength">So many bytes all keys of the listing have in common.</param>
    public static KeyInterpolation? From(ReadOnlySpan<ObjectKey> sorted, double pages, int prefixLength)
    {
        if (sorted.Length < 2 || pages <= 0)
            return null;
        ReadOnlySpan<byte> last = sorted[^1].Bytes;
        int fork = sorted[0].Bytes.CommonPrefixLength(last);
        // A character is not divided, and no key is made up from what not every store takes.
        while (fork > prefixLength && fork < last.Length && (last[fork] & 0xc0) == 0x80)
            fork--;
        if (!IsClean(last[..fork]))
            return null;
        // 1 Right of the fork: what was seen, until a page is divided finely enough.
        List<RuneSet> seen = SeenBehind(fork, sorted);
        List<RuneSet> right = [];
        double steps = 1;
        for (int i = 0; i < seen.Count && steps < FineSteps; i++)
        {
            right.Add(seen[i].Count > 1 ? seen[i].Completed(i + 1 < seen.Count ? seen[i + 1] : null, isPart: i == 0) : seen[i]);
            steps *= right[i].Count;
        }
        if (steps < 2)
            return null;
        // 2 Left of it: letters and digits carry over, all else stays.
        List<int[]> left = [];
        int low = fork;
        while (low > prefixLength && steps < AllSteps && Rune.DecodeLastFromUtf8(last[prefixLength..low], out Rune rune, out int length) == OperationStatus.Done)
        {
            RuneSet here = new();
            here.Add(rune);
            left.Add(here.Count > 0 ? [.. here.Completed(right[0], isPart: true).Runes] : [rune.Value]);
            steps *= left[^1].Length;
            low -= length;
        }
        left.Reverse();
        KeyInterpolation ruler = new(last[..low].ToArray(), [.. left, .. right.Select(static set => set.Runes.ToArray())], sorted, pages, prefixLength);
        return ruler._stepsPerPage > 0 ? ruler : null;
    }

    /// <summary>Pages between two keys as far as this ruler can tell; infinite when the farther one lies beyond it.</summary>
    public double PagesBetween(ObjectKey from, ObjectKey to)
    {
        double end = StepsAt(to.Bytes);
        return double.IsPositiveInfinity(end) ? end : Math.Max(0, end - StepsAt(from.Bytes)) / _stepsPerPage;
    }

    /// <summary>Pages behind a key up to the last key that there may be; infinite when this ruler ends before.</summary>
    public double PagesBehind(ObjectKey from) => _reachesAll ? Math.Max(0, _steps - StepsAt(from.Bytes)) / _stepsPerPage : double.PositiveInfinity;

    /// <summary>
    /// The key that lies so many pages behind another; null when it is beyond this ruler's reach. It is valid UTF-8 without
    /// control characters, and has no percent sign that the keys before it lack.
    /// </summary>
    public ObjectKey? Advance(ObjectKey from, double pages)
    {
        double start = StepsAt(from.Bytes);
        double target = Math.Max(Math.Floor(start + pages * _stepsPerPage), start + 1);
        if (start < 0 || !(target < _steps))
            return null;
        byte[] key = new byte[_stem.Length + 4 * _digits.Length];
        _stem.CopyTo(key, 0);
        int length = _stem.Length;
        for (int i = 0; i < _digits.Length; i++)
        {
            int digit = Math.Min((int)(target / _weights[i]), _digits[i].Length - 1);
            target -= digit * _weights[i];
            length += new Rune(_digits[i][digit]).EncodeToUtf8(key.AsSpan(length));
        }
        ObjectKey at = new(key[..length]);
        return at > from ? at : null;
    }

    /// <summary>Where a key lies; negative before the first step, infinite behind the last.</summary>
    double StepsAt(ReadOnlySpan<byte> key)
    {
        int stem = key.CommonPrefixLength(_stem);
        if (stem < _stem.Length)
            return stem < key.Length && key[stem] > _stem[stem] ? double.PositiveInfinity : -1;
        double steps = 0;
        ReadOnlySpan<byte> rest = key[stem..];
        for (int i = 0; i < _digits.Length && !rest.IsEmpty; i++)
        {
            int rune = Rune.DecodeFromUtf8(rest, out Rune decoded, out int length) == OperationStatus.Done ? decoded.Value : int.MaxValue;
            rest = rest[length..];
            int digit = Array.BinarySearch(_digits[i], rune);
            if (digit < 0)
                // Between two of the set: just before the upper one.
                return steps + Math.Min(~digit * _weights[i], _weights[i] * _digits[i].Length - 1);
            steps += digit * _weights[i];
        }
        return steps;
    }

    // The sets of the places behind the fork; no more of them than a page can need.
    static List<RuneSet> SeenBehind(int fork, ReadOnlySpan<ObjectKey> keys)
    {
        List<RuneSet> seen = [];
        Span<int> at = new int[keys.Length];
        at.Fill(fork);
        for (double steps = 1; steps < FineSteps; steps *= seen[^1].Count)
        {
            RuneSet here = new();
            for (int i = 0; i < keys.Length; i++)
            {
                ReadOnlySpan<byte> rest = keys[i].Bytes[Math.Min(at[i], keys[i].Length)..];
                if (Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == OperationStatus.Done)
                    here.Add(rune);
                else
                    length = rest.Length;
                at[i] += length;
            }
            if (here.Count == 0)
                break;
            seen.Add(here);
        }
        return seen;
    }

    static bool IsClean(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) != OperationStatus.Done || Rune.IsControl(rune))
                return false;
            bytes = bytes[length..];
        }
        return true;
    }
}
