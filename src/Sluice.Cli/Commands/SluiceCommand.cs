using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sluice.Cli.Commands;

/// <summary>The command with all its verbs.</summary>
static class SluiceCommand
{
    /// <summary>No <c>@file</c> arguments: keys may begin with an at sign.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    static readonly (string Name, Func<Verb> Make)[] Verbs =
    [
        ("cp", static () => new CpVerb()), ("mv", static () => new MvVerb()), ("sync", static () => new SyncVerb()), ("ls", static () => new LsVerb()), ("du", static () => new DuVerb()), ("cat", static () => new CatVerb()),
        ("stat", static () => new StatVerb()), ("verify", static () => new VerifyVerb()), ("rm", static () => new RmVerb()), ("mb", static () => new MbVerb()), ("rb", static () => new RbVerb()),
        ("pipe", static () => new PipeVerb()), ("run", static () => new RunVerb()), ("limit", static () => new LimitVerb()),
        ("resume", static () => new ResumeVerb()), ("cleanup", static () => new CleanupVerb()), ("serve", static () => new ServeVerb()),
        ("demo", static () => new DemoVerb()), ("version", static () => new VersionVerb()), ("completion", static () => new CompletionVerb()),
    ];

    /// <summary>Builds the tree: of one verb when the arguments begin with it, since a run needs no other, else of all.</summary>
    public static RootCommand Create(string[] args)
    {
        RootCommand root = new("Move objects in S3-compatible storage, and prove that every byte arrived.");
        int wanted = args.Length == 0 ? -1 : Array.FindIndex(Verbs, verb => verb.Name == args[0]);
        foreach ((string _, Func<Verb> make) in wanted < 0 ? Verbs : [Verbs[wanted]])
            root.Subcommands.Add(make());
        foreach (Option option in root.Options)
        {
            if (option is HelpOption)
                option.Action = new ShowHelp();
            else if (option is VersionOption)
                option.Action = new ShowVersion();
        }
        return root;
    }

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
