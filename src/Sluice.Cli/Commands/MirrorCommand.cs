using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Sync.Watching;
using Sluice.Transfer;
using Sluice.Trees.Names;

namespace Sluice.Cli.Commands;

/// <summary>Syncs, waits until something has changed, and syncs again.</summary>
sealed class MirrorCommand(Session session, TransferOptions options, ClientDefaults connection, MirrorSettings settings)
{
    // A file is not sent while it is still being written.
    static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan EveryWithEvents = TimeSpan.FromMinutes(10);
    static readonly TimeSpan EveryWithout = TimeSpan.FromMinutes(1);
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(5);

    /// <summary>Runs until it is stopped; without watching, once. The exit code is that of the last round.</summary>
    public int Run(SyncRequest request)
    {
        // What changes during the first round must not be missed.
        using DirectoryWatch? watch = settings.Watch && request.Source.FilePath is { } directory ? Watch(directory) : null;
        TimeSpan every = settings.Every ?? (watch is null ? EveryWithout : EveryWithEvents);
        int exitCode = new SyncCommand(session, options, connection).Sync(request);
        // A directory that goes later may come again, as a disk does; one that was never there is mistyped.
        bool isMistyped = request.Source.FilePath is { } path && !Directory.Exists(path);
        if (!settings.Watch || isMistyped || exitCode is ExitCode.Usage or ExitCode.CannotStart or ExitCode.Interrupted)
            return exitCode;
        if (!session.Settings.Quiet)
            session.Errors.Note($"Watching {DisplayText.Of(request.Source.ToString())}: all of it is looked at every {Age.Format(every)}{(watch is null ? "" : ", and what changes at once")}. Ctrl-C ends it.");
        TimeSpan retry = FirstRetry;
        while (true)
        {
            bool failed = exitCode != ExitCode.Done;
            SyncRequest next;
            try
            {
                next = Next(request, watch, failed ? Min(retry, every) : every, failed);
            }
            catch (OperationCanceledException)
            {
                return exitCode;
            }
            exitCode = new SyncCommand(session, options, connection) { IsRound = true }.Sync(next);
            // What nobody reads any more is not said to them again and again.
            if (exitCode == ExitCode.Interrupted || session.Output.Failure is not null)
                return exitCode;
            retry = exitCode == ExitCode.Done ? FirstRetry : Min(2 * retry, LastRetry);
        }
    }

    // What the round before could not do is not told by an event: all of it is looked at then. So it is when something went that is to be
    // removed, because only a listing knows what a directory held, and because one that is empty all of a sudden is refused there.
    SyncRequest Next(SyncRequest request, DirectoryWatch? watch, TimeSpan limit, bool failed)
    {
        if (watch is null)
        {
            session.Stop.WaitHandle.WaitOne(limit);
            session.Stop.ThrowIfCancellationRequested();
            return request;
        }
        while (true)
        {
            DirectoryChange? change = watch.Wait(limit, Settle, session.Stop);
            if (failed || change is not { Names: { } names } || change.IsSomethingGone && request.Delete)
                return request;
            if (names.Count > 0)
                return request with { Names = NameList.Of(names), NamesMayBeGone = true };
        }
    }

    DirectoryWatch? Watch(string directory)
    {
        try
        {
            return new DirectoryWatch(directory, session.Clock, StateDirectory.OwnPaths);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            session.Errors.Warning($"The system tells no changes below {DisplayText.Of(directory)}, so it is listed again and again: {DisplayText.Of(failure.Message)}");
            return null;
        }
        catch (ArgumentException)
        {
            // There is no such directory; the first round says so.
            return null;
        }
    }

    static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
