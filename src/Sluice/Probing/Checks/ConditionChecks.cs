using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Writes, copies and removals that are done only if something holds, one at a time and several at once.</summary>
internal static class ConditionChecks
{
    const string Page = "S3 User Guide, \"Add preconditions to S3 operations with conditional requests\"";
    const string WrongTag = "\"00000000000000000000000000000000\"";
    const int Racers = 8, Races = 3;

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("create-condition", ProbeArea.Conditions, "refuses a PUT with If-None-Match: * where an object is", Page,
            "Jobs with leases are refused; the writes of a plan look by HEAD right before, and what comes in between is overwritten.")
        { IsReliedOn = true, Remembered = StoreDeviations.CreateConditions, Look = Create },
        new("create-race", ProbeArea.Conditions, "lets one of several PUTs with If-None-Match: * win", Page,
            "Jobs with leases are refused.")
        { IsReliedOn = true, Remembered = StoreDeviations.CreateConditions, Look = static store => Race(store, "race-create", replaces: false) },
        new("replace-condition", ProbeArea.Conditions, "compares If-Match of a PUT with the ETag that it told", Page,
            "Jobs with leases are refused; the writes of a plan look by HEAD right before, and what comes in between is overwritten.")
        { IsReliedOn = true, Remembered = StoreDeviations.ReplaceConditions, Look = Replace },
        new("replace-race", ProbeArea.Conditions, "lets one of several PUTs with the same If-Match win", Page,
            "Jobs with leases are refused.")
        { IsReliedOn = true, Remembered = StoreDeviations.ReplaceConditions, Look = static store => Race(store, "race-replace", replaces: true) },
        new("complete-absent", ProbeArea.Conditions, "refuses CompleteMultipartUpload with If-None-Match: * where an object is", Page,
            "The writes of a plan look by HEAD right before; what comes in between is overwritten.")
        { IsReliedOn = true, Remembered = StoreDeviations.CompleteConditions, Look = static store => Complete(store, "complete-absent", ("if-none-match", "*")) },
        new("complete-match", ProbeArea.Conditions, "refuses CompleteMultipartUpload with another ETag in If-Match", Page,
            "The writes of a plan look by HEAD right before; what comes in between is overwritten.")
        { IsReliedOn = true, Remembered = StoreDeviations.CompleteConditions, Look = static store => Complete(store, "complete-match", ("if-match", WrongTag)) },
        new("copy-source-match", ProbeArea.Conditions, "refuses CopyObject with another ETag in x-amz-copy-source-if-match", "API Reference, CopyObject",
            "Sources of copies are looked at before and after.")
        { Remembered = StoreDeviations.CopyConditions, Look = CopySource },
        new("copy-absent", ProbeArea.Conditions, "refuses CopyObject with If-None-Match: * where an object is", Page,
            "The copies of a plan look by HEAD right before; what comes in between is overwritten.")
        { Remembered = StoreDeviations.CopyCreateConditions, Look = CopyAbsent },
        new("delete-match", ProbeArea.Conditions, "refuses DeleteObject with another ETag in If-Match", "S3 User Guide, \"How to perform conditional deletes\"",
            "A HEAD right before compares; what comes in between is removed.")
        { Remembered = StoreDeviations.DeleteConditions, Look = Delete },
    ];

    static Observation Create(ProbedStore store)
    {
        byte[] first = store.Bytes();
        ExactAnswer made = store.Ask("PUT", "create", first, ("if-none-match", "*"));
        if (!made.IsDone)
            return Observation.Deviates($"a PUT with If-None-Match: * where nothing is was answered with {made}");
        return Refused(store, "create", first, store.Ask("PUT", "create", store.Bytes(), ("if-none-match", "*")));
    }

    static Observation Replace(ProbedStore store)
    {
        byte[] second = store.Bytes();
        string tag = store.Put("replace");
        if (store.Ask("PUT", "replace", second, ("if-match", tag)) is { IsDone: false } refused)
            return Observation.Deviates($"the ETag that it told was answered with {refused}");
        return Refused(store, "replace", second, store.Ask("PUT", "replace", store.Bytes(), ("if-match", tag)));
    }

    // One observation proves nothing, and three do not either: how often it was tried is told.
    static Observation Race(ProbedStore store, string name, bool replaces)
    {
        for (int race = 1; race <= Races; race++)
        {
            string target = $"{name}-{race}";
            ProbeField condition = replaces ? ("if-match", store.Put(target)) : ("if-none-match", "*");
            byte[][] bodies = [.. Enumerable.Range(0, Racers).Select(_ => store.Bytes())];
            ExactAnswer?[] answers = new ExactAnswer?[Racers];
            CannotTellException? lost = null;
            using Barrier start = new(Racers);
            Thread[] threads = [.. Enumerable.Range(0, Racers).Select(at => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    answers[at] = store.Ask("PUT", target, bodies[at], condition);
                }
                catch (CannotTellException failed)
                {
                    Volatile.Write(ref lost, failed);
                }
            })
            { IsBackground = true })];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();
            if (lost is not null)
                throw new CannotTellException(lost.Message, lost.EndsAll);
            int[] won = [.. Enumerable.Range(0, Racers).Where(at => answers[at]!.IsDone)];
            if (answers.FirstOrDefault(static answer => answer is { IsDone: false, Status: not (409 or 412) }) is { } odd)
                return odd.Status >= 500 && odd.Status != 501 ? Observation.Unknown($"one of {Racers} at once was answered with {odd}") : Observation.Deviates($"one of {Racers} at once was answered with {odd}");
            if (won.Length != 1)
                return Observation.Deviates($"{won.Length} of {Racers} at once were told that they won, in race {race} of {Races}");
            if (store.Read(target) is not { } kept || !kept.AsSpan().SequenceEqual(bodies[won[0]]))
                return Observation.Deviates($"what is there is not what the winner wrote, in race {race} of {Races}");
        }
        return Observation.Holds($"tried {Races} times with {Racers} at once, which is no proof");
    }

    static Observation Complete(ProbedStore store, string name, ProbeField condition)
    {
        byte[] there = store.Bytes();
        store.Put(name, there);
        string upload = PartedObject.Begin(store, name);
        string part = PartedObject.Put(store, name, upload, 1);
        return Refused(store, name, there, PartedObject.Complete(store, name, upload, [(1, part)], condition));
    }

    static Observation CopySource(ProbedStore store)
    {
        string tag = store.Put("copied");
        if (store.Ask("PUT", "copied-right", null, CopyChecks.Source(store, "copied"), ("x-amz-copy-source-if-match", tag)) is { IsDone: false } refused)
            return Observation.Deviates($"the ETag that it told was answered with {refused}");
        ExactAnswer answer = store.Ask("PUT", "copied-wrong", null, CopyChecks.Source(store, "copied"), ("x-amz-copy-source-if-match", WrongTag));
        return Observation.Of((!answer.IsDone, "copied all the same"), (answer.Status == 412, $"answered {answer}, not 412"));
    }

    static Observation CopyAbsent(ProbedStore store)
    {
        byte[] there = store.Bytes();
        store.Put("copy-target", there);
        return Refused(store, "copy-target", there, store.Ask("PUT", "copy-target", null, CopyChecks.Source(store, store.Object), ("if-none-match", "*")));
    }

    static Observation Delete(ProbedStore store)
    {
        byte[] there = store.Bytes();
        store.Put("delete-match", there);
        return Refused(store, "delete-match", there, store.Ask("DELETE", "delete-match", null, ("if-match", WrongTag)));
    }

    // What counts is what is there afterwards; a refusal by another status is one, too.
    static Observation Refused(ProbedStore store, string name, byte[] kept, ExactAnswer answer)
    {
        bool isKept = store.Read(name) is { } now && now.AsSpan().SequenceEqual(kept);
        return Observation.Of(
            (!answer.IsDone || isKept, "the condition was ignored: what was there is gone"),
            (!answer.IsDone, "said to be done, and it was not"),
            (isKept, $"answered {answer}, and what was there is gone"),
            (answer.Status is 409 or 412, $"answered {answer}, not 412"));
    }
}
