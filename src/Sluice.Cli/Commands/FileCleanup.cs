using Sluice.Cli.Output;
using Sluice.Failures;
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
        if (Found(file, session.Clock.GetUtcNow()) is { } record)
            leftovers.Take(record, journals => journals.FirstOrDefault(journal => journal.Owns(file.FullName)), static found => (found, null), () => Remove(file));
    }

    /// <summary>What a file is; null when it is gone since it was found, as another run's are that ends meanwhile.</summary>
    internal static LeftoverRecord? Found(FileInfo file, DateTimeOffset now) => !file.Exists ? null
        : new(DisplayText.Of(file.FullName), null, file.LastWriteTimeUtc, Math.Round((now - file.LastWriteTimeUtc).TotalSeconds), null, file.Length, "", null, null);

    static string? Remove(FileInfo file)
    {
        try
        {
            file.Delete();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            // What is gone is nothing to clean.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DisplayText.Of(e.Message);
        }
    }
}
