using System.CommandLine;

namespace Sluice.Cli.Options;

/// <summary>What must be under a name for it to be written to.</summary>
sealed class ConditionFlags
{
    readonly Option<bool> _noClobber = Flags.Switch("--no-clobber", "Skip what has its name at the destination already; decided as it is written.", "-n");
    readonly Option<string> _ifMatch = Flags.Value("--if-match", "ETAG", "Of one object: only over the one with this ETag.");

    /// <summary>Nothing may be there.</summary>
    public Option NoClobber => _noClobber;

    /// <summary>The object that may be there.</summary>
    public Option IfMatch => _ifMatch;

    /// <summary>Tells the line of what does not go together, before anything of it is read.</summary>
    public void Check(CommandLine line) => line.Exclude(_noClobber, _ifMatch, "--no-clobber wants nothing to be there, and --if-match an object; give one of the two.");

    /// <summary>True when nothing may be there.</summary>
    public bool ReadNoClobber(CommandLine line) => line.Has(_noClobber);

    /// <summary>The ETag; null for any.</summary>
    public string? ReadIfMatch(CommandLine line) => ReadETag(line, _ifMatch);

    /// <summary>An ETag; null when none was given, or the line was told what is wrong with it.</summary>
    public static string? ReadETag(CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return null;
        // No object has "*"; what a header cannot carry no ETag has.
        if (text.Trim('"') is { Length: > 0 } core && core != "*" && core.All(static c => c is > ' ' and < (char)127 and not '"'))
            return text;
        line.Problem($"{option.Name}: give the ETag as head shows it.");
        return null;
    }
}
