using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>
/// Carries out a listing's plan in one thread and in virtual time: every answer takes as long as the seed says, so that answers come in
/// any order, and the same seed gives the same run.
/// </summary>
internal sealed class PlanDriver(KeyStore store, ListObjectsRequest request, ListingOptions options, int seed)
{
    readonly Random _random = new(seed);

    /// <summary>The keys that were handed out.</summary>
    public List<ObjectKey> Keys { get; } = [];

    /// <summary>Time from request to answer without jitter. Default 1.</summary>
    public double Latency { get; init; } = 1;

    /// <summary>An answer takes up to so many times the latency more. Default 3.</summary>
    public double Jitter { get; init; } = 3;

    /// <summary>Called before each answer is made.</summary>
    public Action<Random>? Meanwhile { get; init; }

    /// <summary>When all was handed out.</summary>
    public double Time { get; private set; }

    /// <summary>Most requests under way at once.</summary>
    public int MostUnderWay { get; private set; }

    /// <summary>Most pages held at once, those under way among them.</summary>
    public int MostHeld { get; private set; }

    /// <summary>Error at the end.</summary>
    public S3Error? Error { get; private set; }

    /// <summary>Notice at the end.</summary>
    public string? Notice { get; private set; }

    /// <summary>Lists everything.</summary>
    public PlanDriver Run()
    {
        ListingPlan plan = new(request, options);
        PriorityQueue<(KeyRange Range, S3Result<ListObjectsPage> Page, double Asked), double> answers = new();
        while (true)
        {
            while (plan.TryTake(out ListObjectsPage page))
                Keys.AddRange(page.Objects.Select(static found => found.Key));
            if (plan.IsDone)
                break;
            plan.Starved();
            while (plan.NextFetch() is { } range)
            {
                Meanwhile?.Invoke(_random);
                answers.Enqueue((range, store.List(plan.RequestFor(range), default), Time), Time + Latency + _random.NextDouble() * Jitter * Latency);
            }
            MostUnderWay = Math.Max(MostUnderWay, answers.Count);
            MostHeld = Math.Max(MostHeld, plan.Held);
            Assert.True(answers.TryDequeue(out var answer, out double at), "Nothing is under way, and nothing is to be taken, before the end.");
            Time = at;
            plan.Arrived(answer.Range, answer.Page, TimeSpan.FromSeconds(at - answer.Asked), 0, 0);
        }
        (Error, Notice) = (plan.Error, plan.Notice);
        return this;
    }
}
