using Sluice.Cli.Output;
using Sluice.Locations;
using Sluice.S3;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Sinks;

namespace Sluice.Cli.Commands;

/// <summary>Finds the temporary files of downloads in a directory tree and removes those that are left over.</summary>
sealed class FileCleanup(Session session, string directory, Leftovers leftovers)
{
    static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>Looks at all of them.</summary>
    public void Run()
    {
        foreach (string path in Directory.EnumerateFiles(directory, TemporaryNames.Pattern, Everything))
        {
            if (session.Stop.IsCancellationRequested)
                return;
            if (UnfinishedName.IsOne(Path.GetFileName(path)))
                Look(new FileInfo(path));
        }
    }

    void Look(FileInfo file)
    {
        FoundJournal? owner = leftovers.Journals.FirstOrDefault(journal =>
            journal.State.Unfinished.Values.Any(item => item.Temporary == file.FullName)
            || journal.IsRunning && file.Name.Contains(TemporaryNames.MarkOf(journal.State.LatestRun), StringComparison.Ordinal));
        TimeSpan age = session.Clock.GetUtcNow() - file.LastWriteTimeUtc;
        LeftoverRecord record = new(DisplayText.Of(file.FullName), null, file.LastWriteTimeUtc, Math.Round(age.TotalSeconds), null, file.Length, "", null, null);
        leftovers.Take(record, owner, static found => found, () => Remove(file));
    }

    static string? Remove(FileInfo file)
    {
        try
        {
            file.Delete();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DisplayText.Of(e.Message);
        }
    }
}
