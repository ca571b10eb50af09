using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>Temporary files that runs left which did not end in order.</summary>
internal static class TemporaryFiles
{
    static readonly EnumerationOptions Hidden = new() { AttributesToSkip = 0 };

    /// <summary>Removes one, if it is there and is one of ours by its name.</summary>
    public static void Delete(string path)
    {
        if (!UnfinishedName.IsOne(Path.GetFileName(path)))
            return;
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Its directory went away, or may not be written: then nothing can be done about it here.
        }
    }

    /// <summary>Removes those of a directory that these runs made.</summary>
    public static void DeleteOf(IReadOnlyCollection<string> runs, string directory)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(directory, TemporaryNames.Pattern, Hidden).ToList())
                if (runs.Any(run => Path.GetFileName(path).Contains(TemporaryNames.MarkOf(run), StringComparison.Ordinal)))
                    Delete(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // As above.
        }
    }
}
