using System.Buffers;
using System.Globalization;
using System.Text;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Commands;

/// <summary>
/// The columns of a listing: time, size, name. Directories and objects line up. Those of objects are written as bytes: a million
/// lines made of strings took more of a processor than reading the million objects.
/// </summary>
static class ListingLine
{
    const int TimeWidth = 19, SizeWidth = 13, HumanWidth = 9, ClassWidth = 19;

    /// <summary>The time in the zone of whoever reads it, or blanks.</summary>
    public static string Time(Session session, DateTimeOffset? time)
    {
        Span<byte> text = stackalloc byte[TimeWidth];
        WriteTime(text, session, time);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Adds the columns before an object's name; a question mark for a size that the store does not tell.</summary>
    public static void AddObject(ArrayBufferWriter<byte> line, Session session, in ListedObject found, ListingView shown)
    {
        AddObject(line, session, found.LastModified, found.Size, shown.Human);
        if (shown.Long)
            AddText(line, Class(shown, found.StorageClass ?? "STANDARD"));
    }

    /// <summary>The same of a file.</summary>
    public static void AddObject(ArrayBufferWriter<byte> line, Session session, DateTimeOffset? time, long? size, bool human)
    {
        WriteTime(line.GetSpan(TimeWidth), session, time);
        line.Advance(TimeWidth);
        line.Write("  "u8);
        Span<byte> digits = stackalloc byte[20];
        if (human || size is not { } bytes || !bytes.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture))
        {
            AddText(line, (size is { } told ? ByteSize.Format(told) : "?").PadLeft(human ? HumanWidth : SizeWidth));
        }
        else
        {
            Span<byte> column = line.GetSpan(Math.Max(SizeWidth, length));
            int blanks = Math.Max(SizeWidth - length, 0);
            column[..blanks].Fill((byte)' ');
            digits[..length].CopyTo(column[blanks..]);
            line.Advance(blanks + length);
        }
        line.Write("  "u8);
    }

    /// <summary>Adds a name that nobody vouches for, fit for a terminal.</summary>
    public static void AddName(ArrayBufferWriter<byte> line, ReadOnlySpan<byte> name)
    {
        if (DisplayText.IsPlain(name))
            line.Write(name);
        else
            AddText(line, DisplayText.Of(name));
    }

    /// <summary>Adds text as UTF-8.</summary>
    public static void AddText(ArrayBufferWriter<byte> line, string text) => Encoding.UTF8.GetBytes(text, line);

    /// <summary>The columns before the name of an object that a delete marker hides.</summary>
    public static string Marker(Session session, DateTimeOffset? time, ListingView shown) => $"{Time(session, time)}  {"DELETED".PadLeft(shown.Human ? HumanWidth : SizeWidth)}  {Class(shown, "")}";

    /// <summary>The columns before a directory's name.</summary>
    public static string Directory(ListingView shown) => Directory(shown.Human) + Class(shown, "");

    /// <summary>The same on a host.</summary>
    public static string Directory(bool human) => $"{new string(' ', TimeWidth)}  {"DIR".PadLeft(human ? HumanWidth : SizeWidth)}  ";

    static string Class(ListingView shown, string name) => shown.Long ? $"{DisplayText.Of(name).PadRight(ClassWidth)}  " : "";

    static void WriteTime(Span<byte> text, Session session, DateTimeOffset? time)
    {
        text = text[..TimeWidth];
        if (time is not { } told)
        {
            text.Fill((byte)' ');
            return;
        }
        // The sortable form of a DateTime, which says Z behind whatever zone it is of.
        Span<byte> sortable = stackalloc byte[TimeWidth + 1];
        session.Told(told).DateTime.TryFormat(sortable, out _, "u", CultureInfo.InvariantCulture);
        sortable[..TimeWidth].CopyTo(text);
    }
}
