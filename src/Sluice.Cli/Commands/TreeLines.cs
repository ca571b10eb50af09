using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Writes keys that come in order as a tree: only the directories on the way to the latest key are held.</summary>
/// <param name="session">Where to.</param>
/// <param name="location">What is shown.</param>
/// <param name="start">Bytes of each key that lie above the first level.</param>
/// <param name="depth">Levels that are shown, 1 or more.</param>
/// <param name="directoriesOnly">Objects are counted and not shown.</param>
/// <param name="human">Sizes stand behind names.</param>
sealed class TreeLines(Session session, S3Location location, int start, int depth, bool directoriesOnly, bool human)
{
    readonly List<ObjectKey> _open = [];
    long _directories;
    UsageSum _sum;
    bool _any;

    /// <summary>Objects so far, those that are too deep to be shown too.</summary>
    public long Objects => _sum.Objects;

    /// <summary>Those of them that the total of sizes lacks; 0 where no such total is shown.</summary>
    public long Lacking => session.Settings.Json ? _sum.Unsized : 0;

    /// <summary>Adds an object; its key comes behind all before it.</summary>
    public void Add(in ListedObject found)
    {
        if (!_any && !session.Settings.Json)
            session.Output.WriteLine(session.OutputPaint.Cyan((location with { Key = new ObjectKey(found.Key.Bytes[..Math.Min(start, found.Key.Length)].ToArray()), IsLiteral = true }).ToString()));
        _any = true;
        ReadOnlySpan<byte> key = found.Key.Bytes;
        int kept = 0;
        while (kept < _open.Count && found.Key.StartsWith(_open[kept]))
            kept++;
        _open.RemoveRange(kept, _open.Count - kept);
        int from = _open.Count == 0 ? Math.Min(start, key.Length) : _open[^1].Length;
        for (int slash; (slash = key[from..].IndexOf((byte)'/')) >= 0; from += slash + 1)
        {
            ObjectKey directory = new(key[..(from + slash + 1)].ToArray());
            _directories++;
            if (_open.Count < depth)
                Directory(directory, key[from..(from + slash + 1)]);
            _open.Add(directory);
        }
        _sum = _sum.With(found.Size);
        // A key that ends in a slash is the directory itself, as some tools make them.
        if (!directoriesOnly && _open.Count < depth && from < key.Length)
            Object(found, key[from..]);
    }

    /// <summary>No more keys come.</summary>
    public void End()
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new TotalRecord(Objects, _directories, _sum.Known) { Unsized = KnownBytes.Count(_sum.Unsized) }, JsonLines.Readable.TotalRecord));
        else if (_any)
            session.Output.WriteLine($"{Numbers.Count(_directories)} {(_directories == 1 ? "directory" : "directories")}, {Numbers.Count(Objects, "object")}");
    }

    void Directory(ObjectKey directory, ReadOnlySpan<byte> name)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new PrefixRecord(location.Bucket, KeyText.Of(directory), KeyText.Base64(directory), KeyText.Escaped(directory)), JsonLines.Readable.PrefixRecord));
        else
            session.Output.WriteLine(Indented(session.OutputPaint.Cyan(DisplayText.Of(name))));
    }

    void Object(in ListedObject found, ReadOnlySpan<byte> name)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new ObjectRecord(location.Bucket, KeyText.Of(found.Key), KeyText.Base64(found.Key), KeyText.Escaped(found.Key), found.Size,
                found.LastModified?.ToUniversalTime(), found.ETag?.Trim('"'), found.StorageClass), JsonLines.Readable.ObjectRecord));
        else
            session.Output.WriteLine(Indented(DisplayText.Of(name)) + (human ? session.OutputPaint.Dim($"  {(found.Size is { } size ? ByteSize.Format(size) : "?")}") : ""));
    }

    string Indented(string name) => new string(' ', 2 * (_open.Count + 1)) + name;
}
