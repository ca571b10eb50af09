using System.CommandLine;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>Help pages: usage, examples, options under headings; the root adds commands and exit codes.</summary>
static class HelpText
{
    const int OptionColumn = 34, CommandColumn = 14;

    /// <summary>Where credentials come from.</summary>
    public const string Credentials = "As aws-cli finds them: options, AWS_* variables, ~/.aws/config and ~/.aws/credentials, then the container or instance this runs on.";

    /// <summary>What the options of every command do.</summary>
    public const string HelpOption = "Help with examples.", VersionOption = "Version of this build.";

    /// <summary>The names of an option, the shortest first.</summary>
    public static IEnumerable<string> NamesOf(Option option) => option.Aliases.Append(option.Name).OrderBy(static name => name.Length);

    /// <summary>Writes the page of a command.</summary>
    public static void Write(Command command, TextWriter output) => Write(command, PageOn(output));

    /// <summary>Writes it on a page.</summary>
    public static void Write(Command command, HelpPage page)
    {
        if (command is Verb verb)
            WriteVerb(verb, page);
        else
            WriteRoot(command, page);
    }

    /// <summary>What <c>sluice</c> alone shows.</summary>
    public static void WriteOverview(Command root, TextWriter output)
    {
        HelpPage page = PageOn(output);
        page.Line(root.Description ?? "");
        page.Line("");
        WriteVerbs(root, page);
        page.Line("");
        page.Line("Try 'sluice demo' to see it work on this machine, and 'sluice COMMAND --help' for examples.");
    }

    static HelpPage PageOn(TextWriter output) => new(output, Console.IsOutputRedirected ? HelpPage.Widest : Math.Min(HelpPage.Widest, Terminal.Size().Width));

    static void WriteRoot(Command root, HelpPage page)
    {
        page.Line(root.Description ?? "");
        page.Line("");
        page.Usage("sluice COMMAND [options] [arguments]");
        page.Section("Commands");
        WriteVerbs(root, page);
        page.Section("Credentials, region and endpoint");
        page.Named("", 2, Credentials);
        page.Section("Exit codes");
        foreach ((int code, string meaning) in ExitCode.Table)
            page.Named(string.Create(CultureInfo.InvariantCulture, $"  {code,4}"), 8, meaning);
        page.Section("Options of every command");
        page.Named("  -h, --help", OptionColumn, HelpOption);
        page.Named("      --version", OptionColumn, VersionOption);
    }

    static void WriteVerbs(Command parent, HelpPage page)
    {
        foreach (Command command in parent.Subcommands)
            page.Named($"  {command.Name}", CommandColumn, command.Description ?? "");
    }

    static void WriteVerb(Verb verb, HelpPage page)
    {
        page.Line(verb.Description ?? "");
        page.Line("");
        page.Usage($"sluice {verb.FullName} {verb.Usage}");
        page.Section("Examples");
        page.Examples(verb.Examples);
        if (verb.Subcommands.Count > 0)
        {
            page.Section("Commands");
            WriteVerbs(verb, page);
        }
        if (verb.Notes is { } notes)
        {
            page.Line("");
            page.Text(notes);
        }
        foreach (OptionGroup group in verb.Groups)
        {
            page.Section(group.Title);
            foreach (Option option in group.Options)
            {
                string names = string.Join(", ", NamesOf(option)), indent = names.StartsWith("--", StringComparison.Ordinal) ? "      " : "  ";
                page.Named(option.HelpName is { } value ? $"{indent}{names} {value}" : indent + names, OptionColumn, option.Description ?? "");
            }
        }
    }
}
