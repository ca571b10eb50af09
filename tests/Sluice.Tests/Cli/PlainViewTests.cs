using Sluice.Cli.Progress;

namespace Sluice.Tests.Cli;

public sealed class PlainViewTests
{
    [Fact]
    public void A_timer_that_fires_as_often_as_it_missed_while_its_process_was_stopped_prints_one_line()
    {
        ManualTime clock = new();
        List<string> lines = [];
        CatchingUp twice = new(clock);
        using (new PlainView(twice, TimeSpan.FromSeconds(1), () => "line", lines.Add))
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            twice.Fire();
            twice.Fire();
            Assert.Single(lines);
            clock.Advance(TimeSpan.FromSeconds(1));
            twice.Fire();
            Assert.Equal(2, lines.Count);
        }
    }

    // Its timer fires when it is told to.
    sealed class CatchingUp(ManualTime clock) : TimeProvider
    {
        public Action Fire { get; private set; } = static () => { };

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fire = () => callback(state);
            return clock.CreateTimer(static _ => { }, null, TimeSpan.FromDays(1), period);
        }
    }
}
