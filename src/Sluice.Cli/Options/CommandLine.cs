using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sluice.Failures;

namespace Sluice.Cli.Options;

/// <summary>One command line being read. Hands out values and collects everything that is wrong, so that a user repairs it once.</summary>
sealed partial class CommandLine
{
    readonly ParseResult _parsed;
    readonly List<string> _problems = [], _warnings = [];
    // What the parser took for operands and is none: told of already.
    readonly List<string> _strays = [];
    bool _hasUnknownOption;

    /// <summary>Takes what the parser found; its own complaints come first.</summary>
    /// <param name="parsed">What it found.</param>
    /// <param name="typed">The words as typed, where somebody typed them: the parser takes the value of a switch that has none for an operand.</param>
    public CommandLine(ParseResult parsed, IReadOnlyList<string>? typed = null)
    {
        _parsed = parsed;
        // A command of commands says itself which there are.
        if (parsed.CommandResult.Command.Subcommands.Count > 0)
            return;
        foreach (ParseError error in parsed.Errors)
            _problems.Add(error.SymbolResult is OptionResult { Tokens.Count: 0, Option: { Arity.MinimumNumberOfValues: > 0 } open } ? Flags.WithoutValue(open) : DisplayText.Of(error.Message));
        foreach (string word in (typed ?? []).TakeWhile(static word => word != "--"))
        {
            if (word.Split('=', 2) is [{ } name, { } value] && name.StartsWith('-') && OptionOf(name)?.Arity.MaximumNumberOfValues == 0)
            {
                _problems.Add($"{DisplayText.Of(name)} takes no value: give it alone, or leave it out.");
                _strays.Add(value);
            }
            else if (word is ['-', not '-', _, ..] && OptionOf(word[..2])?.Arity.MaximumNumberOfValues == 0 && UnknownLetterOf(word) is > 1 and int at)
            {
                Unknown($"-{word[at]}");
                _strays.Add(word[at..]);
            }
        }
    }

    /// <summary>The name of the command that is read.</summary>
    public string Verb => _parsed.CommandResult.Command.Name;

    /// <summary>The journal that this command goes on with, by its id; null for the one of the same work. Of a command that is taken up again by it.</summary>
    public string? Journal { get; init; }

    /// <summary>What is told of the command besides its output; whoever runs it owns it.</summary>
    public Output.Diagnostics Diagnostics { get; init; } = new(TimeProvider.System);

    /// <summary>Why a command whose words are right cannot start; null when it can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Everything that is wrong, in the order found; empty when the command can run.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What may be wrong, and the store decides.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    static string Word(string name, string? value) => value is null ? name : $"{name}={value}";

