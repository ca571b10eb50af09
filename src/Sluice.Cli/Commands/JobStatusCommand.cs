using Sluice.Cli.Jobs;
using Sluice.Cli.Lines;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Says how far a job is.</summary>
sealed class JobStatusCommand(Session session, Location place, ClientDefaults connection)
{
    // What is told every five seconds costs a request a second.
    const int SecondsBetween = 5;

    // Leases that are read, the oldest: only what stands in one tells that its chunk was given back.
    const int MostLeases = 100;

    // Seals that are read, many at once: what all of a small job says is looked at, and of a large one so much that it still answers within seconds.
    internal const int MostSeals = 200;

    /// <summary>Looks, tells, and returns the exit code: 1 when items failed, are not accounted for, or stay pending because the job is cancelled.</summary>
    /// <param name="watches">Tell it again until the job is over.</param>
    /// <param name="workersEnded">Whoever asks has waited for all its workers: what is pending then is not done, and the exit code is 1.</param>
    public int Run(bool watches = false, bool workersEnded = false)
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        JobStore store = JobStore.Open(place, clients);
        JobWatch watch = new(store);
        if (!watch.ReadAll(session.Stop))
            return JobVerb.NoJob(session, place);
        watch.ReadOwners(MostLeases, session.Stop);
        watch.ReadSeals(MostSeals, session.Stop);
        Location? next = JobSuccessor.Of(store, clients, session.Stop);
        string? AfterOthers() => JobNext.AfterOthers(store, clients, session.Stop);
        int rounds = 0;
        using JobStatusScreen screen = new(session, watches);
        while (true)
        {
            int exitCode = Tell(watch, next, AfterOthers, screen, workersEnded);
            if (!watches || next is not null || watch.State is { IsOver: true } or { IsCancelled: true } or { IsStuck: true })
                return exitCode;
            for (int second = 0; second < SecondsBetween && next is null && watch.State is { IsOver: false, IsCancelled: false }; second++)
            {
                // How it ends is not known.
                if (session.Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
                    return ExitCode.Interrupted;
                // One of five requests is for what no name tells: what stands in a seal, whether another job goes on from this one, whether it is there still.
                if (second > 0)
                    watch.Look(1, session.Stop);
                else if (rounds++ % 3 is var turn && turn == 0)
                    watch.ReadSeals(1, session.Stop);
                else if (turn == 1)
                    next = JobSuccessor.Of(store, clients, session.Stop);
                else if (JobState.Find(store, session.Stop) is null)
                    return JobVerb.NoJob(session, place);
                if (screen.IsLive)
                    Tell(watch, next, AfterOthers, screen, workersEnded);
            }
            // What is told last is looked at as what is told first is.
            if (watch.State.IsOver)
                watch.ReadSeals(MostSeals, session.Stop);
        }
    }

    int Tell(JobWatch watch, Location? next, Func<string?> afterOthers, JobStatusScreen screen, bool workersEnded)
    {
        JobView view = watch.View(bins: 1);
        JobState state = view.State;
        // Of what is cancelled nothing more comes.
        JobPace? pace = state.IsCancelled ? null : view.Pace;
        OutcomeCounts found = state.Outcomes;
        if (session.Settings.Json)
        {
            session.Output.WriteLine(JsonLines.Line(new JobRecord(place.ToString()!, string.Join(' ', state.Job.Words.Select(DisplayText.Of)), state.Plan is not null, state.IsOver && !state.IsDamaged, state.IsCancelled, state.IsBeingDeleted, state.Chunks, state.SealedChunks, state.Leases.Count, state.Items,
                found.Done, found.Skipped, found.Missing, found.Changed, found.Denied, found.Failed, found.Quarantined, state.Pending, state.Plan?.KnownBytes, state.Bytes, state.Unverified, state.Damage.Count, state.ReadSeals, SecondsOf(pace?.LeftByItems), SecondsOf(pace?.LeftByBytes), next?.ToString()), JsonLines.Readable.JobRecord));
            session.Output.Flush();
        }
        else if (state.IsBeingDeleted)
        {
            return JobNext.TellDeletion(session, place);
        }
        else
        {
            screen.Show(JobStatusText.Lines(place, state, pace, next));
            if (state.Pending < 0)
                screen.Say("More items have an outcome than the job has: it is being deleted, or files of something else are among its own.");
            if (state.Job.Problem is { } problem)
                screen.Say($"No worker takes this job: {problem}");
            foreach ((string sentence, string wayOut) in DamageText.Of(state, ShellLine.Join([place.ToString()!])))
                screen.Say(sentence, next is null ? () => wayOut : afterOthers);
            if (next is not null && state is { Pending: > 0, IsDamaged: false })
                screen.Say(JobSuccessor.Sentence(next), afterOthers);
        }
        int exitCode = JobExit.CodeOf(state.Job, found);
        // Of what is cancelled, or for another job to do, nobody does the rest.
        return exitCode == ExitCode.Done && (state.IsDamaged || state.IsBeingDeleted || state.Job.Problem is not null || (state.IsCancelled || next is not null || workersEnded) && state.Pending > 0 || state.Pending < 0) ? ExitCode.Failures : exitCode;
    }

    static double? SecondsOf(TimeSpan? left) => left is { } time ? Math.Round(time.TotalSeconds, 3) : null;
}
