using Sluice.Cli.Output;
using Sluice.Sftp;

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
        TimeSpan age = session.Clock.GetUtcNow() - modified;
        LeftoverRecord record = new(file.Location.ToString()!, null, modified, Math.Round(age.TotalSeconds), null, file.Size, "", null, null);
        leftovers.Take(record, journals => journals.FirstOrDefault(journal => journal.Owns(file.Location)), static found => (found, null), () => listing.Remove(file)?.Message);
    }
}
