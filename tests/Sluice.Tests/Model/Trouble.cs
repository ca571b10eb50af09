namespace Sluice.Tests.Model;

/// <summary>What happens to simulated machines, and how often it may.</summary>
public sealed class Trouble
{
    /// <summary>Requests take no time, and nothing happens: for whoever only looks.</summary>
    public bool IsNone { get; init; }

    /// <summary>Most that one way takes.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Deaths that are left.</summary>
    public int Deaths { get; set; }

    /// <summary>Of dying at a step, while there are any.</summary>
    public double DeathChance { get; init; } = 0.02;

    /// <summary>Freezes that are left.</summary>
    public int Freezes { get; set; }

    /// <summary>Of freezing at a step.</summary>
    public double FreezeChance { get; init; } = 0.02;

    /// <summary>How long a freeze lasts at most.</summary>
    public TimeSpan MostFrozen { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Writes of names that begin so are where machines freeze and die ten times as often.</summary>
    public string Worst { get; init; } = "none";

    /// <summary>Also what is one page of a listing is of different moments: small jobs then meet what large ones do.</summary>
    public bool SplitsPages { get; init; } = true;

    /// <summary>Of a lost answer.</summary>
    public double LossChance { get; init; }

    /// <summary>How long machines have waited for answers, all together.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>How late a request may come.</summary>
    public TimeSpan MostLate { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>When the store does not answer.</summary>
    public List<(TimeSpan From, TimeSpan To)> Outages { get; } = [];

    /// <summary>True while it does not.</summary>
    public bool IsSilent(long now) => Outages.Exists(outage => outage.From.Ticks <= now && now < outage.To.Ticks);
}
