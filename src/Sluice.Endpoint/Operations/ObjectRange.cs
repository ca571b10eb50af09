using System.Globalization;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Operations;

/// <summary>Which bytes of an object a read wants: all, a range, or a stored part.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="IsPartial">Answer 206 with Content-Range.</param>
readonly record struct ObjectRange(long Offset, long Length, bool IsPartial)
{
    /// <summary>Parts of the object, when it was asked for by part number.</summary>
    public int? PartsCount { get; init; }

    /// <summary>The checksum of exactly these bytes, when the store knows it.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Throws <see cref="RefusalException"/> (InvalidRange, InvalidPartNumber).</summary>
    public static ObjectRange Read(S3Request request, KeptObject stored)
    {
        ObjectRange all = new(0, stored.Size, false) { Checksum = stored.Checksum };
        string? range = request.Header("range");
        if (request.Query.Has("partNumber"))
        {
            if (range is not null)
                throw new RefusalException(Refusal.InvalidRequest("Cannot specify both Range header and partNumber query parameter"));
            return Part(stored, request.Query.Number("partNumber", 0, 1, 10_000), all);
        }
        if (range is null || !ReadConditions.RangeApplies(request, stored) || !TryParse(range, stored.Size, out long first, out long last))
            return all;
        if (first >= stored.Size || last < first)
            throw new RefusalException(Refusal.InvalidRange with
            {
                Details = [new("RangeRequested", range), new("ActualObjectSize", stored.Size.ToString(CultureInfo.InvariantCulture))],
            });
        ObjectRange partial = new(first, last - first + 1, true);
        // A range that is the whole object has the object's checksum.
        return partial.Length == stored.Size ? partial with { Checksum = stored.Checksum } : partial;
    }

    /// <summary>False for a header that RFC 9110 tells to ignore: other units, several ranges, or nonsense.</summary>
    public static bool TryParse(string header, long size, out long first, out long last)
    {
        first = last = 0;
        const string unit = "bytes=";
        if (!header.StartsWith(unit, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> spec = header.AsSpan(unit.Length);
        int dash = spec.IndexOf('-');
        if (dash < 0 || spec.Contains(','))
            return false;
        ReadOnlySpan<char> from = spec[..dash].Trim(), to = spec[(dash + 1)..].Trim();
        if (from.IsEmpty)
        {
            if (!TryNumber(to, out long suffix))
                return false;
            // A suffix of nothing is a range that cannot be satisfied.
            (first, last) = suffix == 0 ? (size, size) : (Math.Max(0, size - suffix), size - 1);
            return true;
        }
        if (!TryNumber(from, out first))
            return false;
        last = size - 1;
        if (to.IsEmpty)
            return true;
        if (!TryNumber(to, out long end) || end < first)
            return false;
        last = Math.Min(end, size - 1);
        return true;
    }

    static bool TryNumber(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    static ObjectRange Part(KeptObject stored, int number, ObjectRange all)
    {
        if (stored.Parts.Count == 0)
            return number == 1 ? all with { IsPartial = stored.Size > 0 } : throw NoSuchPart();
        long offset = 0;
        foreach (StoredPart part in stored.Parts)
        {
            if (part.Number == number)
                return new ObjectRange(offset, part.Size, true) { PartsCount = stored.Parts.Count, Checksum = part.Checksum };
            offset += part.Size;
        }
        throw NoSuchPart();
    }

    static RefusalException NoSuchPart() => new(new Refusal("InvalidPartNumber", 416, "The requested partnumber is not satisfiable"));
}
