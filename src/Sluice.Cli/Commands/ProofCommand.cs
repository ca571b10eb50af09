using Sluice.Cli.Jobs;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Proofs;
using Sluice.Transfer.Sinks;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Writes what both stores say of the items that a job has copied, and the hash of that.</summary>
sealed class ProofCommand(OneJob one, string path)
{
    readonly Session _session = one.Session;

    /// <summary>Where the hash of a proof goes, as sha256sum writes and reads it.</summary>
    public static string HashFile(string path) => path + ".sha256";

    /// <summary>Writes it, and returns the exit code.</summary>
    public int Run()
    {
        JobDefinition job = one.Definition;
        Location? source = JobCommandLine.SourceOf(job.Words, out Location? destination, out _);
        if (job.Words[0] != "cp" || source?.InStore is null || destination?.InStore is null)
        {
            _session.Errors.PrintSentence($"Only copies from store to store are proved: this job is '{DisplayText.Of(job.Words[0])}'.", "'sluice job report' has its rows.");
            return ExitCode.Usage;
        }
        List<JobDamage> damage = [];
        JobProof proof = new(one.Store, job, one.Clients, source, destination);
        ProofCount count;
        // Under its name only when it is whole.
        using (FileReplacement file = new(path))
        {
            using (ProgressView.For(_session, new CountText(() => proof.Looked, _session.Clock, "proving", "item")))
                count = proof.Write(file.Stream, damage.Add, _session.Stop);
            file.Publish();
        }
        using (StreamWriter hash = new(new FileStream(HashFile(path), FileMode.CreateNew)))
            hash.Write($"{count.Sha256}  {Path.GetFileName(path)}\n");
        one.Tell(damage, "They are not in the proof.");
        Tell(count);
        // What has no row yet is not proved either.
        JobState? state = JobState.Read(one.Store, _session.Stop);
        if (state is not { IsOver: true, Pending: 0 })
            _session.Errors.PrintSentence($"The job is not over: {(state is { Plan: not null } ? $"{Numbers.Count(state.Pending, "item")} of it are not done" : "it is still being created")}, and not in the proof.");
        if (count.Misplaced > 0)
            _session.Errors.PrintSentence($"{Numbers.Count(count.Misplaced, "row")} of done items {(count.Misplaced == 1 ? "is" : "are")} of items that their chunks do not have, or that another chunk has, too: others of the plan are in none.", "sluice verify SOURCE DESTINATION says what is not there.");
        if (count.Untold > 0)
            _session.Errors.PrintSentence($"{Numbers.Count(count.Untold, "item")} of the plan {Are(count.Untold)} not in the proof: no row that can be read tells of {(count.Untold == 1 ? "it" : "them")}.");
        return damage.Count + count.Unproved + count.NotDone + count.Untold + count.Misplaced > 0 || state is not { IsOver: true, Pending: 0 } ? ExitCode.Failures : ExitCode.Done;
    }

    static string Are(long count) => count == 1 ? "is" : "are";

    void Tell(ProofCount count)
    {
        if (_session.Settings.Quiet)
            return;
        _session.Errors.Note($"{Numbers.Count(count.Same)} of {Numbers.Count(count.Planned ?? count.Items, "item")} {Are(count.Same)} the same in both stores{(count.SourceChanged > 0 ? $", {Numbers.Count(count.SourceChanged)} as {(count.SourceChanged == 1 ? "it was" : "they were")} read: the source has changed since" : "")}"
            + $"{(count.Unproved > 0 ? $", {Numbers.Count(count.Unproved)} {Are(count.Unproved)} not proved" : "")}{(count.Lessened > 0 ? $"; {Numbers.Count(count.Lessened)} {(count.Lessened == 1 ? "lacks" : "lack")} headers, metadata or tags of the source" : "")}{(count.NotDone > 0 ? $"; {Numbers.Count(count.NotDone)} {(count.NotDone == 1 ? "was" : "were")} not done" : "")}.");
        _session.Errors.Note($"{DisplayText.Of(path)}, SHA-256 {count.Sha256}");
    }
}
