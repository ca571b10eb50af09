using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Sinks;
using Sluice.Trees.Local;

namespace Sluice.Cli.Commands;

/// <summary>Finds the temporary files of downloads in a directory tree and removes those that are left over.</summary>
sealed class FileCleanup(Session session, string directory, OrphanCleanup leftovers)
{
    /// <summary>Looks at all of them.</summary>
    public void Run()
    {
        foreach (LocalEntry entry in DirectoryWalk.Walk(directory, followDirectoryLinks: false))
        {
            if (session.Stop.IsCancellationRequested)
                return;
            if (entry.Problem is { Code: "Unfinished" } && FileStatus.OfLink(entry.Path).Kind == FileKind.File)
                Look(new FileInfo(entry.Path));
            // A directory: what is in it was not looked at.
            else if (entry.Problem is { IsLeftOut: false } problem && (entry.Name.Length == 0 || entry.Name.EndsWith('/')))
                Tell(entry, problem);
        }
    }

    void Tell(in LocalEntry entry, LocalProblem problem)
    {
        session.Errors.Note($"{session.ErrorPaint.Red("not looked into:")} {DisplayText.Of(entry.Path)}: {problem.Message}");
        leftovers.Fail(ExitCode.Failures);
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
