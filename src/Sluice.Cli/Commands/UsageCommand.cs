using Sluice.Failures;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Adds up what lies below a prefix, directory by directory, as the listing streams by.</summary>
sealed class UsageCommand(Session session, S3Client client, S3Location location, ListingSelection selection, int depth, bool human, DateTimeOffset? at, UsageBy by = UsageBy.Directory)
{
    const int CountWidth = 13, SizeWidth = 15, HumanWidth = 10;

    long _untold, _listed;
    UsageSum _sum;

    /// <summary>Lists, and returns the exit code.</summary>
    /// <param name="flags">The filters as they were given, to name them.</param>
    public int Run(FilterFlags flags)
    {
        if (by != UsageBy.Directory)
            depth = 0;
        UsageGroups? groups = by == UsageBy.Directory ? null : new(by, selection.DirectoryLength, at ?? session.Clock.GetUtcNow());
        UsageTree tree = new(selection.DirectoryLength, depth, Show);
        // Directories need order, for nothing else tells when one is complete.
        ListingOptions options = new() { Order = depth > 0 ? ListingOrder.Sorted : ListingOrder.Any, At = at };
        using ObjectLister lister = new(client, new ListObjectsRequest(location.Bucket) { Prefix = selection.Prefix }, options, session.Stop);
        using (ProgressView.For(session, new CountText(() => Volatile.Read(ref _listed), session.Clock, "listing", "object")))
            Add(lister, tree, groups);
        ListingNotices.Tell(session, lister, client);
        if (lister.Error is { } error)
            return session.Fail(error, location.ToString());
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        tree.End();
        foreach ((string name, UsageSum sum) in groups?.All ?? [])
            ShowGroup(DisplayText.Of(name), sum);
        Show(location.Key, _sum, location.ToString());
        if (_untold > 0)
        {
            session.Errors.PrintSentence($"{location}: of {Numbers.Count(_untold, "key")} the store does not tell what was there then: the sums lack them.");
            return ExitCode.Failures;
        }
        if (_sum.Unsized > 0)
        {
            session.Errors.PrintSentence($"{location}: the store does not list the size of {Numbers.Count(_sum.Unsized, "object")}: the sums lack them.");
            return ExitCode.Failures;
        }
        if (selection.Undecided > 0)
            return flags.Tell(session, selection.TellUndecided(session, flags.Given, ExitCode.Done));
        if (_sum.Objects == 0 && selection.Hidden > 0)
            session.Errors.Note(selection.TellHidden(flags.Given));
        if (_sum.Objects > 0 || selection.Hidden > 0 || location.Key.IsEmpty)
            return flags.Tell(session, ExitCode.Done);
        session.Errors.PrintSentence($"{location}: {(at is null ? selection.Nothing(client, session.Stop) : "nothing was there then.")}");
        return ExitCode.Failures;
    }

    void Add(ObjectLister lister, UsageTree tree, UsageGroups? groups)
    {
        while (lister.TryNext(out ListObjectsPage page))
        {
            _untold += page.Untold.Count;
            Volatile.Write(ref _listed, _listed + page.Objects.Count);
            foreach (ListedObject found in page.Objects)
            {
                if (!selection.Takes(found))
                    continue;
                _sum = _sum.With(found.Size);
                groups?.Add(found);
                if (depth > 0)
                    tree.Add(found.Key, found.Size);
            }
        }
    }

    void Show(ObjectKey directory, UsageSum sum) => Show(directory, sum, (location with { Key = directory }).ToString());

    void ShowGroup(string name, UsageSum sum)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new UsageGroupRecord(location.Bucket, by.ToString().ToLowerInvariant(), name, sum.Objects, sum.Known) { Unsized = KnownBytes.Count(sum.Unsized) }, JsonLines.Readable.UsageGroupRecord));
        else
            session.Output.WriteLine(Line(name, sum, human));
    }

    void Show(ObjectKey key, UsageSum sum, string name)
    {
        if (session.Settings.Json)
        {
            UsageRecord record = new(location.Bucket, KeyText.Of(key), KeyText.Base64(key), KeyText.Escaped(key), sum.Objects, sum.Known) { Unsized = KnownBytes.Count(sum.Unsized) };
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.UsageRecord));
            return;
        }
        session.Output.WriteLine(Line(name, sum, human));
    }

    /// <summary>One line of sums; a question mark for bytes of which none are known.</summary>
    public static string Line(string name, UsageSum sum, bool human)
    {
        string size = sum.Known is not { } bytes ? "?" : human ? ByteSize.Format(bytes) : bytes.ToString(CultureInfo.InvariantCulture);
        return $"{size.PadLeft(human ? HumanWidth : SizeWidth)}  {Numbers.Count(sum.Objects).PadLeft(CountWidth)}  {name}";
    }
}
