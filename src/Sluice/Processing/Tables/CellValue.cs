using System.Globalization;

namespace Sluice.Processing.Tables;

/// <summary>What the text of a value means. A value is only taken for more than text where its meaning loses nothing of it: <c>007</c>, <c>+1</c> and numbers too large stay text.</summary>
internal static class CellValue
{
    // IEEE 754: all whole numbers up to 2^53 have a double of their own.
    const long MostExact = 1L << 53;

    // Parquet's timestamps here are microseconds.
    const string Day = "yyyy-MM-dd";
    static readonly string[] Moments =
        [.. from separator in (string[])["'T'", "' '"] from fraction in (string[])["", ".FFFFFF"] from zone in (string[])["", "K"] select $"{Day}{separator}HH:mm:ss{fraction}{zone}"];

    /// <summary>What a value is.</summary>
    public static CellKinds KindOf(in Cell cell) => cell.Form switch
    {
        CellForm.None => CellKinds.None,
        CellForm.Boolean => CellKinds.Boolean,
        CellForm.Nested => CellKinds.Text,
        CellForm.Quoted => TryTimestamp(cell.Text!, out _) ? CellKinds.Timestamp : CellKinds.Text,
        CellForm.Number => KindOfNumber(cell.Text!),
        _ => KindOfNumber(cell.Text!) is var number and not CellKinds.Text ? number
            : TryBoolean(cell.Text!, out _) ? CellKinds.Boolean
            : TryTimestamp(cell.Text!, out _) ? CellKinds.Timestamp : CellKinds.Text,
    };

    /// <summary>Reads a whole number of 64 bits, written as such.</summary>
    public static bool TryInteger(string text, out long value)
    {
        value = 0;
        return IsPlainNumber(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a number with a fraction or an exponent, or a whole one that a double has exactly.</summary>
    public static bool TryDouble(string text, out double value)
    {
        value = 0;
        if (TryInteger(text, out long whole))
        {
            value = whole;
            return IsExact(whole);
        }
        return IsPlainNumber(text) && text.AsSpan().IndexOfAny('.', 'e', 'E') > 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Reads true or false, in any case of letters.</summary>
    public static bool TryBoolean(string text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a date, or a date and time with at most microseconds; without a zone it is UTC.</summary>
    public static bool TryTimestamp(string text, out DateTime value)
    {
        value = default;
        if (text.Length < Day.Length || text[4] != '-' || text[7] != '-' || !char.IsAsciiDigit(text[0]))
            return false;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return text.Length == Day.Length ? DateTime.TryParseExact(text, Day, CultureInfo.InvariantCulture, Utc, out value)
            : DateTime.TryParseExact(text, Moments, CultureInfo.InvariantCulture, Utc, out value);
    }

    static CellKinds KindOfNumber(string text) =>
        TryInteger(text, out long whole) ? IsExact(whole) ? CellKinds.Integer : CellKinds.WideInteger
        : TryDouble(text, out _) ? CellKinds.Double : CellKinds.Text;

    static bool IsExact(long whole) => whole is >= -MostExact and <= MostExact;

    // As JSON has them: no blanks, no plus, no zeros in front, a digit on each side of the point.
    static bool IsPlainNumber(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1]))
            return false;
        return digits.Length == 1 || digits[0] != '0' || !char.IsAsciiDigit(digits[1]);
    }
}
