using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <summary>The job's store as one simulated machine sees it: requests take time, are lost, come late or twice, and the machine freezes or dies at any of them.</summary>
public sealed class Machine(SimulatedStore store, VirtualTime time, Trouble trouble) : JobStore
{
    /// <summary>Its program ends here, at once.</summary>
    public sealed class DiedException : Exception;

    Random Random => time.Random;

    /// <summary>True while a request acts that had left before its machine froze or died, or was between the look at the claim and the wire, or whose way was long.</summary>
    public bool IsLate { get; private set; }

    /// <summary>True while requests are made beside the work, and hold nothing up.</summary>
    public Func<bool> IsBeside { get; init; } = static () => false;

    /// <inheritdoc/>
    public override Location Place => LocationParser.Parse("s3://jobs/model");

    /// <inheritdoc/>
    public override DateTimeOffset Now => store.Date;

    /// <inheritdoc/>
    public override (byte[] Content, string? Tag)? Read(string name, CancellationToken cancellationToken) =>
        Ask(name, () => store.Get(name) is { } there ? ((byte[], string?)?)(there.Content, there.Tag) : null, writes: false);

    /// <inheritdoc/>
    // As a store over HTTP tells it: in whole seconds, which end before they are told.
    public override TimeSpan? Age(string name, string tag, CancellationToken cancellationToken) =>
        Ask(name, () => store.Get(name) is { } there && there.Tag == tag ? store.Date - there.Modified - TimeSpan.FromSeconds(1) : (TimeSpan?)null, writes: false);

    /// <inheritdoc/>
    public override string? Create(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Ask(name, () => store.Put(name, content, ""), writes: true) ?? TagOf(name, content, cancellationToken);

    /// <inheritdoc/>
    public override string? Replace(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken cancellationToken) =>
        Ask(name, () => store.Put(name, content, tag), writes: true) ?? TagOf(name, content, cancellationToken);

    /// <inheritdoc/>
    public override void Write(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Ask(name, () => store.Put(name, content, null), writes: true);

    /// <inheritdoc/>
    public override void Delete(string name, CancellationToken cancellationToken) => store.Delete(name);

    /// <inheritdoc/>
    // Pages are of different moments, and so are the halves of a short one where that is asked for.
    public override IEnumerable<JobEntry> List(string prefix, string after, CancellationToken cancellationToken)
    {
        int most = 1000;
        while (true)
        {
            List<(string Name, string Tag, DateTimeOffset Modified)> page = Ask(prefix, () => store.List(prefix, after, most), writes: false);
            bool isLast = page.Count < most;
            if (trouble is { IsNone: false, SplitsPages: true } && most != int.MaxValue && page.Count > 1)
            {
                page = page[..(Random.Next(page.Count) + 1)];
                (isLast, most) = (false, int.MaxValue);
            }
            foreach ((string name, string tag, DateTimeOffset modified) in page)
                yield return new JobEntry(after = name, tag, modified);
            if (isLast || page.Count == 0)
                yield break;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<JobEntry> ListPage(string prefix, string after, CancellationToken cancellationToken, out bool isLast)
    {
        List<(string Name, string Tag, DateTimeOffset Modified)> found = Ask(prefix, () => store.List(prefix, after), writes: false);
        isLast = found.Count < 1000;
        return [.. found.Select(static one => new JobEntry(one.Name, one.Tag, one.Modified))];
    }

    /// <summary>The machine may freeze here, or die; true when it has frozen.</summary>
    /// <param name="isWorst">It is where most happens.</param>
    public bool Suffer(bool isWorst = false)
    {
        double chance = isWorst ? 10 : 1;
        bool hasFrozen = trouble.Freezes > 0 && Random.NextDouble() < trouble.FreezeChance * chance;
        if (hasFrozen)
        {
            trouble.Freezes--;
            time.Sleep(trouble.MostFrozen * Random.NextDouble());
        }
        if (trouble.Deaths > 0 && Random.NextDouble() < trouble.DeathChance * chance)
        {
            trouble.Deaths--;
            throw new DiedException();
        }
        return hasFrozen;
    }

    /// <summary>A request, and what may happen to it.</summary>
    /// <param name="name">What is asked for.</param>
    /// <param name="act">What the other side does, at one moment.</param>
    /// <param name="writes">It may come late.</param>
    /// <param name="look">Looks at the claim before the request is sent again, and throws when that has run out: what a timer does beside a request; null for nobody.</param>
    public T Ask<T>(string name, Func<T> act, bool writes, Action? look = null)
    {
        if (trouble.IsNone)
            return act();
        bool hasFrozen;
        try
        {
            hasFrozen = Suffer(writes && name.StartsWith(trouble.Worst, StringComparison.Ordinal));
        }
        catch (DiedException) when (writes && Random.Next(2) == 0)
        {
            // It had left already.
            time.Spawn(trouble.MostLate * Random.NextDouble(), () => Act(isLate: true));
            throw;
        }
        long began = time.Now;
        time.Sleep(trouble.Latency * Random.NextDouble());
        for (int attempt = 0; trouble.IsSilent(time.Now); attempt++)
        {
            if (attempt == 2)
                throw SimulatedStore.Silent();
            time.Sleep(TimeSpan.FromSeconds(5));
            Look();
        }
        T answer = Act(hasFrozen);
        if (Random.NextDouble() < trouble.LossChance)
        {
            // The answer is lost, and the request comes again; or the first one did not come, and comes late.
            time.Sleep(TimeSpan.FromSeconds(5));
            Look();
            answer = Act(hasFrozen);
            if (writes && Random.Next(2) == 0)
                time.Spawn(trouble.MostLate * Random.NextDouble(), () => Act(isLate: true));
        }
        if (!IsBeside())
            trouble.Waited += TimeSpan.FromTicks(time.Now - began);
        Suffer();
        time.Sleep(trouble.Latency * Random.NextDouble());
        return answer;

        // On a machine that has just woken the request may be faster than the timer.
        void Look()
        {
            if (!hasFrozen)
                look?.Invoke();
        }

        T Act(bool isLate)
        {
            IsLate = isLate;
            try
            {
                return act();
            }
            finally
            {
                IsLate = false;
            }
        }
    }
}
