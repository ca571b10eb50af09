using System.CommandLine;
using Sluice.Cli.Settings;

namespace Sluice.Cli.Options;

/// <summary>An option that was set without being typed.</summary>
/// <param name="Text">Its value; of a switch, its name.</param>
/// <param name="Source">Where it is set: a variable, or a section of the settings file.</param>
sealed record OptionDefault(string Text, string Source);

/// <summary>
/// What holds for options that are not typed: first the environment (<c>SLUICE_PART_SIZE</c> for <c>--part-size</c>), then the section of the settings file that
/// <c>SLUICE_SETTINGS</c> names (<c>[options NAME]</c>), then <c>[options]</c>.
/// </summary>
/// <param name="variable">Reads a variable of the environment.</param>
/// <param name="file">The settings file; null without one.</param>
sealed class OptionDefaults(Func<string, string?> variable, SettingsFile? file)
{
    /// <summary>Names the section of the settings file that holds before the common one.</summary>
    public const string ProfileVariable = "SLUICE_SETTINGS";

    const string Section = "options";

    // What process tells its programs has these names already: a sluice among them must not take that for an option.
    static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "SLUICE_BATCH", "SLUICE_BLOCK", "SLUICE_BUCKET", "SLUICE_CONTENT_TYPE", "SLUICE_KEY", "SLUICE_SIZE", "SLUICE_WORKERS", "SLUICE_VERSION", "SLUICE_ATTEMPT", "SLUICE_SETTINGS", "SLUICE_SSH", "SLUICE_TLS",
    };

    // Variables of ours that are no options.
    static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "SLUICE_CONFIG_FILE", "SLUICE_STATE_DIR", "SLUICE_ACCESS_KEY", "SLUICE_SECRET_KEY", "SLUICE_SSE_C_KEY", "SLUICE_SSE_C_COPY_SOURCE_KEY",
    };

    // What process tells its programs besides, under names that no option has.
    static readonly HashSet<string> Told = new(StringComparer.Ordinal) { "SLUICE_ETAG", "SLUICE_OFFSET", "SLUICE_PATH", "SLUICE_RUN" };

    static readonly string[] Yes = ["1", "true", "yes", "on"], No = ["", "0", "false", "no", "off"];

    readonly Dictionary<Option, OptionDefault?> _found = [];
    IReadOnlySet<string> _without = new HashSet<string>();

    /// <summary>True when a variable of the environment may set an option. Most commands find none, and look no further.</summary>
    public static bool IsAnySet(System.Collections.IDictionary environment)
    {
        foreach (object name in environment.Keys)
            if (name is string text && text.StartsWith("SLUICE_", StringComparison.Ordinal) && !Others.Contains(text))
                return true;
        return false;
    }

    /// <summary>The same but for some options, which nothing sets. It may be used by another thread than this one.</summary>
    /// <param name="options">Their names.</param>
    public OptionDefaults Without(IReadOnlySet<string> options) => new(variable, file) { _without = options };

    /// <summary>The variable of an option.</summary>
    public static string VariableOf(Option option)
    {
        string name = "SLUICE_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
        return Taken.Contains(name) ? name.Insert("SLUICE_".Length, "OPTION_") : name;
    }

    /// <summary>The name of an option in the settings file.</summary>
    public static string SettingOf(Option option) => option.Name.TrimStart('-').Replace('-', '_');

    /// <summary>The sections of the settings file that hold, the first one first.</summary>
    public IReadOnlyList<string> Sections => variable(ProfileVariable) is { Length: > 0 } name ? [$"{Section} {name}", Section] : [Section];

    /// <summary>The value of an option; null where nothing sets it, and for a switch that is set off.</summary>
    public string? TextOf(Option option) => Find(option)?.Text;

    /// <summary>The value of an option with where it is set; null where nothing sets it.</summary>
    public OptionDefault? Find(Option option)
    {
        if (_found.TryGetValue(option, out OptionDefault? found))
            return found;
        return _found[option] = option is System.CommandLine.Help.HelpOption or VersionOption || _without.Contains(option.Name) ? null : Look(option);
    }

    OptionDefault? Look(Option option) => Given(option) is not { } given ? null
        : option.Arity.MaximumNumberOfValues > 0 ? given
        : Yes.Contains(given.Text, StringComparer.OrdinalIgnoreCase) ? given with { Text = option.Name } : null;

    // As it is written where it is set.
    OptionDefault? Given(Option option)
    {
        string name = VariableOf(option);
        if (variable(name) is { Length: > 0 } value)
            return new OptionDefault(value, name);
        foreach (string section in Sections)
            if (file?.OptionOf(section, SettingOf(option)) is { } text)
                return new OptionDefault(text, $"[{section}]");
        return null;
    }

    /// <summary>What is said of a switch that is set to what is neither yes nor no; null for any other option.</summary>
    public string? ProblemOf(Option option) =>
        option.Arity.MaximumNumberOfValues == 0 && Given(option) is { } given && !Yes.Concat(No).Contains(given.Text, StringComparer.OrdinalIgnoreCase)
            ? $"{(given.Source[0] == '[' ? $"{SettingOf(option)} in {Failures.DisplayText.Of(given.Source)}" : given.Source)} is neither 1 nor 0, and left out: {Failures.DisplayText.Of(given.Text)}."
            : null;

    /// <summary>
    /// What is said of values that were set for switches and are neither yes nor no, and of names, of variables and in the settings file, that are no options.
    /// </summary>
    /// <param name="command">The command that runs.</param>
    /// <param name="variables">The names of all variables of the environment.</param>
    /// <param name="all">Makes the command with all its verbs, where names are to be looked for.</param>
    public IEnumerable<string> Problems(Command command, IEnumerable<string> variables, Func<IEnumerable<Option>> all)
    {
        foreach (string unknown in UnknownVariables(command, variables, all))
            yield return unknown;
        foreach (Option option in command.Options)
            if (ProblemOf(option) is { } problem)
                yield return problem;
        if (variable(ProfileVariable) is { Length: > 0 } section && file?.HasOptions(Sections[0]) == false)
            yield return $"{ProfileVariable} is {Failures.DisplayText.Of(section)}, and {Failures.DisplayText.Of(SettingsFile.DefaultPath)} has no section [{Failures.DisplayText.Of(Sections[0])}].";
        string[] named = [.. Sections.SelectMany(section => file?.OptionsOf(section) ?? []).Distinct(StringComparer.Ordinal)];
        HashSet<string> known = [.. command.Options.Select(SettingOf)];
        if (named.All(known.Contains))
            yield break;
        known.UnionWith(all().Select(SettingOf));
        foreach (string name in named.Where(name => !known.Contains(name)))
            yield return $"{Failures.DisplayText.Of(SettingsFile.DefaultPath)}: {Failures.DisplayText.Of(name)} in [{Section}] is no option, and left out.{Spelling.DidYouMean(name, known)}";
    }

    static IEnumerable<string> UnknownVariables(Command command, IEnumerable<string> variables, Func<IEnumerable<Option>> all)
    {
        HashSet<string> known = [.. command.Options.Select(VariableOf), .. Taken, .. Others, .. Told];
        string[] unknown = [.. variables.Where(name => name.StartsWith("SLUICE_", StringComparison.Ordinal) && !name.StartsWith("SLUICE_TEST_", StringComparison.Ordinal) && !known.Contains(name)).Order(StringComparer.Ordinal)];
        if (unknown.Length == 0)
            yield break;
        known.UnionWith(all().Select(VariableOf));
        foreach (string name in unknown.Where(name => !known.Contains(name)))
            yield return $"The variable {Failures.DisplayText.Of(name)} is no option, and left out.{Spelling.DidYouMean(name, known)}";
    }
}
