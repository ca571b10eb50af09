using System.Buffers;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Shows a prefix or a wildcard page by page, while the next page is on its way.</summary>
sealed class ListingCommand(Session session, S3Client client, S3Location location, bool recursive, ItemFilter filter, ListingView shown, ListingOptions view)
{
    static readonly ObjectKey Slash = new("/");

    readonly ListingSelection _selection = new(location, filter);
    long _objects, _prefixes, _bytes, _unsized, _untold, _markers;
    ObjectKey _rolledUp;
    readonly SortedObjects? _sorted = shown.Sort == ListingSort.None ? null : new SortedObjects(shown.Sort, shown.Reverse);
    readonly ArrayBufferWriter<byte> _line = new();
    bool _overfull;

    /// <summary>Lists, and returns the exit code.</summary>
    /// <param name="flags">The filters as they were given, to name them.</param>
    public int Run(FilterFlags flags)
    {
        ObjectKey prefix = _selection.Prefix;
        bool flat = recursive || _selection.HasPattern;
        // One level shows names below the last slash, as a directory listing does; everything else shows whole keys.
        int hidden = flat ? 0 : prefix.Bytes.LastIndexOf((byte)'/') + 1;
        ListObjectsRequest request = new(location.Bucket) { Prefix = prefix, Delimiter = flat || view.At is not null ? ObjectKey.Empty : Slash };
        using ObjectLister lister = new(client, request, view, session.Stop);
        while (!_overfull && lister.TryNext(out ListObjectsPage page))
            Show(flat || view.At is null ? page : RolledUp(page, prefix), hidden);
        if (_overfull)
        {
            session.Errors.PrintSentence($"{location}: more than {Numbers.Count(SortedObjects.Most, "object")} are not sorted here.", "Name a longer prefix, or sort outside: sluice ls -r --format '%s\\t%k' ... | sort -n.");
            return ExitCode.Failures;
        }
        foreach (ListedObject found in _sorted?.InOrder() ?? [])
            Write(found, hidden);
        session.Output.Flush();
        ListingNotices.Tell(session, lister, client);
        return lister.Error is { } error ? session.Fail(error, location.ToString())
            : session.Stop.IsCancellationRequested ? session.Stopped()
            : flat ? flags.Tell(session, Finish(prefix, flags)) : Finish(prefix, flags);
    }

    // What only was there, or is to come, has its directory in the store's own prefixes too: those of the past are made from its keys.
    ListObjectsPage RolledUp(ListObjectsPage page, ObjectKey prefix)
    {
        List<ListedObject> objects = [];
        List<ObjectKey> prefixes = [];
        foreach (ListedObject found in page.Objects)
        {
            int slash = found.Key.Bytes[prefix.Length..].IndexOf((byte)'/');
            if (slash < 0)
                objects.Add(found);
            else if (new ObjectKey(found.Key.Bytes[..(prefix.Length + slash + 1)].ToArray()) is var directory && directory != _rolledUp)
                prefixes.Add(_rolledUp = directory);
        }
        return page with { Objects = objects, CommonPrefixes = prefixes };
    }

    // A page comes as two sorted lists; they are shown as one.
    void Show(ListObjectsPage page, int hidden)
    {
        _untold += page.Untold.Count;
        int next = 0;
        foreach (ListedObject found in page.Objects)
        {
            while (next < page.CommonPrefixes.Count && page.CommonPrefixes[next] < found.Key)
                ShowPrefix(page.CommonPrefixes[next++], hidden);
            if (_selection.Takes(found))
                ShowObject(found, hidden);
        }
        while (next < page.CommonPrefixes.Count)
            ShowPrefix(page.CommonPrefixes[next++], hidden);
    }

