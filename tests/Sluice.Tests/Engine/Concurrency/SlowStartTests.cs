using Sluice.Engine.Concurrency;

namespace Sluice.Tests.Engine.Concurrency;

public sealed class SlowStartTests
{
    [Fact]
    public void It_ends_when_answers_take_longer_than_with_fewer_requests()
    {
        SlowStart start = new();
        Assert.Equal(SlowStart.Verdict.Double, Round(start, inFlight: 8, wait: 0.010));
        Assert.Equal(SlowStart.Verdict.Double, Round(start, inFlight: 16, wait: 0.011));
        // Twice the requests, twice the wait, and as many answers: they queue at the store.
        Assert.Equal(SlowStart.Verdict.End, Round(start, inFlight: 32, wait: 0.022));
        Assert.False(start.Paid);
    }

    [Fact]
    public void One_round_that_took_longer_is_not_believed_while_connections_are_opened()
    {
        SlowStart start = new();
        Assert.Equal(SlowStart.Verdict.Double, Round(start, inFlight: 8, wait: 0.030));
        Assert.Equal(SlowStart.Verdict.Double, Round(start, inFlight: 16, wait: 0.030));
        // The handshakes of sixteen others kept both ends busy, and then they are there.
        Assert.Equal(SlowStart.Verdict.Stay, start.Observe(Sample(0.060, inFlight: 32, waiting: 32) with { Requests = 16, Answers = 16, Waited = 16 * 0.060 }));
        Assert.Equal(SlowStart.Verdict.Double, Round(start, inFlight: 32, wait: 0.031));
    }

    [Fact]
    public void A_run_that_offers_too_little_work_teaches_it_nothing()
    {
        SlowStart start = new();
        for (int look = 0; look < 1000; look++)
            Assert.Equal(SlowStart.Verdict.Stay, start.Observe(Sample(0.002, inFlight: 1, waiting: 1, busy: false)));
        Assert.Equal(SlowStart.Verdict.Double, start.Observe(Sample(0.002, inFlight: 8, waiting: 8)));
    }

    [Fact]
    public void A_listings_answers_and_what_passed_before_there_was_work_do_not_end_the_first_doublings()
    {
        SlowStart start = new();
        start.Observe(Sample(0.3, inFlight: 0, waiting: 1, busy: false));
        Assert.Equal(SlowStart.Verdict.Stay, start.Observe(Sample(0.05, inFlight: 8, waiting: 2)));
        Assert.Equal(SlowStart.Verdict.Double, start.Observe(Sample(0.002, inFlight: 8, waiting: 8) with { Answers = 1, Waited = 0.1 }));
        Assert.Equal(SlowStart.Verdict.Double, start.Observe(Sample(0.002, inFlight: 16, waiting: 16)));
        Assert.Equal(SlowStart.Verdict.Double, start.Observe(Sample(0.002, inFlight: 64, waiting: 64) with { Answers = 3, Waited = 0.3 }));
        Assert.Equal(SlowStart.Verdict.Stay, start.Observe(Sample(0.002, inFlight: 64, waiting: 64) with { Answers = 8, Waited = 0.8 }));
    }

    [Fact]
    public void Busy_processors_or_the_runs_own_limits_end_it()
    {
        Assert.Equal(SlowStart.Verdict.Stay, new SlowStart().Observe(Sample(0.002, inFlight: 8, waiting: 8, cpu: 0.95)));
        Assert.Equal(SlowStart.Verdict.Stay, new SlowStart().Observe(Sample(0.002, inFlight: 8, waiting: 8) with { Paced = true }));
        Assert.Equal(SlowStart.Verdict.End, Round(new SlowStart(), inFlight: 8, wait: 0.010, cpu: 0.95));
    }

    [Fact]
    public void No_more_is_asked_for_at_first_than_a_known_limit_lets_come_in_four_seconds()
    {
        ControllerSample asked = Sample(0.002, inFlight: 8, waiting: 8) with { Asked = 40 << 20 };
        Assert.Equal(SlowStart.Verdict.Double, new SlowStart().Observe(asked));
        Assert.Equal(SlowStart.Verdict.Double, new SlowStart().Observe(asked with { MostBytesPerSecond = 25e6 }));
        Assert.Equal(SlowStart.Verdict.Stay, new SlowStart().Observe(asked with { MostBytesPerSecond = 10e6 }));
    }

    [Fact]
    public void It_looks_less_often_the_longer_a_level_lasts()
    {
        SlowStart start = new();
        Assert.Equal(0.002, start.Interval);
        start.Observe(Sample(1, inFlight: 8, waiting: 0, busy: false));
        Assert.Equal(0.125, start.Interval);
        start.Observe(Sample(9, inFlight: 8, waiting: 0, busy: false));
        Assert.Equal(0.25, start.Interval);
    }

    // Looks every 2 ms until one of them decides; each request waits so long and is followed by another at once.
    static SlowStart.Verdict Round(SlowStart start, int inFlight, double wait, double cpu = 0.1)
    {
        const double Look = 0.002;
        double answered = 1;
        for (int look = 0; look < 100; look++)
        {
            answered += inFlight * Look / wait;
            long answers = (long)answered;
            answered -= answers;
            SlowStart.Verdict verdict = start.Observe(Sample(Look, inFlight, inFlight, cpu: cpu) with { Requests = answers, Answers = answers, Waited = answers * wait });
            if (verdict != SlowStart.Verdict.Stay)
                return verdict;
        }
        return SlowStart.Verdict.Stay;
    }

    static ControllerSample Sample(double seconds, int inFlight, int waiting, bool busy = true, double cpu = 0.1) =>
        new(seconds, 0, 0, 0, busy, cpu, inFlight) { Waiting = waiting };
}
