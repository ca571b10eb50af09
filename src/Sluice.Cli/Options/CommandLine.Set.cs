using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Failures;

namespace Sluice.Cli.Options;

// What holds without having been typed, and files that are named either way.
sealed partial class CommandLine
{
    /// <summary>What holds where an option was not typed; null for nothing but the defaults.</summary>
    public OptionDefaults? Defaults { get; init; }

    /// <summary>The whole command line, word by word, as it can be read again: what was set elsewhere stands before all that was typed, as it does when rules are read.</summary>
    public IReadOnlyList<string> Words
    {
        get
        {
            List<string> words = [.. _parsed.Tokens.Select(static token => token.Value)];
            words.InsertRange(CommandWords, Set().Select(static set => Word(set.Name, set.Value)));
            return words;
        }
    }

    /// <summary>Words at the beginning that name the command: two for one below another.</summary>
    public int CommandWords => _parsed.Tokens.TakeWhile(static token => token.Type == TokenType.Command).Count();

    /// <summary>Options that hold without having been typed, with their values; null of a switch.</summary>
    public IEnumerable<(string Name, string? Value)> Set() => Defaults is null ? []
        : from option in _parsed.CommandResult.Command.Options
          where !IsTyped(option) && SetTextOf(option) is not null
          // Of rules that are set one leaves out, and the other takes from that.
          orderby option.Name == "--include"
          select (option.Name, option.Arity.MaximumNumberOfValues == 0 ? null : SetTextOf(option));

    /// <summary>Where a mistake that nobody typed may have been made, as a sentence; null when all was typed.</summary>
    public string? SetElsewhere =>
        Set().Select(static set => set.Name).ToArray() is { Length: > 0 } set
            ? $"Besides what was typed, these are set: {string.Join(", ", set.Select(name => $"{name} by {DisplayText.Of(Defaults!.Find(OptionOf(name)!)!.Source)}"))}."
            : null;

    /// <summary>The name of a file; null when the option was not given, or names none, which is told with where it is set.</summary>
    public string? File(Option<string> option)
    {
        if (Text(option) is not { } name)
            return null;
        if (name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal))
            return name;
        Problem($"{option.Name}{(IsTyped(option) ? "" : $" (set by {DisplayText.Of(Defaults!.Find(option)!.Source)})")} {(name.Length == 0 ? "is empty" : "has a zero byte in it")}: it needs the name of a file; is a shell variable unset?");
        return null;
    }

    /// <summary>A path of this machine is to be used: it needs a working directory unless it is whole.</summary>
    public void Needs(string path)
    {
        if (!Path.IsPathFullyQualified(path) && WorkingDirectory.Current is null)
            Obstacle ??= $"The current directory is gone: {DisplayText.Of(path)} is relative to it. Change to a directory that is there, or give the whole path.";
    }
}