    /// <summary>True when an option was typed, not set elsewhere.</summary>
    public bool IsTyped(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>True when an option was typed by this one of its names.</summary>
    public bool IsTypedAs(Option option, string name) => _parsed.GetResult(option)?.IdentifierToken?.Value == name;

    /// <summary>The command line in one form, however it was typed: its operands, then its options by their names, filters in their order. Some options are left out.</summary>
    /// <param name="options">Those that are left out.</param>
    /// <param name="operand">Gives an operand its one form; null where it has but one.</param>
    /// <param name="value">Gives the value of an option, whose name comes first, its one form.</param>
    public IReadOnlyList<string> WordsWithout(IReadOnlySet<string> options, Func<string, string>? operand, Func<string, string, string> value)
    {
        List<string> operands = [];
        List<(string Name, string? Value)> given = [];
        (Option? open, bool dashes) = (null, false);
        foreach (Token token in _parsed.Tokens)
        {
            dashes |= token.Type == TokenType.DoubleDash;
            if (!dashes && token.Type == TokenType.Option && OptionOf(token.Value) is { } option)
            {
                given.Add((option.Name, null));
                open = option.Arity.MaximumNumberOfValues > 0 ? option : null;
            }
            else if (open is not null && token.Type == TokenType.Argument)
            {
                given[^1] = (open.Name, token.Value);
                open = null;
            }
            else if (token.Type != TokenType.DoubleDash)
                operands.Add(token.Type == TokenType.Argument && operand is not null ? operand(token.Value) : token.Value);
        }
        // Which of two filters comes first decides.
        return [.. operands, .. given.Concat(Set()).Where(option => !options.Contains(option.Name)).OrderBy(static option => option.Name is "--include" or "--exclude" or "--filter-from" ? "" : option.Name, StringComparer.Ordinal).Select(option => Word(option.Name, option.Value is { } text ? value(option.Name, text) : null))];
    }

    Option? OptionOf(string word) => _parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    /// <summary>True for an option that the command has, by its name.</summary>
    public bool Takes(string name) => OptionOf(name) is not null;

    /// <summary>The text of an option by its name; null when it was not given, or the command has no such option.</summary>
    public string? TextOf(string name) => OptionOf(name) is Option<string> option ? Text(option) : null;

    /// <summary>Adds a problem: one sentence, fit for a terminal.</summary>
    public void Problem(string sentence) => _problems.Add(sentence);

    /// <summary>Adds a warning: one sentence, fit for a terminal, told before anything is done.</summary>
    public void Warning(string sentence) => _warnings.Add(sentence);

    /// <summary>True when a switch was given.</summary>
    public bool Has(Option option) => IsTyped(option) || SetTextOf(option) is not null;

    /// <summary>The text of an option; null when it was not given.</summary>
    public string? Text(Option<string> option) => _parsed.GetResult(option) is { Implicit: false, Tokens: [.., { } last] } ? last.Value : IsTyped(option) ? null : SetTextOf(option);

    /// <summary>All texts of a repeatable option.</summary>
    public IReadOnlyList<string> Texts(Option<string[]> option) =>
        _parsed.GetResult(option) is { Implicit: false } result ? [.. result.Tokens.Select(static token => token.Value)]
        : SetTextOf(option) is { } text ? [text] : [];

    /// <summary>A size with its unit; null when the option was not given or makes no sense.</summary>
    public long? Size(Option<string> option)
    {
        if (Text(option) is not { } text)
            return null;
        if (ByteSize.TryParse(text, out long bytes, out string problem))
            return bytes;
        Problem($"{option.Name} {DisplayText.Of(text)}: {problem}");
        return null;
    }

    /// <summary>A whole number between two bounds; null when the option was not given or makes no sense.</summary>
    public int? Number(Option<string> option, int least, int most)
    {
        if (Text(option) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        Problem($"{option.Name} {DisplayText.Of(text)}: give a whole number from {least:N0} to {most:N0}.");
        return null;
    }

    /// <summary>One of a few words; the default when the option was not given or makes no sense.</summary>
    public T Choice<T>(Option<string> option, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(option) is not { } text)
            return otherwise;
        List<string> words = [];
        foreach ((string word, T value) in choices)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
            words.Add(word);
        }
        Problem($"{option.Name} {DisplayText.Of(text)}: give one of {string.Join(", ", words)}.{Spelling.DidYouMean(text, words)}");
        return otherwise;
    }

    /// <summary>
    /// The words that are not options. What looks like an option and is none is told as such, unless it stands behind
    /// <c>--</c>: the parser would take a misspelt option for a file name.
    /// </summary>
    public IReadOnlyList<string> Operands(Argument<string[]> argument)
    {
        HashSet<string> afterDashes = new(ReferenceEqualityComparer.Instance);
        bool dashes = false;
        foreach (Token token in _parsed.Tokens)
        {
            dashes |= token.Type == TokenType.DoubleDash;
            if (dashes)
                afterDashes.Add(token.Value);
        }
        return Operands(_parsed.GetResult(argument)?.Tokens ?? [], afterDashes);
    }

    /// <summary>The one operand that a command takes; null, after telling the line, where there are none or several.</summary>
    /// <param name="operands">All of them.</param>
    /// <param name="none">What is said of none.</param>
    /// <param name="more">What is said of several.</param>
    public string? Only(IReadOnlyList<string> operands, string none, string more)
    {
        ExpectCount(operands, 1, none, more);
        return operands.Count == 1 ? operands[0] : null;
    }

