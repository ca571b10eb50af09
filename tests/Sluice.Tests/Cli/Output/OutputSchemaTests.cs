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
        string[] verbs = [.. OutputSchema.VerbsWith("--json")];
        Assert.Empty(verbs.Except(OutputLines.ByVerb.Keys).Order());
        Assert.Empty(OutputLines.ByVerb.Keys.Except(verbs).Order());
    }

    [Fact]
    public void A_line_that_lacks_something_or_has_more_is_none_of_the_schema()
    {
        Assert.Null(OutputSchema.ProblemOf("ls", """{"type":"total","objects":1,"prefixes":0,"bytes":2}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"total","objects":1,"bytes":2}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"total","objects":1,"prefixes":0,"bytes":2,"more":3}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"total","objects":"1","prefixes":0,"bytes":2}"""));
        Assert.NotNull(OutputSchema.ProblemOf("ls", """{"type":"summary","objects":1,"prefixes":0,"bytes":2}"""));
        Assert.NotNull(OutputSchema.ProblemOf("find", """{"type":"total","objects":1,"prefixes":0,"bytes":2}"""));
    }
}
