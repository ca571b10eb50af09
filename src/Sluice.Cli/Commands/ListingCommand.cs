using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Shows a prefix or a wildcard page by page, while the next page is on its way.</summary>
sealed class ListingCommand(Session session, S3Client client, S3Location location, bool recursive, ItemFilter filter, bool human, bool summarize)
{
    static readonly ObjectKey Slash = new("/");

    readonly ListingSelection _selection = new(location, filter);
    long _objects, _prefixes, _bytes, _unsized;

    /// <summary>Lists, and returns the exit code.</summary>
    /// <param name="flags">The filters as they were given, to name them.</param>
    public int Run(FilterFlags flags)
    {
        ObjectKey prefix = _selection.Prefix;
        bool flat = recursive || _selection.HasPattern;
        // One level shows names below the last slash, as a directory listing does; everything else shows whole keys.
        int hidden = flat ? 0 : prefix.Bytes.LastIndexOf((byte)'/') + 1;
        ListObjectsRequest request = new(location.Bucket) { Prefix = prefix, Delimiter = flat ? ObjectKey.Empty : Slash };
        using ObjectLister lister = new(client, request, new ListingOptions { Order = ListingOrder.SortedWherePossible }, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
            Show(page, hidden);
        session.Output.Flush();
        if (lister.Notice is { } notice)
            session.Errors.Warning(notice);
        return lister.Error is { } error ? session.Fail(error, location.ToString())
            : session.Stop.IsCancellationRequested ? session.Stopped()
            : flat ? flags.Tell(session, Finish(prefix, flags)) : Finish(prefix, flags);
    }

    // A page comes as two sorted lists; they are shown as one.
    void Show(ListObjectsPage page, int hidden)
    {
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
        else
        {
            session.Output.WriteLine(ListingLine.Directory(human) + session.OutputPaint.Cyan(DisplayText.Of(prefix.Bytes[hidden..])));
        }
    }

    void ShowObject(ListedObject found, int hidden)
    {
        _objects++;
        _bytes += found.Size ?? 0;
        _unsized += found.Size is null ? 1 : 0;
        if (session.Settings.Json)
        {
            ObjectRecord record = new(location.Bucket, KeyText.Of(found.Key), KeyText.Base64(found.Key), KeyText.Escaped(found.Key), found.Size,
                found.LastModified?.ToUniversalTime(), found.ETag?.Trim('"'), found.StorageClass);
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.ObjectRecord));
        }
        else
        {
            session.Output.WriteLine(ListingLine.Object(found.LastModified, found.Size, human) + DisplayText.Of(found.Key.Bytes[hidden..]));
        }
    }

    int Finish(ObjectKey prefix, FilterFlags flags)
    {
        if (summarize)
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new TotalRecord(_objects, _prefixes, _bytes), JsonLines.Readable.TotalRecord));
            else
                session.Output.WriteLine($"Total: {Numbers.Count(_objects, "object")}, {ByteSize.Format(_bytes)}{(_prefixes > 0 ? $", {Numbers.Count(_prefixes)} below them not counted" : "")}");
        }
        if (summarize && _unsized > 0)
            session.Errors.Warning($"The store does not list the size of {Numbers.Count(_unsized, "object")}: the total lacks them.");
        if (_objects == 0 && _selection.Hidden > 0)
        {
            session.Errors.Note($"{_selection.TellHidden(flags.Given)}");
            return ExitCode.Done;
        }
        if (_objects + _prefixes > 0 || (prefix.IsEmpty && location.Key.IsEmpty))
            return ExitCode.Done;
        session.Errors.PrintSentence($"{location}: {_selection.Nothing(client, session.Stop)}");
        return ExitCode.Failures;
    }
}
