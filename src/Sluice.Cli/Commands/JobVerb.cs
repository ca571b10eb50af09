using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Sftp;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job</c>: work that outgrows one machine; what is done with it is the next word.</summary>
sealed class JobVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs =
    [
        new("create", static () => new JobCreateVerb()), new("run", static () => new JobRunVerb()), new("status", static () => new JobStatusVerb()),
        new("report", static () => new JobReportVerb()), new("retry", static () => new JobRetryVerb()), new("ls", static () => new JobLsVerb()), new("cancel", static () => new JobCancelVerb()), new("cleanup", static () => new JobCleanupVerb()), new("delete", static () => new JobDeleteVerb()),
    ];

    /// <summary>Declares the command.</summary>
    public JobVerb() : base("job", "Share a command among as many machines as one has.", Verbs) { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A job is data below a prefix of a bucket, or in a directory that all workers see: a command, its source
        cut into chunks, and what became of each. Workers (sluice work) claim chunks, do them and seal them;
        only what is sealed counts. More in docs/jobs.md.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice job create s3://jobs/nexrad -- cp s3://noaa-nexrad-level2/ s3://my-copy/", "plan it"),
        new("sluice job run s3://jobs/nexrad --workers 4", "on this machine"),
        new("sluice job status s3://jobs/nexrad", "how far it is"),
        new("sluice job report s3://jobs/nexrad --out report.csv", "a row for each item"),
    ];

    /// <summary>Says that there is none, and gives the exit code.</summary>
    public static int NoJob(Session session, Location place)
    {
        session.Errors.PrintSentence($"There is no job {place}.");
        return ExitCode.CannotStart;
    }

    /// <summary>Reads the place of a job; null after telling the line what is wrong.</summary>
    public static Location? ReadPlace(Options.CommandLine line, IReadOnlyList<string> operands, string usage)
    {
        if (line.Only(operands, $"Say which job: {usage}.", "One job at a time.") is not { } only)
            return null;
        if (!LocationParser.TryParse(only, out Location place, out string problem))
            line.Problem(problem);
        else if (place is SftpLocation)
            line.Problem($"{place} is on a host, and a job is in a bucket or a directory that all workers see, such as s3://jobs/nexrad.");
        else if (place.IsStream || place.InStore is { Key.IsEmpty: true })
            line.Problem("A job is below a prefix, such as s3://jobs/nexrad, or in a directory.");
        else
            return place;
        return null;
    }
}