    void ShowPrefix(ObjectKey prefix, int hidden)
    {
        _prefixes++;
        if (session.Settings.Json)
        {
            PrefixRecord record = new(location.Bucket, KeyText.Of(prefix), KeyText.Base64(prefix), KeyText.Escaped(prefix));
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.PrefixRecord));
        }
        else if (shown.Format is { } format)
        {
            session.Output.WriteLine(format.Line(location, new ListedObject(prefix, null, null, null, "DIR"), _selection.DirectoryLength));
        }
        else
        {
            session.Output.WriteLine(ListingLine.Directory(shown) + session.OutputPaint.Cyan(DisplayText.Of(prefix.Bytes[hidden..])));
        }
    }

    void ShowObject(in ListedObject found, int hidden)
    {
        bool isMarker = found.Version is { IsDeleteMarker: true };
        _objects += isMarker ? 0 : 1;
        _markers += isMarker ? 1 : 0;
        _bytes += found.Size ?? 0;
        _unsized += !isMarker && found.Size is null ? 1 : 0;
        if (_sorted is null)
            Write(found, hidden);
        else
            _overfull |= !_sorted.Add(found);
    }

    void Write(in ListedObject found, int hidden)
    {
        bool isMarker = found.Version is { IsDeleteMarker: true };
        if (session.Settings.Json)
        {
            ObjectRecord record = new(location.Bucket, KeyText.Of(found.Key), KeyText.Base64(found.Key), KeyText.Escaped(found.Key), found.Size,
                found.LastModified?.ToUniversalTime(), found.ETag?.Trim('"'), found.StorageClass)
            {
                VersionId = found.Version?.Id,
                IsLatest = found.Version?.IsLatest,
                IsDeleteMarker = isMarker ? true : null,
            };
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.ObjectRecord));
        }
        else if (shown.Format is { } format)
        {
            session.Output.WriteLine(format.Line(location, found, _selection.DirectoryLength));
        }
        else
        {
            _line.ResetWrittenCount();
            if (isMarker)
                ListingLine.AddText(_line, ListingLine.Marker(session, found.LastModified, shown));
            else
                ListingLine.AddObject(_line, session, found, shown);
            if (view.Versions)
                ListingLine.AddText(_line, $"{DisplayText.Of(found.Version!.Id)}  ");
            ListingLine.AddName(_line, found.Key.Bytes[hidden..]);
            session.Output.WriteLine(_line.WrittenSpan);
        }
    }

    int Finish(ObjectKey prefix, FilterFlags flags)
    {
        if (shown.Summarize)
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new TotalRecord(_objects, _prefixes, KnownBytes.Of(_bytes, _unsized, _objects)) { Unsized = KnownBytes.Count(_unsized) }, JsonLines.Readable.TotalRecord));
            else
                session.Output.WriteLine($"Total: {Numbers.Count(_objects, view.Versions ? "version" : "object")}{(_markers > 0 ? $", {Numbers.Count(_markers, "delete marker")}" : "")}, {KnownBytes.Text(_bytes, _unsized, _objects)}{(_prefixes > 0 ? $", {Numbers.Count(_prefixes)} below them not counted" : "")}");
        }
        if (shown.Summarize && _unsized > 0)
            session.Errors.Warning($"The store does not list the size of {Numbers.Count(_unsized, "object")}: the total lacks them.");
        if (_untold > 0)
        {
            session.Errors.PrintSentence($"Of {Numbers.Count(_untold, "key")} the store does not tell what was there then: a version without an id (null), written later, replaced what had none before it.");
            return ExitCode.Failures;
        }
        if (_selection.Undecided > 0)
            return _selection.TellUndecided(session, flags.Given, ExitCode.Done);
        if (_objects == 0 && _selection.Hidden > 0)
        {
            session.Errors.Note($"{_selection.TellHidden(flags.Given)}");
            return ExitCode.Done;
        }
        if (_objects + _prefixes + _markers > 0 || (prefix.IsEmpty && location.Key.IsEmpty))
            return ExitCode.Done;
        session.Errors.PrintSentence($"{location}: {(view.At is null ? _selection.Nothing(client, session.Stop) : "nothing was there then.")}");
        return ExitCode.Failures;
    }
}
