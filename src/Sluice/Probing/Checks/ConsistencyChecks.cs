using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>What is read and listed right after it was written or removed.</summary>
internal static class ConsistencyChecks
{
    const string Page = "S3 User Guide, \"Amazon S3 data consistency model\"";
    const string NoWay = "There is no way around it: verify what was copied some time later, and let one run end before the next begins.";
    const int Times = 5;

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("read-after-write", ProbeArea.Consistency, "has a new object for who reads right after it was written", Page, NoWay) { IsReliedOn = true, Look = static store => Written(store, overwritten: false) },
        new("read-after-overwrite", ProbeArea.Consistency, "has the new bytes for who reads right after they were written over others", Page, NoWay) { IsReliedOn = true, Look = static store => Written(store, overwritten: true) },
        new("read-after-delete", ProbeArea.Consistency, "has no object any more for who reads right after it was removed", Page, NoWay) { IsReliedOn = true, Look = static store => Removed(store, lists: false) },
        new("list-after-write", ProbeArea.Consistency, "lists an object right after it was written", Page, NoWay) { IsReliedOn = true, Look = Listed },
        new("list-after-delete", ProbeArea.Consistency, "lists an object no longer right after it was removed", Page, NoWay) { IsReliedOn = true, Look = static store => Removed(store, lists: true) },
    ];

    static Observation Written(ProbedStore store, bool overwritten)
    {
        for (int time = 1; time <= Times; time++)
        {
            string name = overwritten ? "overwritten" : $"written-{time}";
            byte[] body = store.Bytes();
            if (!overwritten && store.Ask("HEAD", name).Status != 404)
                return Observation.Unknown("HEAD of what is not there does not say so");
            store.Put(name, body);
            if (store.Read(name) is not { } read)
                return Observation.Deviates($"it was not there, at time {time} of {Times}");
            if (!read.AsSpan().SequenceEqual(body))
                return Observation.Deviates($"other bytes came, at time {time} of {Times}");
        }
        return Observation.Holds($"tried {Times} times");
    }

    static Observation Listed(ProbedStore store)
    {
        for (int time = 1; time <= Times; time++)
        {
            store.Put($"listed/{time}");
            if (ListingChecks.List(store, "listed/").Count != time)
                return Observation.Deviates($"it was not listed, at time {time} of {Times}");
        }
        return Observation.Holds($"tried {Times} times");
    }

    static Observation Removed(ProbedStore store, bool lists)
    {
        for (int time = 1; time <= Times; time++)
        {
            string name = $"removed-{(lists ? "listed" : "read")}/{time}";
            store.Put(name);
            if (lists && ListingChecks.List(store, name).Count != 1)
                return Observation.Unknown("it was not listed before");
            store.Need("DELETE", name);
            if (!lists && store.Ask("GET", name) is { Status: not 404 } answer)
                return Observation.Deviates($"GET was answered with {answer}, at time {time} of {Times}");
            if (lists && ListingChecks.List(store, name).Count != 0)
                return Observation.Deviates($"it was listed, at time {time} of {Times}");
        }
        return Observation.Holds($"tried {Times} times");
    }
}
