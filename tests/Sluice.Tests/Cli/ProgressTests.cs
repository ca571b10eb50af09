using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Cli;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void The_live_view_is_never_wider_than_the_terminal(int width)
    {
        foreach (bool complete in new[] { false, true })
        {
            ProgressSample sample = Sample(Run(complete, failed: 3, retries: 12), 316 << 20, 1234);
            Assert.All(ProgressFrame.Live(sample, width), line => Assert.InRange(Text(line).Length, 0, width));
        }
    }

    [Fact]
    public void A_wide_terminal_shows_everything()
    {
        IReadOnlyList<IReadOnlyList<Piece>> lines = ProgressFrame.Live(Sample(Run(complete: true, failed: 1, retries: 12), 100 << 20, 120), 120);
        Assert.Equal(" 50% ━━━━━━━━━━━━━━━━─────────────────  1.00 GiB of 2.00 GiB  100 MiB/s  0:10 left", Text(lines[0]));
        Assert.Equal("501 of 1,000 objects  1 error  12 retries  120 objects/s  16 in flight  0:10", Text(lines[1]));
        Assert.Contains(lines[1], piece => piece is { Text: "1 error", Tone: Tone.Bad });
    }

    [Theory]
    [InlineData(59, " 50% ━━━━────  1.00 GiB of 2.00 GiB  100 MiB/s  0:10 left", "501 of 1,000 objects  1 error  120 objects/s  16 in flight")]
    [InlineData(48, "50%  1.00 GiB of 2.00 GiB  100 MiB/s  0:10 left", "501 of 1,000 objects  1 error  120 objects/s")]
    [InlineData(39, "50%  1.00 GiB of 2.00 GiB  0:10 left", "501 of 1,000 objects  1 error")]
    [InlineData(32, "50%  1.00/2.00 GiB  0:10 left", "501 of 1,000 objects  1 error")]
    [InlineData(19, "50%  1.00/2.00 GiB", "501/1,000  1 error")]
    [InlineData(12, "50%", "501/1,000")]
    [InlineData(6, "50%", "501/1…")]
    public void A_narrow_terminal_keeps_the_share_and_what_is_done_and_left(int width, string amounts, string counts) =>
        Assert.Equal([amounts, counts], ProgressFrame.Live(Sample(Run(complete: true, failed: 1, retries: 0), 100 << 20, 120), width).Select(Text));

    [Fact]
    public void Objects_are_of_those_to_be_done_and_what_is_skipped_is_told_beside_them()
    {
        TransferProgress filtered = Run(complete: true, failed: 0, retries: 0) with { ListedItems = 10_000, Outcomes = new OutcomeCounts(2, 9995, 0, 0, 0, 0, 0) };
        ProgressSample sample = Sample(filtered, 100 << 20, 700) with { WorkedPerSecond = 3 };
        Assert.Equal("2 of 5 objects  9,995 skipped  3.0 objects/s  16 in flight  0:10", Text(ProgressFrame.Live(sample, 100)[1]));
        Assert.Equal("2/5", Text(ProgressFrame.Live(sample, 12)[1]));
        Assert.Contains("  2 of 5 objects, 9,995 skipped, 1.00 GiB of ", ProgressFrame.Plain(sample), StringComparison.Ordinal);
        Assert.Equal((9997, 10_000, 9995), (ProgressFrame.Record(sample).Objects, ProgressFrame.Record(sample).ObjectsListed, ProgressFrame.Record(sample).ObjectsSkipped));
        // Of what was counted ahead as many will be left out as so far.
        Assert.Equal("2 of ~10 objects", ObjectCount.Text(filtered with { ListingComplete = false, ExpectedItems = 20_000 }));
        Assert.Equal("2 of 5 objects so far", ObjectCount.Text(filtered with { ListingComplete = false }));
        // Nothing but that: its count is all there is, and its rate.
        TransferProgress same = filtered with { MovedBytes = 0, ListedBytes = 0, Outcomes = new OutcomeCounts(0, 10_000, 0, 0, 0, 0, 0) };
        ProgressSample idle = Sample(same with { ListingComplete = false, ExpectedItems = 40_000 }, 0, 700) with { WorkedPerSecond = 0 };
        Assert.EndsWith("10,000 of ~40,000 objects skipped  700 objects/s", Text(ProgressFrame.Live(idle, 100)[0]), StringComparison.Ordinal);
        Assert.Equal("10,000 of 10,000 objects skipped so far", ObjectCount.Text(same with { ListingComplete = false }));
    }

    [Fact]
    public void A_removal_of_few_among_many_is_as_far_as_those_few()
    {
        TransferProgress removal = Run(complete: true, failed: 0, retries: 0) with { ListedBytes = 0, MovedBytes = 0, ListedItems = 3000, Outcomes = new OutcomeCounts(5, 2950, 0, 0, 0, 0, 0) };
        ProgressSample sample = new(removal, 0, 200) { WorkedPerSecond = 1 };
        Assert.Equal((0.1, TimeSpan.FromSeconds(45)), (sample.Share, sample.Estimate));
    }

    [Fact]
    public void What_was_counted_ahead_gives_a_share_and_a_time_and_is_never_all()
    {
        TransferProgress counted = Run(complete: false, failed: 0, retries: 0) with { ExpectedItems = 4000, ExpectedBytes = 8L << 30 };
        ProgressSample sample = Sample(counted, 100 << 20, 120);
        Assert.Equal(0.1250, sample.Share!.Value, precision: 4);
        Assert.Equal(TimeSpan.FromSeconds(67), sample.Estimate);
        string[] lines = [.. ProgressFrame.Live(sample, 100).Select(Text)];
        Assert.StartsWith(" 12% ━", lines[0], StringComparison.Ordinal);
        Assert.Contains("1.00 GiB of ~8.00 GiB  100 MiB/s  1:07 left", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("501 of ~4,000 objects  ", lines[1], StringComparison.Ordinal);
        Assert.Contains("1.00 GiB of ~8.00 GiB (12%)", ProgressFrame.Plain(sample), StringComparison.Ordinal);
        Assert.Equal((4000, 8L << 30, 67), (ProgressFrame.Record(sample).ObjectsExpected, ProgressFrame.Record(sample).BytesExpected, ProgressFrame.Record(sample).SecondsLeft));
        Assert.Equal(0.99, new ProgressSample(counted with { ExpectedItems = 510, MovedBytes = 9L << 30 }, 100 << 20, 120).Share);
        Assert.Equal(0.12525, new ProgressSample(counted with { ExpectedBytes = 0 }, 0, 120).Share!.Value, precision: 5);
    }

    [Fact]
    public void What_is_skipped_is_no_work_in_the_share_and_the_time_to_go()
    {
        // A tenth of 10,000 is taken; half of that is done, and 100 in a second.
        TransferProgress filtered = Run(complete: true, failed: 0, retries: 0) with
        {
            ListedItems = 10_000,
            ListedBytes = 1000,
            MovedBytes = 500,
            InFlight = 0,
            Outcomes = new OutcomeCounts(Done: 500, Skipped: 9000, Missing: 0, Changed: 0, Denied: 0, Failed: 0, Quarantined: 0),
        };
        ProgressSample sample = new(filtered, 100, 2000) { WorkedPerSecond = 100 };
        Assert.Equal((0.5, TimeSpan.FromSeconds(5)), (sample.Share!.Value, sample.Estimate!.Value));
        // While a third is listed, of what was counted ahead: likewise.
        ProgressSample early = sample with { Run = filtered with { ListingComplete = false, ExpectedItems = 30_000, ExpectedBytes = 3000 } };
        Assert.Equal((Math.Round(500.0 / 3000, 9), TimeSpan.FromSeconds(25)), (Math.Round(early.Share!.Value, 9), early.Estimate!.Value));
    }

    [Fact]
    public void What_moves_no_bytes_is_told_in_objects()
    {
        TransferProgress removal = Run(complete: true, failed: 1, retries: 2) with { ListedBytes = 0, MovedBytes = 0 };
        ProgressSample sample = Sample(removal, 0, 120);
        string[] lines = [.. ProgressFrame.Live(sample, 100).Select(Text)];
        Assert.EndsWith("501 of 1,000 objects  120 objects/s  0:05 left", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(" 50% ━", lines[0], StringComparison.Ordinal);
        Assert.Equal("1 error  2 retries  16 in flight  0:10", lines[1]);
        Assert.Equal("0:10  501 of 1,000 objects (50%), 120 objects/s, 0:05 left, 2 retries, 1 error, 16 in flight", ProgressFrame.Plain(sample));
    }

    [Fact]
    public void While_listing_goes_on_there_is_no_total_and_no_promise()
    {
        ProgressSample sample = new(Run(complete: false, failed: 0, retries: 0), 100 << 20, 120);
        Assert.Null(sample.Share);
        Assert.Null(sample.Estimate);
        string text = string.Join('\n', ProgressFrame.Live(sample, 100).Select(Text));
        Assert.Contains("so far", text, StringComparison.Ordinal);
        Assert.DoesNotContain("%", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_100_percent_before_the_end()
    {
        TransferProgress almost = Run(complete: true, failed: 0, retries: 0) with { MovedBytes = (2L << 30) - 1, Outcomes = new OutcomeCounts(999, 0, 0, 0, 0, 0, 0), InFlight = 1 };
        Assert.StartsWith(" 99% ", Text(ProgressFrame.Live(Sample(almost, 1, 1), 100)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_plain_view_writes_a_line_with_its_time_every_interval()
    {
        ManualTime clock = new();
        List<string> lines = [];
        TransferText text = new(() => Run(complete: true, failed: 1, retries: 1));
        using (new PlainView(clock, TimeSpan.FromSeconds(5), () => ProgressView.Line(text, new UtcClock(clock)), lines.Add))
        {
            clock.Advance(TimeSpan.FromSeconds(4.9));
            Assert.Empty(lines);
            clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(2, lines.Count);
        }
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("2026-01-01 00:00:05  0:10  501 of 1,000 objects, 1.00 GiB of 2.00 GiB (50%), ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("1 retry, 1 error, 16 in flight", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_of_retries_and_the_largest_transfers_are_shown_by_name_and_fit_every_width()
    {
        TransferProgress run = Run(complete: true, failed: 0, retries: 48) with
        {
            RetryReasons = [new RetryReason("503 SlowDown", 46), new RetryReason("conn\u001bection", 2)],
            Largest = [new LargeTransfer(new LocalLocation("photos/" + new string('夏', 100)), new S3Location(null, "album", new ObjectKey("2026/" + new string('夏', 100) + ".jpg")), 64, 16)],
        };
        string[] lines = [.. ProgressFrame.Live(Sample(run, 100 << 20, 120), 120).Select(Text)];
        Assert.Equal("retries  503 SlowDown × 46, conn\\x1bection × 2", lines[2]);
        Assert.StartsWith(" 25%  …夏", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("夏.jpg", lines[3], StringComparison.Ordinal);
        foreach (int width in (int[])[20, 60, 80, 120, 200])
            Assert.All(ProgressFrame.Live(Sample(run, 100 << 20, 120), width), line => Assert.InRange(TextCells.CountOf(Text(line)), 0, width));
        string plain = ProgressFrame.Plain(Sample(run, 100 << 20, 120));
        Assert.Contains("48 retries (503 SlowDown × 46, conn\\x1bection × 2)", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_under_way_is_never_further_than_its_bytes_and_those_of_a_stream_have_no_share()
    {
        LargeTransfer file = new(new LocalLocation("a"), new S3Location(null, "album", new ObjectKey("a")), 12, 0) { Bytes = 200 << 20, MovedBytes = 50 << 20 };
        TransferProgress run = Run(complete: true, failed: 0, retries: 0) with { Largest = [file, file with { MovedBytes = 201 << 20 }, file with { Parts = 0, Bytes = null }] };
        string[] lines = [.. ProgressFrame.Live(Sample(run, 1, 1), 100).Select(Text)];
        Assert.Equal([" 25%  s3://album/a", "100%  s3://album/a", "      s3://album/a"], lines[2..]);
        LargeTransferRecord told = ProgressFrame.Record(Sample(run, 1, 1)).Largest![0];
        Assert.Equal((200L << 20, 50L << 20), (told.Bytes, told.BytesDone));
    }

    [Fact]
    public void Items_without_bytes_that_wait_keep_the_share_below_all()
    {
        TransferProgress tail = Run(complete: true, failed: 0, retries: 0) with { MovedBytes = 2L << 30 };
        ProgressSample sample = new(tail, 0, 50);
        Assert.Equal(0.99, sample.Share!.Value, precision: 3);
        Assert.Equal(TimeSpan.FromSeconds(10), sample.Estimate);
    }

    [Fact]
    public void The_share_is_of_the_bytes_that_stand_beside_it_however_many_items_have_ended()
    {
        TransferProgress mixture = Run(complete: true, failed: 0, retries: 0) with { ListedItems = 501, ListedBytes = 1000, MovedBytes = 188, Outcomes = new OutcomeCounts(500, 0, 0, 0, 0, 0, 0), InFlight = 1 };
        Assert.Equal(0.188, new ProgressSample(mixture, 10, 0).Share!.Value, precision: 3);
    }

    [Fact]
    public void Small_items_that_wait_behind_large_ones_do_not_make_the_time_to_go_that_of_their_rate_so_far()
    {
        // A line of 20 MB/s: 60 of 160 MB have come, and 30 of 1,500 small ones beside them.
        TransferProgress mixture = Run(complete: true, failed: 0, retries: 0) with { ListedItems = 1501, ListedBytes = 160_000_000, MovedBytes = 60_000_000, Outcomes = new OutcomeCounts(30, 0, 0, 0, 0, 0, 0), InFlight = 16, Elapsed = TimeSpan.FromSeconds(3) };
        Assert.InRange(new ProgressSample(mixture, 20_000_000, 10).Estimate!.Value.TotalSeconds, 5, 20);
    }

    [Fact]
    public void Large_items_that_are_the_last_ones_are_told_by_their_bytes()
    {
        TransferProgress tail = Run(complete: true, failed: 0, retries: 0) with { ListedItems = 505 };
        Assert.Equal(TimeSpan.FromSeconds(64), new ProgressSample(tail, 16 << 20, 0.001).Estimate);
        // Small ones that have just ended say nothing of them.
        Assert.Equal(TimeSpan.FromSeconds(64), new ProgressSample(tail, 16 << 20, 670).Estimate);
    }

    [Fact]
    public void The_time_to_go_of_a_comparison_is_that_of_the_side_that_is_read_more_slowly()
    {
        ProgressMeter meter = new();
        TransferProgress run = Run(complete: true, failed: 0, retries: 0) with { ListedItems = 3, Outcomes = default, ListedBytes = 2000 };
        ProgressSample sample = default;
        for (int second = 1; second <= 60; second++)
            sample = meter.Sample(run with { Elapsed = TimeSpan.FromSeconds(second), MovedBytes = 1000 + second * 10, FirstSide = new SideProgress(1000, 0), SecondSide = new SideProgress(second * 10, 1000 - second * 10) });
        Assert.Equal(TimeSpan.FromSeconds(40), sample.Estimate);
        Assert.Null(meter.Sample(run with { Elapsed = TimeSpan.FromSeconds(120), MovedBytes = 500, FirstSide = new SideProgress(500, 500), SecondSide = new SideProgress(0, 1000) }) is { SecondPerSecond: 0, Estimate: { } left } ? left : null);
    }

    [Fact]
    public void A_stream_shows_bytes_rate_and_time_and_no_bar()
    {
        TransferProgress stream = new() { ListedItems = 1, ListingComplete = true, MovedBytes = 40 << 20, Concurrency = 256, InFlight = 8, Elapsed = TimeSpan.FromSeconds(10) };
        ProgressSample sample = new(stream, 4 << 20, 0);
        Assert.Null(sample.Share);
        Assert.Equal(["40.0 MiB  4.00 MiB/s  0:10", "8 in flight"], ProgressFrame.Live(sample, 100).Select(Text));
        Assert.DoesNotContain("%", ProgressFrame.Plain(sample), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_of_a_job_has_no_bar_and_no_requests_while_it_waits()
    {
        (int InHand, int Sealed, long Items) chunks = (2, 3, 400);
        TransferProgress run = Run(complete: false, failed: 1, retries: 0);
        WorkText text = new(() => run, () => chunks);
        Assert.Equal("0:10  working: 501 items done, 3 chunks sealed, 2 in hand, 102 MiB/s, 0 retries, 1 error, 16 in flight", text.Plain());
        Assert.All(text.Live(60).Select(Text), static line => Assert.DoesNotContain('%', line));
        chunks = (0, 5, 499);
        Assert.Equal("0:10  waiting: 499 items done, 5 chunks sealed, 0 in hand, 0 retries, 1 error", text.Plain());
        Assert.Equal(["waiting  499 items done  0:10", "5 chunks sealed, 0 in hand  1 error"], text.Live(60).Select(Text));
        Assert.Equal(("waiting", 0), (text.Record().Phase, text.Record().Concurrency));
    }

    [Fact]
    public void A_steady_flow_shows_its_true_rate_and_a_stall_shows_zero()
    {
        RateMeter meter = new();
        for (int tick = 1; tick <= 100; tick++)
            meter.Add(tick * 10, TimeSpan.FromSeconds(tick / 10.0));
        Assert.InRange(meter.PerSecond, 99, 101);
        for (int tick = 101; tick <= 400; tick++)
            meter.Add(1000, TimeSpan.FromSeconds(tick / 10.0));
        Assert.InRange(meter.PerSecond, 0, 1);
    }

    static TransferProgress Run(bool complete, long failed, long retries) => new()
    {
        ListedItems = 1000,
        ListedBytes = 2L << 30,
        ListingComplete = complete,
        Outcomes = new OutcomeCounts(500 + (failed == 0 ? 1 : 0), 0, 0, 0, 0, failed, 0),
        MovedBytes = 1L << 30,
        Retries = retries,
        Concurrency = 16,
        InFlight = 16,
        Elapsed = TimeSpan.FromSeconds(10),
    };

    // As it is once the time left is told.
    static ProgressSample Sample(TransferProgress run, double bytesPerSecond, double objectsPerSecond)
    {
        ProgressSample sample = new(run, bytesPerSecond, objectsPerSecond);
        return sample with { Remaining = sample.Estimate };
    }

    static string Text(IReadOnlyList<Piece> line) => string.Concat(line.Select(piece => piece.Text));
}
