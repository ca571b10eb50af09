using System.Buffers;
using System.Globalization;

namespace Sluice.Cli.Options;

/// <summary>Sizes as people write them: <c>16MiB</c>, <c>64KB</c>, <c>1.5GiB</c>.</summary>
static class ByteSize
{
    // IEC 80000-13 for the binary units, SI for the decimal ones.
    static readonly (string Unit, long Bytes)[] Units =
    [
        ("B", 1),
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("PiB", 1L << 50),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("PB", 1_000_000_000_000_000),
    ];

    static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a size. A number without a unit and a bare K, M or G are refused, because each could mean two things.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="bytes">The size.</param>
    /// <param name="problem">What is wrong and what to write instead; empty when all is well.</param>
    public static bool TryParse(string text, out long bytes, out string problem)
    {
        bytes = 0;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int digits = rest.IndexOfAnyExcept(NumberCharacters);
        ReadOnlySpan<char> number = digits < 0 ? rest : rest[..digits];
        ReadOnlySpan<char> unit = digits < 0 ? "" : rest[digits..].Trim();
        if (rest.StartsWith("-"))
        {
            problem = "a size cannot be negative.";
            return false;
        }
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            problem = "write a number and a unit, such as 16MiB or 64KB.";
            return false;
        }
        if (unit.IsEmpty)
        {
            problem = $"the unit is missing: {number}MiB, {number}KiB, or {number}B for bytes?";
            return false;
        }
        foreach ((string name, long factor) in Units)
        {
            if (!unit.Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (value > long.MaxValue / factor)
            {
                problem = "that is more than 8 EiB.";
                return false;
            }
            bytes = (long)(value * factor);
            problem = "";
            return true;
        }
        problem = unit is "K" or "M" or "G" or "T" or "k" or "m" or "g" or "t"
            ? $"{rest} can mean {number}{char.ToUpperInvariant(unit[0])}iB (powers of 1,024) or {number}{char.ToUpperInvariant(unit[0])}B (powers of 1,000); write one of them."
            : $"'{unit}' is not a unit; use B, KiB, MiB, GiB, TiB, or KB, MB, GB, TB.";
        return false;
    }

    /// <summary>A size for people, three digits: <c>512 B</c>, <c>1.21 GiB</c>, <c>640 MiB</c>.</summary>
    public static string Format(double bytes)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        int unit = 0;
        while (bytes >= 999.5 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }
        string format = unit == 0 || bytes >= 99.95 ? "0" : bytes >= 9.995 ? "0.0" : "0.00";
        return bytes.ToString(format, CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
