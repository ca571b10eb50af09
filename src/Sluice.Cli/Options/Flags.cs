using System.CommandLine;

namespace Sluice.Cli.Options;

/// <summary>
/// Makes options. All values are read as text and converted by <see cref="CommandLine"/>, so that every problem of a
/// command line is found in one pass and told in one voice.
/// </summary>
static class Flags
{
    /// <summary>An option with a value.</summary>
    public static Option<string> Value(string name, string placeholder, string description, params string[] values)
    {
        Option<string> option = new(name) { Description = description, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };
        if (values.Length > 0)
            option.CompletionSources.Add(values);
        return option;
    }

    /// <summary>An option whose values a shell is told when it asks.</summary>
    public static Option<string> Completes(this Option<string> option, Func<IEnumerable<string>> values)
    {
        option.CompletionSources.Add(_ => values().Select(static value => new System.CommandLine.Completions.CompletionItem(value)));
        return option;
    }

    /// <summary>An option with a value and another name.</summary>
    public static Option<string> Alias(this Option<string> option, string name)
    {
        option.Aliases.Add(name);
        return option;
    }

    /// <summary>An option with a value that may be given many times.</summary>
    public static Option<string[]> Values(string name, string placeholder, string description) =>
        new(name) { Description = description, HelpName = placeholder, Arity = ArgumentArity.OneOrMore };

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Switch(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>What is said of an option that was given without its value.</summary>
    public static string WithoutValue(Option option)
    {
        string[] values = [.. option.CompletionSources.SelectMany(static source => source(System.CommandLine.Completions.CompletionContext.Empty)).Select(static item => item.Label)];
        return $"{option.Name} needs a value: {(values.Length > 0 ? $"one of {string.Join(", ", values)}" : $"{option.Name} {option.HelpName}")}.";
    }
}
