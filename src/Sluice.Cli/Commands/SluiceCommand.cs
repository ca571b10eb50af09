using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sluice.Cli.Commands;

/// <summary>The command with all its verbs.</summary>
static class SluiceCommand
{
    /// <summary>No <c>@file</c> arguments: keys may begin with an at sign.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Builds the tree.</summary>
    public static RootCommand Create()
    {
        RootCommand root = new("Move objects in S3-compatible storage, and prove that every byte arrived.");
        Verb[] verbs = [new CpVerb(), new LsVerb(), new CatVerb(), new StatVerb(), new RmVerb(), new MbVerb(), new RbVerb(), new ServeVerb(), new DemoVerb(), new VersionVerb(), new CompletionVerb()];
        foreach (Verb verb in verbs)
            root.Subcommands.Add(verb);
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
