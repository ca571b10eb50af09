namespace Sluice.Cli.Options;

/// <summary>Words that people bring from other tools: taken for ours where they mean the same, answered with ours where they do not.</summary>
static class KnownWords
{
    /// <summary>The same command line in our words.</summary>
    public static string[] Translate(string[] args)
    {
        if (args is ["help", .. var about])
            return [.. Translate(about), "--help"];
        if (args is not [{ } first, .. var rest])
            return args;
        first = first switch { "copy" => "cp", "move" => "mv", "list" => "ls", "delete" or "remove" or "del" => "rm", _ => first };
        // Of a listing -h is for sizes, as in ls(1) and du(1); of nothing to list it asks for help, as everywhere.
        if (first is "ls" or "du" && rest.Any(static word => !word.StartsWith('-')))
            rest = [.. rest.Select((word, at) => IsBundle(word) && Array.IndexOf(rest, "--") is var dashes && (dashes < 0 || at < dashes) ? word.Replace('h', 'H') : word)];
        return [first, .. rest];
    }

    /// <summary>" Did you mean …?" or nothing, for a verb that is none of ours.</summary>
    public static string VerbMeant(string word, IEnumerable<string> verbs) =>
        Answers.Verbs.TryGetValue(word, out string? ours) ? $" Here it is: sluice {ours}." : Spelling.DidYouMean(word, verbs);

    /// <summary>What an option of another tool is called here; null for one that nobody brings.</summary>
    public static string? OptionMeant(string name) => Answers.Options.GetValueOrDefault(name);

    // Switches behind one dash; an option with a value has two.
    static bool IsBundle(string word) => word.Length is > 1 and < 8 && word[0] == '-' && word.Contains('h') && word.AsSpan(1).IndexOfAnyExceptInRange('A', 'z') < 0;

    // Made when somebody errs.
    static class Answers
    {
        // What comes near, and is written otherwise.
        public static readonly Dictionary<string, string> Verbs = new(StringComparer.Ordinal)
        {
            ["get"] = "cp s3://BUCKET/KEY FILE",
            ["put"] = "cp FILE s3://BUCKET/KEY",
            ["download"] = "cp s3://BUCKET/KEY FILE",
            ["upload"] = "cp FILE s3://BUCKET/KEY",
            ["copyto"] = "cp",
            ["mkdir"] = "mb",
            ["md"] = "mb",
            ["rmdir"] = "rb",
            ["purge"] = "rm -r",
            ["deletefile"] = "rm",
            ["size"] = "du -s",
            ["lsd"] = "ls",
            ["lsl"] = "ls -r",
            ["info"] = "stat",
            ["head-object"] = "head",
            ["check"] = "verify",
            ["diff"] = "verify",
            ["cmp"] = "verify",
            ["md5sum"] = "checksum --algorithm md5",
            ["hashsum"] = "checksum",
            ["rcat"] = "pipe",
            ["link"] = "presign",
            ["share"] = "presign",
            ["config"] = "settings",
            ["configure"] = "settings",
            ["select"] = "process",
        };

        public static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
        {
            ["--transfers"] = "How many requests are in flight is --concurrency N.",
            ["--checkers"] = "How many requests are in flight is --concurrency N.",
            ["--numworkers"] = "How many requests are in flight is --concurrency N.",
            ["--bwlimit"] = "Bandwidth is --bandwidth, such as 50MB/s.",
            ["--ignore-existing"] = "What is there is left alone by --no-clobber.",
            ["--stats"] = "Time between lines of progress is --progress-interval.",
            ["--size-only"] = "Sizes are compared by sluice sync --size-only.",
            ["--exact-timestamps"] = "sync compares sizes and times; contents with --checksum.",
            ["--metadata-directive"] = "What a copy keeps of its source is --copy-props.",
            ["--output"] = "Lines for programs are --json.",
            ["--sse-c"] = "Your own key is in a file: --sse-c-key-file.",
            ["--sse-c-key"] = "Your own key is in a file: --sse-c-key-file.",
            ["--set"] = "What is to be set is the next word: sluice tag set (all tags), tag add (one more), meta set, acl set, bucket set.",
            ["--no-progress-bar"] = "That is --no-progress.",
        };
    }
}
