using System.CommandLine;
using System.CommandLine.Completions;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>A worked example of the help.</summary>
/// <param name="Line">As typed, without a prompt.</param>
/// <param name="Effect">What it does, in a few words.</param>
sealed record Example(string Line, string Effect);

/// <summary>A command that is ready to run, with what it prints. It returns its exit code.</summary>
sealed record BoundCommand(OutputSettings Output, Func<Session, int> Run)
{
    /// <inheritdoc cref="Session.OnlyReads"/>
    public bool OnlyReads { get; init; }

    /// <summary>It works on stores though it has no options of a connection: a settings file that cannot be used stops it as it stops those. Default: false.</summary>
    public bool UsesStores { get; init; }

    /// <summary>True for what one looks at until one has seen enough: a signal ends it, and stops no work that would have to be told of. Default: false.</summary>
    public bool IsView { get; init; }
}

/// <summary>
/// One command. Reading and running are two steps: <see cref="Bind"/> converts the whole command line and collects
/// every problem, and nothing runs unless there is none.
/// </summary>
abstract class Verb : Command
{
    /// <summary>The words that are not options.</summary>
    protected Argument<string[]> Operands { get; } = new("operands") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };

    /// <summary>Names the command.</summary>
    protected Verb(string name, string summary, string usage) : base(name, summary)
    {
        Usage = usage;
        Arguments.Add(Operands);
    }

    /// <summary>How it is written, after <c>sluice</c> and its <see cref="FullName"/>.</summary>
    public string Usage { get; }

    /// <summary>How it is called, after <c>sluice</c>: <c>cp</c>, or <c>bench download</c> for a command of a command.</summary>
    public string FullName => Parents.OfType<Verb>().FirstOrDefault() is { } parent ? $"{parent.FullName} {Name}" : Name;

    /// <summary>The commands below it.</summary>
    public virtual IReadOnlyList<NamedVerb> Nested => [];

    /// <summary>Its options, by heading.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; private set; } = [];

    /// <summary>What one must know besides; null for nothing.</summary>
    public virtual string? Notes => null;

    /// <summary>Two to five worked examples.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Reads a command line. The result is used only when the line has no problems.</summary>
    public abstract BoundCommand Bind(Options.CommandLine line);

    /// <summary>What a half-typed word that is no option may become: the words of a list, and what <see cref="Complete"/> finds.</summary>
    public IEnumerable<string> Offers(ParseResult parsed, string word) =>
        Operands.CompletionSources.SelectMany(static source => source(CompletionContext.Empty)).Select(static item => item.Label).Concat(Complete(parsed, word));

    /// <summary>What a half-typed word that is no option may become. Default: buckets and keys of <c>s3://</c>; nothing where it is a file.</summary>
    protected virtual IEnumerable<string> Complete(ParseResult parsed, string word) => StoreCompletion.Find(parsed, word);

    /// <summary>Adds the options, in the order of the help.</summary>
    protected void Declare(params IReadOnlyList<OptionGroup> groups)
    {
        Groups = groups;
        foreach (OptionGroup group in groups)
        {
            foreach (Option option in group.Options)
                Options.Add(option);
        }
    }
}
