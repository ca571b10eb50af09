using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sluice.Cli.Commands;

/// <summary>The command with all its verbs.</summary>
static class SluiceCommand
{
    /// <summary>No <c>@file</c> arguments: keys may begin with an at sign.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    static readonly NamedVerb[] Verbs =
    [
        new("cp", static () => new CpVerb()), new("mv", static () => new MvVerb()), new("sync", static () => new SyncVerb()), new("mirror", static () => new MirrorVerb()), new("ls", static () => new LsVerb()), new("du", static () => new DuVerb()), new("find", static () => new FindVerb()), new("cat", static () => new CatVerb()), new("tail", static () => new TailVerb()),
        new("head", static () => new HeadVerb()), new("tree", static () => new TreeVerb()), new("stat", static () => new StatVerb()), new("checksum", static () => new ChecksumVerb()), new("verify", static () => new VerifyVerb()), new("rm", static () => new RmVerb()), new("undo", static () => new UndoVerb()), new("tag", static () => new TagVerb()), new("meta", static () => new MetaVerb()), new("restore", static () => new RestoreVerb()), new("url", static () => new UrlVerb()), new("presign", static () => new PresignVerb()), new("mb", static () => new MbVerb()), new("rb", static () => new RbVerb()), new("bucket", static () => new BucketVerb()), new("acl", static () => new AclVerb()), new("access", static () => new AccessVerb()), new("why", static () => new WhyVerb()), new("lifecycle", static () => new LifecycleVerb()),
        new("pipe", static () => new PipeVerb()), new("run", static () => new RunVerb()), new("process", static () => new ProcessVerb()), new("inventory", static () => new InventoryVerb()), new("job", static () => new JobVerb()), new("work", static () => new WorkVerb()), new("dashboard", static () => new DashboardVerb()), new("top", static () => new TopVerb()), new("limit", static () => new LimitVerb()),
        new("resume", static () => new ResumeVerb()), new("cleanup", static () => new CleanupVerb()), new("serve", static () => new ServeVerb()),
        new("bench", static () => new BenchVerb()), new("tune", static () => new TuneVerb()), new("probe", static () => new ProbeVerb()), new("demo", static () => new DemoVerb()), new("settings", static () => new SettingsVerb()), new("version", static () => new VersionVerb()), new("completion", static () => new CompletionVerb()), new("man", static () => new ManVerb()),
    ];

    /// <summary>The words that may follow <c>sluice</c>.</summary>
    public static IEnumerable<string> Names => Verbs.Select(static verb => verb.Name);

    /// <summary>Builds the tree, of what the arguments need.</summary>
    public static RootCommand Create(string[] args)
    {
        RootCommand root = new("Move objects in S3-compatible storage, and prove that every byte arrived.");
        NamedVerb.Add(root, Verbs, args);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption)
                option.Action = new ShowHelp();
            else if (option is VersionOption)
                option.Action = new ShowVersion();
        }
        return root;
    }

    /// <summary>The same words with options that stand before their command behind it, and without <c>s3</c> before it, as other tools have it.</summary>
    public static string[] InOrder(string[] args)
    {
        if (args is ["s3", { } after, ..] && Names.Contains(VerbOf(after)))
            return args[1..];
        for (int at = 0; at < args.Length; at++)
        {
            if (at > 0 && args[0] is not ['-', '-', _, ..])
                break;
            if (Verbs.FirstOrDefault(verb => verb.Name == VerbOf(args[at])) is { } verb && InOrder(verb, args, at) is { } ordered)
                return ordered;
        }
        return args;
    }

    // Null where what stands before the command, or before one below it, are no options of it.
    static string[]? InOrder(NamedVerb verb, string[] args, int at)
    {
        List<string> words = [args[at]], options = [.. args[..at]];
        Verb? command = null;
        int rest = at + 1;
        // Most command lines have nothing out of order, and need no command to be made for that.
        while (rest < args.Length && (options.Count > 0 || args[rest] is ['-', '-', _, ..]))
        {
            command ??= verb.Make();
            int next = Enumerable.Range(rest, args.Length - rest).FirstOrDefault(word => command.Nested.Any(nested => nested.Name == args[word]), -1);
            if (next < 0)
                break;
            Verb below = command.Nested.First(nested => nested.Name == args[next]).Make();
            bool isKnown = AreOptionsOf(below, [.. options, .. args[rest..next]]);
            // The parser passes over what no command above knows: the one below says so.
            if (!isKnown && options.Count == 0 && next == rest + 1)
                return [.. words, args[next], args[rest], .. args[(next + 1)..]];
            if (!isKnown)
                break;
            options.AddRange(args[rest..next]);
            words.Add(args[next]);
            (command, rest) = (below, next + 1);
        }
        return options.Count > 0 && AreOptionsOf(command ?? verb.Make(), options.ToArray()) ? [.. words, .. options, .. args[rest..]] : null;
    }

    static string VerbOf(string word) => Options.KnownWords.Translate([word])[0];

    static bool AreOptionsOf(Command command, ReadOnlySpan<string> words)
    {
        int at = 0;
        while (at < words.Length)
        {
            string[] parts = words[at].Split('=', 2);
            if (command.Options.FirstOrDefault(option => option.Name == parts[0] || option.Aliases.Contains(parts[0])) is not { } option)
                return false;
            at += parts.Length == 1 && option.Arity.MaximumNumberOfValues > 0 ? 2 : 1;
        }
        return at == words.Length;
    }

    /// <summary>The options of all verbs, and of those below them.</summary>
    public static IEnumerable<Option> AllOptions() => Create([]).Subcommands.SelectMany(Below).SelectMany(static command => command.Options);

    /// <summary>A command, and all below it.</summary>
    public static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    sealed class ShowHelp : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            HelpText.Write(parsed.CommandResult.Command, parsed.InvocationConfiguration.Output);
            return ExitCode.Done;
        }
    }

    sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            parsed.InvocationConfiguration.Output.WriteLine(VersionVerb.Text());
            return ExitCode.Done;
        }
    }
}
