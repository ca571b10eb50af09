using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Tests.Cli.Output;

public sealed class OutputSchemaTests
{
    [Fact]
    public void The_schema_of_json_lines_is_what_the_records_are()
    {
        string printed = OutputSchema.Print();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(OutputSchema.Path, printed);
        Assert.Equal(printed, File.ReadAllText(OutputSchema.Path));
    }

    [Fact]
    public void Every_command_that_takes_json_is_in_the_schema()
    {
        string[] verbs = [.. SluiceCommand.Create([]).Subcommands.SelectMany(Below).OfType<Verb>().Where(static verb => verb.Options.Any(static option => option.Name == "--json")).Select(static verb => verb.FullName)];
        Assert.Empty(verbs.Except(OutputLines.ByVerb.Keys).Except(Unlisted).Order());
        Assert.Empty(OutputLines.ByVerb.Keys.Except(verbs).Order());
    }

    [Fact]
    public void A_line_that_lacks_something_or_has_more_is_none_of_the_schema()
    {
        Assert.Null(OutputSchema.ProblemOf("ls", """{"type":"total","objects":1,"prefixes":0,"bytes":2}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"total","objects":1,"prefixes":0}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"total","objects":1,"prefixes":0,"bytes":2,"more":3}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"total","objects":"1","prefixes":0,"bytes":2}"""));
        Assert.NotNull(OutputSchema.ProblemOf("find", """{"type":"total","objects":1,"prefixes":0,"bytes":2}"""));
    }

    // What prints nothing but errors, or the lines of the commands that it runs.
    static readonly string[] Unlisted = ["cat", "tail", "run", "job cancel", "job delete", "job report"];

    static IEnumerable<System.CommandLine.Command> Below(System.CommandLine.Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
}