    /// <summary>Tells of operands that are not as many as a command takes. Of too many nothing is said beside an option that there is not: one of them may be its value.</summary>
    /// <param name="operands">All of them.</param>
    /// <param name="count">So many there should be.</param>
    /// <param name="fewer">What is said of fewer; null for nothing.</param>
    /// <param name="more">What is said of more; null for the same.</param>
    public void ExpectCount(IReadOnlyList<string> operands, int count, string? fewer, string? more = null)
    {
        if ((operands.Count < count ? fewer : operands.Count > count && !_hasUnknownOption ? more ?? fewer : null) is { } sentence)
            Problem(sentence);
    }

    List<string> Operands(IReadOnlyList<Token> tokens, HashSet<string> afterDashes)
    {
        List<string> operands = [], strays = [.. _strays];
        foreach (Token token in tokens)
        {
            if (strays.Remove(token.Value))
                continue;
            if (token.Value is ['-', _, ..] && !afterDashes.Contains(token.Value))
                Unknown(token.Value);
            else if (token.Value.Length == 0)
                Problem("An empty argument names nothing; is a shell variable unset?");
            else
                operands.Add(token.Value);
        }
        return operands;
    }

    /// <summary>The words behind <c>--</c>, whatever they look like: a program with its arguments. Empty where there is no <c>--</c>.</summary>
    public IReadOnlyList<string> Behind() => [.. _parsed.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).Skip(1).Select(static token => token.Value)];

    /// <summary>As <see cref="Operands(Argument{string[]})"/>, of the words before <c>--</c>.</summary>
    public IReadOnlyList<string> OperandsBefore(Argument<string[]> argument)
    {
        int behind = Behind().Count;
        return behind == 0 ? Operands(argument) : Operands([.. _parsed.GetResult(argument)?.Tokens.SkipLast(behind) ?? []], []);
    }

    /// <summary>Include and exclude rules in the order typed, each with the word right behind it that is no option; null for none.</summary>
    public IEnumerable<(Option Option, string Text, string? Next)> InOrder(params IReadOnlyList<Option> options)
    {
        foreach (Option option in options)
            if (!IsTyped(option) && SetTextOf(option) is { } text)
                yield return (option, text, null);
        Option? current = null;
        for (int at = 0; at < _parsed.Tokens.Count; at++)
        {
            Token token = _parsed.Tokens[at];
            if (token.Type == TokenType.Option)
                current = options.FirstOrDefault(option => option.Name == token.Value || option.Aliases.Contains(token.Value));
            else if (token.Type == TokenType.Argument && current is not null)
            {
                yield return (current, token.Value, _parsed.Tokens.ElementAtOrDefault(at + 1) is { Type: TokenType.Argument } next ? next.Value : null);
                current = null;
            }
        }
    }

    // Of switches behind one dash, the first letter that is none; -1 where all are, up to one with a value.
    int UnknownLetterOf(string word)
    {
        for (int at = 1; at < word.Length; at++)
            if (OptionOf($"-{word[at]}") is not { } option)
                return at;
            else if (option.Arity.MaximumNumberOfValues > 0)
                return -1;
        return -1;
    }

    void Unknown(string word)
    {
        _hasUnknownOption = true;
        string name = word.Split('=')[0];
        // A letter that is none, unless a whole word was meant.
        if (name is ['-', not '-', _, ..] && name.Length < 5 && UnknownLetterOf(name) is > 0 and int letter)
            name = $"-{name[letter]}";
        IEnumerable<string> known = _parsed.CommandResult.Command.Options.Where(static option => !option.Hidden)
            .SelectMany(static option => option.Aliases.Prepend(option.Name)).Where(static known => known.StartsWith("--", StringComparison.Ordinal));
        // As make and rsync have it; cp and mv mean something else by it.
        string meant = name == "-n" && known.Contains("--dry-run") ? " A dry run is --dry-run." : KnownWords.OptionMeant(name, known) is { } ours ? " " + ours : Spelling.DidYouMean(name, known);
        Problem($"There is no option {DisplayText.Of(name)}.{meant}");
    }
}
