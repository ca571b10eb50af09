using Sluice.Cli.Output;
using Sluice.Sftp;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Finds the temporary files below a directory of a host and removes those that are left over.</summary>
sealed class HostCleanup(Session session, SftpLocation directory, OrphanCleanup leftovers)
{
    /// <summary>Looks at all of them.</summary>
    public void Run()
    {
        using RemoteListing listing = new(directory, recursive: true, session.Stop);
        while (listing.TryNext(out RemoteEntry entry))
            if (entry is { IsUnfinished: true, Modified: { } modified })
                Look(listing, entry, modified);
        if (listing.Error is not { } error || session.Stop.IsCancellationRequested)
            return;
        session.Errors.Note($"{session.ErrorPaint.Red("not looked into:")} {error.Message}");
        leftovers.Fail(ExitCode.Failures);
    }

    void Look(RemoteListing listing, RemoteEntry file, DateTimeOffset modified)
    {
        FoundJournal? owner = leftovers.Journals.FirstOrDefault(journal => journal.Owns(file.Location));
        TimeSpan age = session.Clock.GetUtcNow() - modified;
        LeftoverRecord record = new(file.Location.ToString()!, null, modified, Math.Round(age.TotalSeconds), null, file.Size, "", null, null);
        leftovers.Take(record, owner, static found => found, () => listing.Remove(file)?.Message);
    }
}
