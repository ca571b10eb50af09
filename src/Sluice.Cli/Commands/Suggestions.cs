using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Globalization;
using Sluice.Cli.Options;

namespace Sluice.Cli.Commands;

/// <summary>Answers a shell that asks what a half-typed word may become: a candidate a line, in full and unquoted.</summary>
static class Suggestions
{
    const string Directive = "[suggest:";

    // The names of the parser's help option that nobody types here.
    static readonly HashSet<string> Unsaid = ["-?", "/?", "/h"];

    /// <summary>True for a question, which is answered. <c>[suggest:POSITION] LINE</c> asks; <c>[suggest:POSITION:bash] LINE BREAKS</c> asks for what bash takes as it stands, from its last word break on,
    /// <c>[suggest:POSITION:described] LINE</c> also for what each candidate is, behind a tab.</summary>
    public static bool TryAnswer(string[] args, TextWriter output)
    {
        if (args is not [{ } directive, { } text, .. var rest] || !directive.StartsWith(Directive, StringComparison.Ordinal) || !directive.EndsWith(']'))
            return false;
        string[] asked = directive[Directive.Length..^1].Split(':', 2);
        bool isBash = asked is [_, "bash"], isDescribed = asked is [_, "described"];
        if (int.TryParse(asked[0], NumberStyles.None, CultureInfo.InvariantCulture, out int cursor) && cursor < text.Length)
            text = text[..cursor];
        TypedLine line = TypedLine.Read(text, isBash && rest.Length > 0 ? rest[0] : "");
        Suggestion[] all = [.. Find(line.Words, line.Word).Where(found => found.Text.StartsWith(line.Word, StringComparison.Ordinal)).DistinctBy(static found => found.Text, StringComparer.Ordinal)];
        foreach (Suggestion found in all)
            output.WriteLine(isBash ? line.ForBash(found.Text) : isDescribed && found.About.Length > 0 ? $"{found.Text}\t{found.About}" : found.Text);
        // Of a single one bash closes the quote, and behind a slash one goes on typing.
        if (isBash && line.Quote != '\0' && all is [{ Text: [.., '/'] }])
            output.WriteLine(line.ForBash(all[0].Text + "..."));
        output.Flush();
        return true;
    }

    /// <summary>What a word may become, and more.</summary>
    /// <param name="typed">The words before it, without the command's own name.</param>
    /// <param name="word">The word so far.</param>
    public static IEnumerable<Suggestion> Find(IReadOnlyList<string> typed, string word)
    {
        bool isHelp = typed is ["help", ..];
        string[] words = KnownWords.Translate([.. typed.Skip(isHelp ? 1 : 0)]);
        RootCommand root = SluiceCommand.Create(words);
        Command command = root;
        foreach (string verbName in words)
            if (command.Subcommands.FirstOrDefault(below => below.Name == verbName) is { } below)
                command = below;
            else
                break;
        bool isOperand = words.Contains("--");
        if (!isOperand && words is [.., { } last] && OptionOf(command, last) is { Arity.MaximumNumberOfValues: > 0 } open)
            return Plain(ValuesOf(open));
        if (!isOperand && word.StartsWith("--", StringComparison.Ordinal) && word.Split('=', 2) is [{ } name, _])
            return OptionOf(command, name) is { } given ? Plain(ValuesOf(given).Select(value => $"{name}={value}")) : [];
        if (!isOperand && word.StartsWith('-'))
            return command.Options.Where(static option => !option.Hidden).SelectMany(Named).Concat(command == root ? [] : HelpOf(root, words)).OrderBy(static option => option.Text, StringComparer.Ordinal);
        IEnumerable<Suggestion> nested = command.Subcommands.Where(static sub => !sub.Hidden).Select(static sub => new Suggestion(sub.Name, sub.Description ?? ""));
        return isHelp || command is not Verb verb ? nested : nested.Concat(Plain(verb.Offers(root.Parse([.. words, word], SluiceCommand.Parsing), word)));
    }

    // Every command has help, of which only the root knows. Where -h is for sizes it is not for help.
    static IEnumerable<Suggestion> HelpOf(RootCommand root, string[] words) =>
        root.Options.OfType<HelpOption>().SelectMany(Named).Where(help => help.Text != "-h" || KnownWords.Translate([.. words, "-h"]) is [.., "-h"]);

    // The option under each of its names.
    static IEnumerable<Suggestion> Named(Option option)
    {
        string about = option switch { HelpOption => HelpText.HelpOption, VersionOption => HelpText.VersionOption, _ => option.Description ?? "" };
        return option.Aliases.Prepend(option.Name).Where(static name => !Unsaid.Contains(name)).Select(name => new Suggestion(name, about));
    }

    static IEnumerable<Suggestion> Plain(IEnumerable<string> words) => words.Select(static word => new Suggestion(word, ""));

    static Option? OptionOf(Command command, string word) => command.Options.FirstOrDefault(option => option is not (HelpOption or VersionOption) && (option.Name == word || option.Aliases.Contains(word)));

    static IEnumerable<string> ValuesOf(Option option) => option.CompletionSources.SelectMany(static source => source(CompletionContext.Empty)).Select(static item => item.InsertText ?? item.Label);
}
