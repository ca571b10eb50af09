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
        foreach (UnfinishedFile found in UnfinishedFile.Find(directory))
        {
            if (session.Stop.IsCancellationRequested)
                return;
            if (found.Problem is { } problem)
                Tell(found.Path, problem);
            else
                Look(new FileInfo(found.Path));
        }
    }

    void Tell(string path, string problem)
    {
        session.Errors.Note($"{session.ErrorPaint.Red("not looked into:")} {DisplayText.Of(path)}: {problem}");
        leftovers.Fail(ExitCode.Failures);
    }

    void Look(FileInfo file)
    {
        FoundJournal? owner = leftovers.Journals.FirstOrDefault(journal => journal.Owns(file.FullName));
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
