namespace Sluice.Tests.Model;

public sealed class FleetHistoryTests
{
    [Fact]
    public void A_thousand_histories_of_deaths_freezes_wrong_clocks_and_a_failing_store_count_each_item_once_and_leave_no_upload_behind()
    {
        int late = 0, deaths = 0, lost = 0, halved = 0, seconds = 0, orphans = 0, unnoted = 0, joined = 0, shared = 0;
        (int Lost, int Doubled, int Late) messages = default;
        for (int seed = 0; seed < 1000; seed++)
        {
            using FleetHistory history = new(seed);
            try
            {
                history.Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
            (deaths, lost, halved, seconds) = (deaths + history.Deaths, lost + history.LostClaims, halved + history.Halved, seconds + history.Seconds);
            (late, messages) = (late + history.LateActs, (messages.Lost + history.Messages.Lost, messages.Doubled + history.Messages.Doubled, messages.Late + history.Messages.Late));
            (joined, shared) = (joined + history.Joined.All, shared + history.Joined.Shared);
            (orphans, unnoted) = (orphans + history.Orphans.All, unnoted + history.Orphans.Unnoted);
        }
        // Histories in which nothing happens prove nothing.
        Assert.True(deaths > 2000 && lost > 300 && halved > 200 && seconds > 40 && orphans > 500 && unnoted > 50 && joined > 500 && shared > 100 && late > 20 && messages is { Lost: > 200, Doubled: > 200, Late: > 200 }, $"{messages} of messages, {late} requests acted late, {joined} large objects joined, {shared} of them by several workers, {orphans} uploads left, {unnoted} of them without a note, {deaths} deaths, {lost} claims lost, {halved} chunks halved, {seconds} chunks done a second time.");
    }
}
