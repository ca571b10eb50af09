using System.CommandLine;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>Help pages: usage, examples, options under headings; the root adds commands and exit codes.</summary>
static class HelpText
{
    const int Column = 34, Width = 100;

    /// <summary>Where credentials come from.</summary>
    public const string Credentials = "As aws-cli finds them: options, AWS_* variables, ~/.aws/config and ~/.aws/credentials, then the container or instance this runs on.";

    /// <summary>What the options of every command do.</summary>
    public const string HelpOption = "Help with examples.", VersionOption = "Version of this build.";

    /// <summary>The names of an option, the shortest first.</summary>
    public static IEnumerable<string> NamesOf(Option option) => option.Aliases.Append(option.Name).OrderBy(static name => name.Length);

    /// <summary>Writes the page of a command.</summary>
    public static void Write(Command command, TextWriter output) => Folded(output, page =>
    {
        if (command is Verb verb)
            WriteVerb(verb, page);
        else
            WriteRoot(command, page);
    });

    // On a narrower terminal each line is broken between words.
    static void Folded(TextWriter output, Action<TextWriter> write)
    {
        if (Console.IsOutputRedirected || Terminal.Size().Width is var width && width >= Width)
        {
            write(output);
            return;
        }
        StringWriter page = new();
        write(page);
        foreach (string line in page.ToString().TrimEnd('\n').Split('\n'))
            foreach (string part in WordWrap.Fold(line.TrimEnd('\r'), width))
                output.WriteLine(part);
    }

    /// <summary>What <c>sluice</c> alone shows.</summary>
    public static void WriteOverview(Command root, TextWriter output) => Folded(output, page => Overview(root, page));

    static void Overview(Command root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        WriteVerbs(root, output);
        output.WriteLine();
        output.WriteLine("Try 'sluice demo' to see it work on this machine, and 'sluice COMMAND --help' for examples.");
    }

    static void WriteRoot(Command root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: sluice COMMAND [options] [arguments]");
        output.WriteLine();
        output.WriteLine("Commands");
        WriteVerbs(root, output);
        output.WriteLine();
        output.WriteLine("Credentials, region and endpoint");
        foreach (string line in Wrap(Credentials, Width - 2))
            output.WriteLine($"  {line}");
        output.WriteLine();
        output.WriteLine("Exit codes");
        foreach ((int code, string meaning) in ExitCode.Table)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {code,4}  {meaning}"));
        output.WriteLine();
        output.WriteLine("Options of every command");
        WriteOption(output, "-h, --help", HelpOption);
        WriteOption(output, "--version", VersionOption);
    }

    static void WriteVerbs(Command parent, TextWriter output)
    {
        foreach (Command command in parent.Subcommands)
            output.WriteLine($"  {command.Name,-12}{command.Description}");
    }

    static void WriteVerb(Verb verb, TextWriter output)
    {
        output.WriteLine(verb.Description);
        output.WriteLine();
        output.WriteLine($"Usage: sluice {verb.FullName} {verb.Usage}");
        output.WriteLine();
        output.WriteLine("Examples");
        int widest = verb.Examples.Max(static example => example.Line.Length);
        foreach (Example example in verb.Examples)
        {
            if (widest + example.Effect.Length + 6 <= Width)
                output.WriteLine($"  {example.Line.PadRight(widest)}  # {example.Effect}");
            else
                output.WriteLine($"  # {example.Effect}\n  {example.Line}");
        }
        if (verb.Subcommands.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Commands");
            WriteVerbs(verb, output);
        }
        if (verb.Notes is { } notes)
        {
            output.WriteLine();
            output.WriteLine(notes);
        }
        foreach (OptionGroup group in verb.Groups)
        {
            output.WriteLine();
            output.WriteLine(group.Title);
            foreach (Option option in group.Options)
            {
                string names = string.Join(", ", NamesOf(option));
                WriteOption(output, option.HelpName is { } value ? $"{names} {value}" : names, option.Description ?? "");
            }
        }
    }

    static void WriteOption(TextWriter output, string names, string description)
    {
        string left = $"  {(names.StartsWith("--", StringComparison.Ordinal) ? "    " : "")}{names}";
        if (left.Length > Column - 2)
        {
            output.WriteLine(left);
            left = "";
        }
        foreach (string line in Wrap(description, Width - Column))
        {
            output.WriteLine(left.PadRight(Column) + line);
            left = "";
        }
    }

    static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line += line.Length == 0 ? word : " " + word;
        }
        yield return line;
    }
}
