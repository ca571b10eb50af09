using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Sftp;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Cli.Options;

/// <summary>What of files, besides their bytes, travels in the metadata of objects.</summary>
sealed class PreserveFlags
{
    static readonly (string Word, Preserve Value)[] Words =
        [("mtime", Preserve.Time), ("mode", Preserve.Mode), ("owner", Preserve.Owner), ("symlinks", Preserve.Symlinks), ("all", Preserve.All)];

    readonly Option<string> _preserve = Flags.Value("--preserve", "LIST", "Keep of files, in rclone's metadata keys: mtime, mode, owner, symlinks, with commas between, or all.",
        [.. Words.Select(static entry => entry.Word)]);

    /// <summary>The option.</summary>
    public Option Option => _preserve;

    /// <summary>Reads it.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="always">What the command preserves without being asked.</param>
    public Preserve Read(CommandLine line, Preserve always = Preserve.None)
    {
        Preserve preserve = always;
        foreach (string word in line.Text(_preserve)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            int known = Array.FindIndex(Words, entry => entry.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
            if (known >= 0)
                preserve |= Words[known].Value;
            else
                line.Problem($"--preserve {DisplayText.Of(word)}: give mtime, mode, owner, symlinks or all.{Spelling.DidYouMean(word, Words.Select(static entry => entry.Word))}");
        }
        return preserve;
    }

    /// <summary>Says beforehand what will not be restored.</summary>
    public static void Warn(Session session, Preserve preserve, Location destination)
    {
        if (preserve.HasFlag(Preserve.Owner) && destination.FilePath is not null && !Environment.IsPrivilegedProcess)
            session.Errors.Warning("Only a privileged user can give files to others: owners are not restored.");
        if (preserve.HasFlag(Preserve.Owner) && destination is SftpLocation)
            session.Errors.Warning("Files on a host belong to who logs in there: owners are not restored.");
    }
}
