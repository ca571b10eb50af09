using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Engine;
using Sluice.Processing;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Cli;

public sealed class ProcessTextTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(59)]
    [InlineData(79)]
    [InlineData(139)]
    public void The_view_of_a_processing_is_never_wider_than_the_terminal(int width)
    {
        // A name of characters that take two cells, and one that is longer than any terminal.
        foreach (string name in new[] { string.Concat(Enumerable.Repeat("日本語/", 100)), string.Concat(Enumerable.Repeat("😀", 200)), new string('x', 1000) })
        {
            ProcessText text = Text(name, Failures((1, new string('e', 500)), (3, name)));
            text.Sample();
            Assert.All(text.Live(width), line => Assert.InRange(TextCells.CountOf(Joined(line)), 0, width));
        }
    }

    [Fact]
    public void A_wide_terminal_shows_what_objects_do_the_slowest_one_and_failures_by_kind()
    {
        ProcessText text = Text("2026/11/slow.gz", Failures((12, "Exit code 3: no such colour"), (2, "Killed by SIGKILL."), (1, "a"), (1, "b"), (1, "c")));
        text.Sample();
        Assert.Equal(
        [
            " 50% ━━━━━━━━━━━━━━━━─────────────────  500 of 1,000 objects  17 failed  50 objects/s  0:10 left",
            "4 running  2 waiting for programs  12 waiting for the network  1 publishing  3 pausing  5 repeated  1 retry of requests  100 MiB/s  0:10",
            "slowest  4.2 s  2026/11/slow.gz",
            "12 × Exit code 3: no such colour",
            "2 × Killed by SIGKILL.",
            "1 × a",
            "and 2 other kinds of failures",
        ], text.Live(140).Select(Joined));
    }

    [Fact]
    public void A_narrow_terminal_keeps_what_matters_most()
    {
        ProcessText text = Text("a/long/way/down/to/2026/11/slow.gz", Failures((12, "Exit code 3: there is no such colour")));
        text.Sample();
        Assert.Equal(
        [
            "50%  500/1,000  12 failed  0:10 left",
            "4 running  2 waiting  12 fetching",
            "slowest  4.2 s  …wn/to/2026/11/slow.gz",
            "12 × Exit code 3: there is no such co…",
        ], text.Live(38).Select(Joined));
    }

    [Fact]
    public void What_runs_for_less_than_a_second_is_not_slow()
    {
        ProcessText text = new(() => Run(0), static () => new ProcessProgress { Running = 1, Slowest = "quick", SlowestTime = TimeSpan.FromSeconds(0.9) }, new FailureKinds());
        text.Sample();
        Assert.Equal(2, text.Live(100).Count);
    }

    [Fact]
    public void A_log_gets_all_of_it_in_a_line() => Assert.Equal(
        "0:10  500 of 1,000 objects, 50 objects/s, 0:10 left, 4 running, 2 waiting for programs, 12 waiting for the network, 1 publishing, 3 pausing, 5 repeated, 1 retry of requests, 12 failed; slowest a.gz 4.2 s; 12 × Exit code 3",
        Text("a.gz", Failures((12, "Exit code 3"))).Plain());

    [Fact]
    public void Small_objects_are_counted_and_large_ones_measured()
    {
        // All fetched, none processed: nothing is done.
        ProcessSample small = new(Run(0) with { MovedBytes = 1 << 20, ListedBytes = 1 << 20, Outcomes = default }, default, 0, 0, [], 0, 0);
        Assert.Equal((0.0, null), (small.Share, small.Estimate));
        ProcessSample large = new(Run(0) with { ListedItems = 1, MovedBytes = 1L << 30, ListedBytes = 2L << 30, Outcomes = default }, default, 0, 100 << 20, [], 0, 0);
        Assert.Equal((0.5, TimeSpan.FromSeconds(11)), (large.Share, large.Estimate));
        Assert.Null(new ProcessSample(Run(0) with { ListingComplete = false }, default, 0, 0, [], 0, 0).Share);
    }

    static ProcessText Text(string slowest, FailureKinds failures) => new(
        () => Run(failures.Top(100, out _).Sum(static kind => kind.Count)),
        () => new ProcessProgress { Running = 4, Waiting = 2, Fetching = 12, Publishing = 1, Pausing = 3, Slowest = slowest, SlowestTime = TimeSpan.FromSeconds(4.2) },
        failures);

    static FailureKinds Failures(params (int Count, string Message)[] kinds)
    {
        FailureKinds failures = new();
        ProcessedObject row = new() { Source = LocationParser.Parse("s3://b/k"), Name = new ObjectKey("k"), Kind = null, Id = 0 };
        for (int at = 0; at < 5; at++)
            failures.Add(row with { Message = "of an attempt" });
        failures.Add(row with { Kind = OutcomeKind.Done });
        foreach ((int count, string message) in kinds)
            for (int at = 0; at < count; at++)
                failures.Add(row with { Kind = OutcomeKind.Failed, Message = message });
        return failures;
    }

    static TransferProgress Run(long failed) => new()
    {
        ListedItems = 1000,
        ListedBytes = 2L << 30,
        ListingComplete = true,
        Outcomes = new OutcomeCounts(500 - failed, 0, 0, 0, 0, failed, 0),
        MovedBytes = 1000L << 20,
        Retries = 1,
        Concurrency = 16,
        Elapsed = TimeSpan.FromSeconds(10),
    };

    static string Joined(IReadOnlyList<Piece> line) => string.Concat(line.Select(static piece => piece.Text));
}
