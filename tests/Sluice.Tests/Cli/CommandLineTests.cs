using System.CommandLine;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using CommandLine = Sluice.Cli.Options.CommandLine;

namespace Sluice.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void All_problems_are_told_at_once()
    {
        IReadOnlyList<string> problems = ProblemsOf("cp", "--recusive", "a", "--part-size", "16M", "--concurrency", "0", "--color", "purple", "--sse-kms-key-id", "k");
        Assert.Contains(problems, p => p.Contains("Did you mean --recursive?", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("destination is missing", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("--part-size 16M", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("--concurrency 0", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("--color purple", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("--sse-kms-key-id", StringComparison.Ordinal));
        Assert.Equal(6, problems.Count);
    }

    [Fact]
    public void A_good_line_has_no_problems() =>
        Assert.Empty(ProblemsOf("cp", "-rq", "a", "s3://bucket/x", "--part-size=16MiB", "--metadata", "a=b,c=d", "--tags", "t=1", "--exclude", "*.o", "--sse", "aws:kms", "--sse-kms-key-id", "k"));

    [Theory]
    [InlineData("cp", "-", "s3://bucket/key")]
    [InlineData("cp", "s3://bucket/key", "-")]
    [InlineData("cp", "@file", "s3://bucket/key")]
    [InlineData("cp", "--", "--odd-name", "s3://bucket/key")]
    [InlineData("cp", "s3://profile@bucket/a b/ü", "./x")]
    public void Odd_operands_are_taken_as_they_are(params string[] args) => Assert.Empty(ProblemsOf(args));

    [Theory]
    [InlineData("bucket is missing", "cp", "s3:///key", "x")]
    [InlineData("not known here", "cp", "gs://bucket/key", "x")]
    [InlineData("wildcards work in keys", "ls", "s3://buck*/x")]
    [InlineData("Did you mean s3://bucket/key?", "rm", "bucket/key")]
    [InlineData("takes 1,024 at most", "stat", "s3://bucket/kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk", "s3://bucket/L")]
    [InlineData("whole bucket: add --recursive", "rm", "s3://bucket")]
    [InlineData("prefix: add --recursive", "rm", "s3://bucket/dir/")]
    [InlineData("two periods side by side", "mb", "s3://a..b")]
    [InlineData("not a bucket; did you mean s3://bucket/?", "rb", "s3://bucket/key")]
    [InlineData("begin with http", "ls", "--endpoint-url", "127.0.0.1:9000")]
    [InlineData("leave out the credentials", "ls", "--endpoint-url", "http://key:secret@127.0.0.1:9000")]
    [InlineData("--endpoint-url: leave out the credentials", "ls", "--endpoint-url", "key:secret@127.0.0.1:9000")]
    [InlineData("no such file", "ls", "--ca-bundle", "/does/not/exist.pem")]
    [InlineData("exclude each other", "cp", "a", "s3://bucket/", "-q", "-v")]
    [InlineData("write a time from 0.1s", "ls", "--read-timeout=-Infinitys")]
    [InlineData("at most 1d", "top", "--interval", "30d")]
    [InlineData("7d at most", "restore", "s3://bucket/key", "--days", "1", "--wait", "--wait-interval", "60d")]
    [InlineData("write a percentage", "bench", "compare", "a", "b", "--tolerance=-Infinity%")]
    [InlineData("names nothing", "cp", "", "s3://bucket/")]
    [InlineData("both would", "cp", "s3://bucket/key", "-", "--json")]
    [InlineData("memory is not durable", "serve", "--durable")]
    [InlineData("'bogus' is not a fault", "serve", "--faults", "bogus=1")]
    [InlineData("no script for tcsh", "completion", "tcsh")]
    [InlineData("There is no directory", "demo", "/does/not/exist")]
    public void A_mistake_is_told_in_its_own_sentence(string expected, params string[] args)
    {
        if (expected == "both would")
            expected = "take one of them away";
        if (expected == "takes 1,024 at most")
            args[2] = "s3://bucket/" + new string('k', 1025);
        Assert.Contains(ProblemsOf(args), problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_command_below_a_command_is_made_alone_when_it_is_named_and_with_its_siblings_when_not()
    {
        Assert.Equal(["download"], Assert.Single(SluiceCommand.Create(["bench", "download", "s3://b/"]).Subcommands).Subcommands.Select(static verb => verb.Name));
        Assert.Equal(["download", "upload", "copy", "list", "mixed", "compare"], Assert.Single(SluiceCommand.Create(["bench", "--help"]).Subcommands).Subcommands.Select(static verb => verb.Name));
        Assert.Empty(ProblemsOf("bench", "download", "s3://bucket/x/"));
        Assert.Equal("Say what to measure: sluice bench download|upload|copy|list|mixed|compare.", Assert.Single(ProblemsOf("bench")));
        Assert.Equal("There is no command bench dwonload. Did you mean download?", Assert.Single(ProblemsOf("bench", "dwonload")));
    }

    [Theory]
    [InlineData("There is no option -name. Names are chosen by --exclude '*' --include 'PATTERN'.", "find", "-name", "x", "s3://bucket/x/")]
    [InlineData("There is no option --delete. What the source does not have is removed by sluice sync --delete.", "cp", "--delete", "x", "s3://bucket/x/")]
    [InlineData("There is no option --workers. Workers are started by sluice job run --workers N.", "job", "create", "--workers", "3", "s3://bucket/x", "--", "cp", "s3://bucket/a/", "s3://bucket/b/")]
    [InlineData("There is no option --chunk-objects. The most items of a chunk are --chunk-items N, its most bytes --chunk-size SIZE.", "job", "create", "--chunk-objects", "3", "s3://bucket/x", "--", "cp", "s3://bucket/a/", "s3://bucket/b/")]
    [InlineData("There is no option --threads. How many requests are in flight is --concurrency N.", "sync", "--threads", "3", "x", "s3://bucket/x/")]
    [InlineData("There is no option --frob.", "ls", "--frob", "x", "s3://bucket/x/")]
    [InlineData("There is no option --frob.", "sync", "--frob", "x", "s3://bucket/x/", "s3://other/")]
    public void Beside_an_option_that_there_is_not_nobody_is_told_of_too_many_words(string expected, params string[] args) => Assert.Equal(expected, Assert.Single(ProblemsOf(args)));

    [Fact]
    public void A_command_of_commands_that_is_given_a_place_says_what_there_is_to_do() =>
        Assert.Equal(
            ["Say what to do: sluice acl get|set s3://BUCKET[/KEY].", "Say what to do: sluice bucket get|set|rm WHAT s3://BUCKET.", "Say what to do: sluice lifecycle explain s3://BUCKET."],
            [.. ProblemsOf("acl", "s3://bucket"), .. ProblemsOf("bucket", "s3://bucket"), .. ProblemsOf("lifecycle", "s3://bucket")]);

    [Theory]
    [InlineData("--iterations 0", "--iterations", "0")]
    [InlineData("the unit is missing", "--object-size", "16")]
    [InlineData("cannot be negative", "--object-size", "-1MiB")]
    [InlineData("exclude each other", "--iterations", "1", "--duration", "1s")]
    [InlineData("A duration of nothing", "--duration", "0s")]
    [InlineData("write a number and a unit", "--duration", "10")]
    [InlineData("--concurrency, --part-size pin some", "--auto", "--concurrency", "4", "--part-size", "8MiB")]
    [InlineData("needs --report", "--overwrite-report")]
    [InlineData("the name of a directory", "--report", "-")]
    [InlineData("not empty", "--report", "/")]
    [InlineData("has one already", "--prefix", "y")]
    public void A_mistake_of_a_benchmark_is_told_in_its_own_sentence(string expected, params string[] options) =>
        Assert.Contains(expected, Assert.Single(ProblemsOf(["bench", "download", "s3://bucket/x", .. options])), StringComparison.Ordinal);

    [Theory]
    [InlineData("get=1,put=1,delete=2", "cannot have a larger share than puts")]
    [InlineData("get=0", "at least one operation")]
    [InlineData("get=1,get=2", "given twice")]
    [InlineData("read=1", "such as get=45")]
    public void A_mix_that_cannot_be_is_refused(string mix, string expected) =>
        Assert.Contains(expected, Assert.Single(ProblemsOf("bench", "mixed", "s3://bucket", "--mix", mix)), StringComparison.Ordinal);

    [Fact]
    public void Filters_keep_the_order_they_were_typed_in()
    {
        FilterFlags flags = new();
        Command command = new("x");
        foreach (Option option in flags.Group.Options)
            command.Options.Add(option);
        CommandLine line = new(command.Parse(["--exclude", "*", "--include=*.cs", "--exclude", "*.g.cs"], SluiceCommand.Parsing));
        Sluice.Transfer.ItemFilter filter = flags.Read(line);
        Assert.Empty(line.Problems);
        Assert.True(filter.Accepts("a.cs", 0, default));
        Assert.False(filter.Accepts("a.g.cs", 0, default));
        Assert.False(filter.Accepts("a.txt", 0, default));
    }

    [Theory]
    [InlineData("a=b", "a|b")]
    [InlineData("a=b,c=", "a|b;c|")]
    [InlineData(@"a=1\,2,b=x=y", "a|1,2;b|x=y")]
    [InlineData("a=\"1,b=2\",c='x, y' ,d=", "a|1,b=2;c|x, y;d|")]
    [InlineData("a=say \"hi\"", "a|say \"hi\"")]
    [InlineData("a=\"say \\\"hi\\\"\"", "a|say \"hi\"")]
    [InlineData("{\"a\": \"1,b=2\", \"n\": 12, \"t\": true}", "a|1,b=2;n|12;t|true")]
    public void Lists_of_pairs_are_read(string text, string expected)
    {
        Assert.True(KeyValueList.TryParse(text, commas: false, out List<KeyValuePair<string, string>> pairs, out string problem), problem);
        Assert.Equal(expected, string.Join(";", pairs.Select(pair => $"{pair.Key}|{pair.Value}")));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("=b")]
    [InlineData("a=b,")]
    [InlineData("a=b,A=c")]
    [InlineData("a=hello, world")]
    [InlineData("a=\"b")]
    [InlineData("a=\"b\"c")]
    [InlineData("{\"a\": null}")]
    [InlineData("{\"a\": {}}")]
    [InlineData("{\"a\": \"1\", \"A\": \"2\"}")]
    [InlineData("{\"a\"")]
    public void Lists_that_could_be_misread_are_refused(string text)
    {
        Assert.False(KeyValueList.TryParse(text, commas: false, out _, out string problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("title=Hello, world", "title|Hello, world")]
    [InlineData("title=Hello, world,by=me", "title|Hello, world;by|me")]
    [InlineData("title=Hello, dear world = all,by=me", "title|Hello, dear world = all;by|me")]
    [InlineData("a=1,", "a|1,")]
    [InlineData("a=,b=2", "a|;b|2")]
    public void Commas_that_no_name_follows_belong_to_the_value_of_metadata(string text, string expected)
    {
        Assert.True(KeyValueList.TryParse(text, commas: true, out List<KeyValuePair<string, string>> pairs, out string problem), problem);
        Assert.Equal(expected, string.Join(";", pairs.Select(pair => $"{pair.Key}|{pair.Value}")));
    }

    [Theory]
    [InlineData("30d", "Sat, 09 May 2026 12:00:00 GMT")]
    [InlineData("1d12h", "Sat, 11 Apr 2026 00:00:00 GMT")]
    [InlineData("2030-01-02T03:04:05Z", "Wed, 02 Jan 2030 03:04:05 GMT")]
    [InlineData("2030-01-02T03:04:05+01:00", "Wed, 02 Jan 2030 02:04:05 GMT")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT")]
    public void Times_ahead_are_lengths_from_now_or_dates_in_two_forms(string text, string expected)
    {
        Support.ManualClock clock = new() { Begins = new DateTimeOffset(2026, 4, 9, 12, 0, 0, TimeSpan.Zero) };
        Assert.True(TimeArgument.TryParseAhead(text, clock, out DateTimeOffset moment, out string problem), problem);
        Assert.Equal(expected, moment.UtcDateTime.ToString("r", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("30", "unit is missing")]
    [InlineData("soon", "length of time")]
    [InlineData("", "length of time")]
    public void What_is_no_time_ahead_is_told_what_to_write(string text, string expected)
    {
        Assert.False(TimeArgument.TryParseAhead(text, TimeProvider.System, out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lss", "ls")]
    [InlineData("copy", null)]
    [InlineData("verison", "version")]
    [InlineData("--recusive", "--recursive")]
    public void The_word_that_was_meant_is_found(string typed, string? expected) =>
        Assert.Equal(expected, Spelling.Closest(typed, ["cp", "ls", "cat", "version", "--recursive", "--region"]));

    [Fact]
    public void Every_verb_has_two_to_five_examples_and_fits_the_page()
    {
        foreach (Verb verb in SluiceCommand.Create([]).Subcommands.SelectMany(static verb => verb.Subcommands.Prepend(verb)).OfType<Verb>())
        {
            Assert.InRange(verb.Examples.Count, 2, 5);
            using StringWriter page = new();
            HelpText.Write(verb, page);
            Assert.Contains($"Usage: sluice {verb.FullName} ", page.ToString(), StringComparison.Ordinal);
            Assert.All(verb.Examples, example => Assert.Contains($"sluice {verb.FullName}", example.Line, StringComparison.Ordinal));
            Assert.All(page.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 110));
            Assert.All(verb.Options, option => Assert.Contains(option.Name, page.ToString(), StringComparison.Ordinal));
        }
    }

    static IReadOnlyList<string> ProblemsOf(params string[] args)
    {
        ParseResult parsed = SluiceCommand.Create(args).Parse(args, SluiceCommand.Parsing);
        CommandLine line = new(parsed);
        Assert.IsAssignableFrom<Verb>(parsed.CommandResult.Command).Bind(line);
        return line.Problems;
    }

    [Theory]
    [InlineData(new byte[] { (byte)'b', 0xff, (byte)'\\', 7 })]
    [InlineData(new byte[] { 0xe2, 0x80, 0xae, 0xc3 })]
    public void A_key_that_is_shown_reads_back_as_the_same_bytes(byte[] key)
    {
        Assert.True(EscapedKey.TryRead(System.Text.Encoding.UTF8.GetBytes(Sluice.Failures.DisplayText.Of(key)), out byte[] read));
        Assert.Equal(key, read);
    }
}
