namespace Sluice.Tests.Model;

/// <summary>Ranges of keys of which planning has not seen how many keys they have.</summary>
public sealed class DenseRangeTests
{
    const int RangeKeys = 20_000;

    [Fact]
    public void A_narrow_cluster_that_planning_missed_is_listed_by_all_workers_at_once()
    {
        const int Workers = 8;
        using DenseRangeModel model = new(1, spread: 40_000, cluster: 320_000, RangeKeys, new Trouble { Latency = TimeSpan.FromSeconds(0.1), SplitsPages = false });
        model.Run(Workers);
        // In pages: all of them, shared; the share after which the range is cut; a cut or two for each range; and a range that is begun last.
        int pages = model.Keys / 1000, share = RangeKeys / 1000, slowest = model.Pages.Values.Max();
        Assert.True(model.Planned < 10 && model.Seen.Cut > 0, $"{model.Planned} ranges were planned, {model.Seen.Cut} were cut.");
        Assert.True(slowest <= (pages / Workers) + (3 * share), $"Of {pages} pages {Workers} workers have asked for {string.Join(", ", model.Pages.Values)}.");
        // A share of so few pages makes cuts dear, and a second try of a range that others wait for.
        Assert.True(model.Pages.Values.Sum() <= pages * 1.6, $"{model.Pages.Values.Sum()} requests for {pages} pages.");

        using DenseRangeModel whole = new(1, spread: 40_000, cluster: 320_000, RangeKeys, new Trouble { Latency = TimeSpan.FromSeconds(0.1), SplitsPages = false }, cuts: false);
        whole.Run(Workers);
        Assert.True(whole.Pages.Values.Max() > pages * 0.8 && model.Took < whole.Took * 0.6, $"It takes {model.Took}, and {whole.Took} where no range is cut.");
    }

    [Fact]
    public void A_range_that_has_little_more_than_its_share_is_not_cut()
    {
        using DenseRangeModel model = new(1, spread: 120_000, cluster: 0, RangeKeys, new Trouble { SplitsPages = false });
        model.Run(3);
        Assert.True(model.Planned > 3 && model.Seen.Cut == 0, $"{model.Planned} ranges were planned, {model.Seen.Cut} were cut.");
    }

    [Fact]
    public void A_range_that_was_cut_and_whose_seal_a_store_has_lost_is_cut_anew_and_the_job_is_never_told_as_whole()
    {
        using DenseRangeModel model = new(3, spread: 4_000, cluster: 60_000, 8000, new Trouble { SplitsPages = false });
        model.Run(2);
        // Rows of the earlier cut are among the job's: no manifest is written of them.
        Assert.True(model.LoseSeal() is { IsOver: true, IsDamaged: true });
    }

    [Fact]
    public void Workers_that_die_or_freeze_while_they_cut_a_range_and_two_that_cut_it_at_once_lose_no_key_and_count_none_twice()
    {
        int deaths = 0, cut = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Trouble trouble = new() { Deaths = seed % 5, Freezes = seed % 4, DeathChance = 0.01, FreezeChance = 0.01, MostFrozen = TimeSpan.FromMinutes(2), LossChance = seed % 3 * 0.02, Worst = seed % 2 == 0 ? "chunks/" : "seals/" };
            using DenseRangeModel model = new(seed, spread: 4_000, cluster: 60_000, 8000, trouble);
            model.Run(1 + seed % 5);
            (deaths, cut) = (deaths + model.Seen.Deaths, cut + model.Seen.Cut);
        }
        // Histories in which nothing happens prove nothing.
        Assert.True(deaths > 60 && cut >= 60, $"{deaths} deaths, {cut} ranges cut.");
    }
}
