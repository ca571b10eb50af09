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
        if (first is "ls" or "du" or "tree" or "stat" && rest.Any(static word => !word.StartsWith('-')))
        {
            int dashes = Array.IndexOf(rest, "--");
            bool IsOption(int at) => dashes < 0 || at < dashes;
            // stat tells sizes so without being asked.
            rest = first == "stat" ? [.. rest.Where((word, at) => word != "-h" || !IsOption(at))]
                : [.. rest.Select((word, at) => IsBundle(word) && IsOption(at) ? word.Replace('h', 'H') : word)];
        }
        return [first, .. rest];
    }

    /// <summary>What an option of another tool is called here; null for one that nobody brings, or whose counterpart the command does not have.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="known">The options of the command.</param>
    public static string? OptionMeant(string name, IEnumerable<string> known)
    {
        foreach ((string needs, string sentence) in Answers.Options.GetValueOrDefault(name) ?? [])
            if (needs.Length == 0 || known.Contains(needs))
                return sentence;
        return null;
    }

    // Switches behind one dash; an option with a value has two.
    static bool IsBundle(string word) => word.Length is > 1 and < 8 && word[0] == '-' && word.Contains('h') && word.AsSpan(1).IndexOfAnyExceptInRange('A', 'z') < 0;

    // Made when somebody errs.
    static class Answers
    {
        /// <summary>By each name.</summary>
        public static readonly Dictionary<string, (string Needs, string Sentence)[]> Options =
            All().SelectMany(static answer => answer.Names.Split(' ').Select(name => (name, answer.Sentences))).ToDictionary(StringComparer.Ordinal);

        // Sentences, each with an option that the command must have for it; the first that fits counts.
        static (string Names, (string Needs, string Sentence)[] Sentences)[] All() =>
        [
            ("--transfers --checkers --numworkers --threads --parallel --jobs -j", [("--concurrency", "How many requests are in flight is --concurrency N.")]),
            ("--workers", [("--chunk-items", "Workers are started by sluice job run --workers N."), ("--concurrency", "How many requests are in flight is --concurrency N.")]),
            ("--chunk-objects --chunk-bytes --items-per-chunk", [("--chunk-items", "The most items of a chunk are --chunk-items N, its most bytes --chunk-size SIZE.")]),
            ("--bwlimit", [("", "Bandwidth is --bandwidth, such as 50MB/s.")]),
            ("--ignore-existing", [("", "What is there is left alone by --no-clobber.")]),
            ("--stats", [("", "Time between lines of progress is --progress-interval.")]),
            ("--size-only", [("", "Sizes are compared by sluice sync --size-only.")]),
            ("--exact-timestamps", [("", "sync compares sizes and times; contents with --checksum.")]),
            ("--metadata-directive", [("", "What a copy keeps of its source is --copy-props.")]),
            ("--output", [("", "Lines for programs are --json.")]),
            ("--sse-c --sse-c-key", [("", "Your own key is in a file: --sse-c-key-file.")]),
            ("--set", [("", "What is to be set is the next word: sluice tag set (all tags), tag add (one more), meta set, acl set, bucket set.")]),
            ("--no-progress-bar", [("", "That is --no-progress.")]),
            ("--name --iname -name -iname", [("--class", "Names are chosen by --exclude '*' --include 'PATTERN'."), ("--include", "Names are chosen by --include and --exclude.")]),
            ("--size -size", [("--min-size", "Sizes are chosen by --min-size and --max-size.")]),
            ("--mtime -mtime -mmin --newer -newer --min-age --max-age", [("--newer-than", "Times are chosen by --newer-than and --older-than.")]),
            ("-type --type", [("--class", "A store has no directories: only objects are found.")]),
            ("-print0", [("--print0", "That is --print0.")]),
            ("-delete", [("--print0", "What is found is removed by sluice rm -r, which takes the same filters.")]),
            ("--maxdepth -maxdepth --max-depth", [("--recursive", "One level is listed without --recursive.")]),
            ("-R --recurse", [("--recursive", "All that is below is --recursive, or -r."), ("--delete", "All that is below is taken without an option.")]),
            ("-P --no-dereference --links", [("--preserve", "Links themselves are copied by --preserve symlinks; --skip-links leaves them out.")]),
            ("-L --dereference --copy-links --follow-symlinks", [("--follow-links", "Links to directories are entered by --follow-links.")]),
            ("--no-follow-symlinks", [("--skip-links", "Links are left out by --skip-links.")]),
            ("-p", [("--preserve", "Times and modes are kept by --preserve mtime,mode.")]),
            ("-a --archive", [("--preserve", "Times, modes and links are kept by --preserve mtime,mode,symlinks."), ("--sort", "All objects are listed, without an option; older versions by --versions.")]),
            ("--all -A", [("--sort", "All objects are listed, without an option; older versions by --versions.")]),
            ("-t", [("--sort", "The latest first is --sort time.")]),
            ("-S", [("--sort", "The largest first is --sort size.")]),
            ("-1", [("--sort", "A name a line and nothing else is --format '%k'.")]),
            ("--page-size", [("", "Pages are as large as the store makes them: there is nothing to set.")]),
            ("--max-items --max-keys --starting-token", [("--sort", "All is listed; '| head -20' behind it ends it early.")]),
            ("--no-paginate", [("", "All pages are listed, without an option.")]),
            ("--offset --count", [("--range", "Bytes are chosen by --range: 0-99, 100- to the end, -500 for the last 500.")]),
            ("--head", [("--range", "The first bytes are --range 0-99.")]),
            ("--tail", [("--range", "The last bytes are --range -500, the last lines sluice tail.")]),
            ("-f --force", [("--no-clobber", "What is there is replaced, without an option; --no-clobber leaves it alone.")]),
            ("-i --interactive", [("--no-clobber", "Nothing is asked: what is there is replaced; --no-clobber leaves it alone, --dry-run shows what would be done."), ("--max-delete", "Only before a whole bucket is emptied is anything asked; --dry-run shows what would be removed.")]),
            ("-u --update", [("--delete", "Only what differs is copied, without an option."), ("--no-clobber", "Only what differs is copied by sluice sync.")]),
            ("--remove --delete-after --delete-before --delete-during --del", [("--delete", "What the source does not have is removed by --delete.")]),
            ("--delete", [("--no-clobber", "What the source does not have is removed by sluice sync --delete.")]),
            ("--overwrite", [("--no-clobber", "What is there is replaced, unless --no-clobber is given.")]),
            ("--query", [("--json", "Lines for programs are --json; jq selects from them.")]),
        ];
    }
}
