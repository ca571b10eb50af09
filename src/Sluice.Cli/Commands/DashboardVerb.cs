using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice dashboard</c>: a job as a page.</summary>
sealed class DashboardVerb : Verb
{
    /// <summary>Where it listens, if that is free.</summary>
    public const int DefaultPort = 8420;

    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _port = Flags.Value("--port", "N", "Port of 127.0.0.1. Default: 8420, or a free one where that is taken; 0 takes a free one.");

    /// <summary>Declares the command.</summary>
    public DashboardVerb() : base("dashboard", "Show a job as a page in the browser, while it runs.", "[options] JOB") => Declare(new("The page", _port), _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The page is served to this machine alone, and made from the job's store: nothing needs to run where the
        workers are, and any number of people may show the same job. While somebody looks, the store is
        asked once a second, by a handful of requests. Whoever may use this machine may look too.
        Ctrl-C ends it. 'sluice job report JOB --html FILE' leaves the same page as a file.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice dashboard s3://jobs/nexrad", "open the address that it prints"),
        new("sluice dashboard s3://jobs/nexrad --port 8421", "for a tunnel: ssh -L 8421:127.0.0.1:8421 HOST"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice dashboard JOB");
        int? port = line.Number(_port, 0, 65535);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session => new DashboardCommand(session, place!, port, connection).Run());
    }
}
