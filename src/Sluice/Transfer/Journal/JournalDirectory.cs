using System.Security.Cryptography;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>Where journals lie, and how they are named.</summary>
internal static class JournalDirectory
{
    /// <summary>Makes the directory; nobody else may look into it.</summary>
    public static void Create(string directory) => FileModes.CreatePrivateDirectory(directory);

    /// <summary>The journal of a command: the one that is named, else 64 bits of a hash of its identity; of one without, of its words and its working directory.</summary>
    public static string PathOf(JournalRequest request) => Path.Join(request.Directory, (request.Id ?? HashOf(request)) + JournalFile.Extension);

    static string HashOf(JournalRequest request)
    {
        // Words as they were given may have paths, which mean something else elsewhere.
        RecordWriter text = new RecordWriter().Text(request.Identity is null ? request.WorkingDirectory : "");
        foreach (string word in request.Identity ?? request.Command)
            text.Text(word);
        return Convert.ToHexStringLower(SHA256.HashData(text.Written).AsSpan(0, 8));
    }

    /// <summary>All journals, oldest name first; empty when there is no such directory.</summary>
    public static IReadOnlyList<string> All(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*" + JournalFile.Extension).Order(StringComparer.Ordinal)]
        : [];
}
