using System.CommandLine;
using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tune</c>: finds where the controller should start at a store, and remembers it.</summary>
sealed class TuneVerb : Verb
{
    static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(60), ShortestDuration = TimeSpan.FromSeconds(4);

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _readOnly = Flags.Switch("--read-only", "Write nothing to the bucket; get the objects below the prefix.");
    readonly Option<string> _duration = Flags.Value("--duration", "TIME", "Time to look, 4s to 1d, such as 60s (default) or 5m; making and removing test objects comes on top.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what was found; leave the settings file as it is.");

    /// <summary>Declares the command.</summary>
    public TuneVerb() : base("tune", "Find where runs should start at a store, and remember it.", "[options] s3://BUCKET[/PREFIX]") =>
        Declare(new("How to look", _readOnly, _duration, _dryRun, _locations.Exact), _output.BenchGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Small and large test objects go up and down, below a prefix of their own, and are removed at the end.
        What is found is where later runs begin; they go on looking. It is written to ~/.config/sluice/config
        (XDG_CONFIG_HOME, SLUICE_CONFIG_FILE), in the section of the profile that was named, else of the
        endpoint. Flags go before it.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tune s3://album", "a minute, with test objects"),
        new("sluice tune s3://album/2026/ --read-only", "only by getting what is there"),
        new("sluice tune s3://album --profile work --duration 5m", "for a profile, longer"),
        new("sluice tune s3://album --dry-run --json", "only shown, for a program"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? target = line.Only(operands, "Say where: sluice tune s3://BUCKET.", "One location at a time.") is { } where ? _locations.ReadS3(line, where) : null;
        LocationReader.RefuseWildcards(line, target);
        TimeSpan duration = DefaultDuration;
        if (line.Text(_duration) is { } text && (!Age.TryParse(text, out duration) || duration < ShortestDuration || duration > BenchRequest.MaxDuration))
            line.Problem($"--duration {DisplayText.Of(text)}: write a number and a unit, from 4s to 1d, such as 60s or 5m.");
        bool readOnly = line.Has(_readOnly), dryRun = line.Has(_dryRun);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session => new TuneCommand(session, connection, target!, readOnly, duration).Run(dryRun));
    }
}
