using Sluice.Cli.Jobs;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>What commands on one job that is there have in common.</summary>
abstract class OneJobVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Names the command.</summary>
    protected OneJobVerb(string name, string summary) : base(name, summary, "[options] JOB") { }

    /// <summary>Adds options of its own, and those of all.</summary>
    protected void DeclareOwn(params IReadOnlyList<OptionGroup> own) => Declare([.. own, _output.RunGroup, _connection.Group]);

    /// <summary>Reads its options, and says what is to be done.</summary>
    protected abstract Func<OneJob, int> Read(Options.CommandLine line);

    /// <summary>What is done to a job whose file cannot be read; null for nothing but saying so.</summary>
    protected virtual Func<Session, JobStore, int>? ReadForDamaged(Options.CommandLine line) => null;

    /// <summary>True for what is done also to a job whose removal has begun: of others it is only said that it has.</summary>
    protected virtual bool TakesDeleted => false;

    /// <summary>What is done where there is no job; null for nothing but saying so.</summary>
    protected virtual Func<Session, JobStore, int?>? ReadForNone(Options.CommandLine line) => null;

    /// <summary>Tells the line that it has no records, where they were asked for.</summary>
    protected void RefuseJson(Options.CommandLine line, string sentence) => line.Expect(false, sentence, _output.Json);

    /// <summary>True when its output is all that it is for.</summary>
    protected virtual bool OnlyPrints(Options.CommandLine line) => false;

    /// <inheritdoc/>
    public sealed override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), $"sluice {FullName} JOB");
        Func<OneJob, int> run = Read(line);
        Func<Session, JobStore, int>? runDamaged = ReadForDamaged(line);
        Func<Session, JobStore, int?>? runNone = ReadForNone(line);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            JobStore store = JobStore.Open(place!, clients);
            JobDefinition? job;
            try
            {
                job = JobState.Find(store, session.Stop);
            }
            catch (FailureException damaged) when (runDamaged is not null && damaged.Failure.Code == JobState.Damaged)
            {
                return runDamaged(session, store);
            }
            if (job is not null && !TakesDeleted && new JobEnd(store).IsBeingDeleted(session.Stop))
                return JobNext.TellDeletion(session, place!);
            return job is not null ? run(new OneJob(session, place!, store, job, clients)) : runNone?.Invoke(session, store) ?? JobVerb.NoJob(session, place!);
        })
        { OnlyReads = OnlyPrints(line) };
    }
}
