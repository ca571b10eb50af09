using Sluice.Cli.Jobs;
using Sluice.Cli.Lines;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>A job that is there, as a command on it finds it.</summary>
/// <param name="Session">The run.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Store">Its store.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Clients">Clients of its store and of those of its command.</param>
sealed record OneJob(Session Session, Location Place, JobStore Store, JobDefinition Definition, S3ClientFactory Clients)
{
    /// <summary>Says what of it cannot be read, with the way out, on stderr.</summary>
    /// <param name="damage">What that is.</param>
    /// <param name="besides">What follows from it; null for nothing.</param>
    public void Tell(IReadOnlyCollection<JobDamage> damage, string? besides = null)
    {
        if (damage.Count == 0)
            return;
        // It is not the one to go on with any more.
        string? afterOthers = JobNext.AfterOthers(Store, Clients, Session.Stop);
        foreach ((string sentence, string wayOut) in DamageText.Of(damage, ShellLine.Join([Place.ToString()!]), Definition))
            Session.Errors.PrintSentence(besides is null ? sentence : $"{sentence} {besides}", afterOthers ?? wayOut);
    }
}
