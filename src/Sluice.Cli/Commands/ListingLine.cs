using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Failures;
using System.Globalization;
using Sluice.Cli.Options;

namespace Sluice.Cli.Commands;

/// <summary>The columns of a listing: time, size, name. Directories and objects line up.</summary>
static class ListingLine
{
    const int TimeWidth = 19, SizeWidth = 13, HumanWidth = 9, ClassWidth = 19;

    /// <summary>The time in the zone of whoever reads it, or blanks.</summary>
    public static string Time(Session session, DateTimeOffset? time) =>
        (time is { } told ? session.Told(told) : (DateTimeOffset?)null)?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? new string(' ', TimeWidth);

    /// <summary>The columns before an object's name; a question mark for a size that the store does not tell.</summary>
    public static string Object(Session session, in ListedObject found, ListingView shown) =>
        Object(session, found.LastModified, found.Size, shown.Human) + Class(shown, found.StorageClass ?? "STANDARD");

    /// <summary>The same of a file.</summary>
    public static string Object(Session session, DateTimeOffset? time, long? size, bool human) => human
        ? $"{Time(session, time)}  {(size is { } bytes ? ByteSize.Format(bytes) : "?"),HumanWidth}  "
        : $"{Time(session, time)}  {size?.ToString(CultureInfo.InvariantCulture) ?? "?",SizeWidth}  ";

    /// <summary>The columns before the name of an object that a delete marker hides.</summary>
    public static string Marker(Session session, DateTimeOffset? time, ListingView shown) => $"{Time(session, time)}  {"DELETED".PadLeft(shown.Human ? HumanWidth : SizeWidth)}  {Class(shown, "")}";

    /// <summary>The columns before a directory's name.</summary>
    public static string Directory(ListingView shown) => Directory(shown.Human) + Class(shown, "");

    /// <summary>The same on a host.</summary>
    public static string Directory(bool human) => $"{new string(' ', TimeWidth)}  {"DIR".PadLeft(human ? HumanWidth : SizeWidth)}  ";

    static string Class(ListingView shown, string name) => shown.Long ? $"{DisplayText.Of(name).PadRight(ClassWidth)}  " : "";
}
