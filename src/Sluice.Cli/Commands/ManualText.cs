using System.CommandLine;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>Manual pages of section 1: what <see cref="HelpText"/> shows, in the form that <c>man</c> reads.</summary>
/// <param name="version">Of the command.</param>
/// <param name="date">Of the pages.</param>
sealed class ManualText(string version, DateOnly date)
{
    /// <summary>All pages, each with the name of its file: one of the command and one of each verb, also of those below a verb.</summary>
    /// <param name="root">The command with all its verbs.</param>
    public IEnumerable<(string File, string Text)> Pages(Command root)
    {
        Verb[] verbs = [.. root.Subcommands.SelectMany(SluiceCommand.Below).OfType<Verb>()];
        yield return (FileOf("sluice"), Root(root, verbs));
        foreach (Verb verb in verbs)
            yield return (FileOf(NameOf(verb)), Page(verb));
    }

    string Root(Command root, Verb[] verbs)
    {
        RoffWriter page = Begin("sluice", root.Description);
        page.Line($"{RoffWriter.Bold("sluice")} {RoffWriter.Italic("COMMAND")} [options] [arguments]");
        page.Section("Commands");
        WriteVerbs(page, root);
        page.Section("Credentials, region and endpoint");
        page.Paragraphs(HelpText.Credentials);
        page.Section("Options of every command");
        page.Tagged($"{RoffWriter.Bold("-h")}, {RoffWriter.Bold("--help")}", HelpText.HelpOption);
        page.Tagged(RoffWriter.Bold("--version"), HelpText.VersionOption);
        return End(page, verbs.Select(NameOf));
    }

    string Page(Verb verb)
    {
        RoffWriter page = Begin(NameOf(verb), verb.Description);
        page.Line($"{RoffWriter.Bold($"sluice {verb.FullName}")} {RoffWriter.Escape(verb.Usage)}");
        if (verb.Notes is { } notes)
        {
            page.Section("Description");
            page.Paragraphs(notes);
        }
        page.Section("Examples");
        foreach (Example example in verb.Examples)
            page.Tagged(RoffWriter.Bold(example.Line), example.Effect);
        if (verb.Subcommands.Count > 0)
        {
            page.Section("Commands");
            WriteVerbs(page, verb);
        }
        if (verb.Groups.Count > 0)
            page.Section("Options");
        foreach (OptionGroup group in verb.Groups)
        {
            page.Subsection(group.Title);
            foreach (Option option in group.Options)
            {
                string names = string.Join(", ", HelpText.NamesOf(option).Select(RoffWriter.Bold));
                page.Tagged(option.HelpName is { } value ? $"{names} {RoffWriter.Italic(value)}" : names, option.Description ?? "");
            }
        }
        return End(page, [verb.Parents.OfType<Verb>().FirstOrDefault() is { } parent ? NameOf(parent) : "sluice", .. verb.Subcommands.OfType<Verb>().Select(NameOf)]);
    }

    // apropos and whatis find a page by the line below NAME: one phrase, as those of other commands.
    RoffWriter Begin(string name, string? description)
    {
        RoffWriter page = new(name, date, $"sluice {version}");
        string summary = description ?? "";
        page.Section("Name");
        page.Line($"{RoffWriter.Escape(name)} \\- {RoffWriter.Escape(char.ToLowerInvariant(summary[0]) + summary[1..].TrimEnd('.'))}");
        page.Section("Synopsis");
        return page;
    }

    static string End(RoffWriter page, IEnumerable<string> related)
    {
        page.Section("Exit status");
        foreach ((int code, string meaning) in ExitCode.Table)
            page.Tagged(RoffWriter.Bold(code.ToString(CultureInfo.InvariantCulture)), meaning);
        page.Section("See also");
        page.Line(string.Join(",\n", related.Select(static name => $"{RoffWriter.Bold(name)}(1)")));
        return page.ToString();
    }

    static void WriteVerbs(RoffWriter page, Command parent)
    {
        foreach (Verb verb in parent.Subcommands.OfType<Verb>())
            page.Tagged($"{RoffWriter.Bold(NameOf(verb))}(1)", verb.Description ?? "");
    }

    static string NameOf(Verb verb) => $"sluice-{verb.FullName.Replace(' ', '-')}";

    static string FileOf(string name) => $"{name}.1";
}
