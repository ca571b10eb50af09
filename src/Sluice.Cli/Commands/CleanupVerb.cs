using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp;
using Sluice.Transfer.Journal;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice cleanup</c>: finds multipart uploads and temporary files that nobody will finish, and removes them.</summary>
sealed class CleanupVerb : Verb
{
    static readonly TimeSpan DefaultAge = TimeSpan.FromHours(24);

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _olderThan = Flags.Value("--older-than", "AGE", "Only what nothing was added to for so long: 90s, 30m, 24h, 7d. Default: 24h.");
    readonly Option<bool> _all = Flags.Switch("--all", "Also what an unfinished run of this user could go on with.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be removed; remove nothing.");

    /// <summary>Declares the command.</summary>
    public CleanupVerb() : base("cleanup", "Find orphaned multipart uploads and temporary files, and remove them.", "[options] s3://BUCKET[/PREFIX]|DIRECTORY|sftp://HOST/DIRECTORY...") =>
        Declare(new("What to remove", _olderThan, _all, _locations.Exact, _dryRun), _output.QuietGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A store keeps the parts of an upload that nobody completes, and charges for them. In a directory the
        files are those that sluice itself names .NAME.sluice-RANDOM.part. What a running sluice of this user
        has in its journal is never touched; what an unfinished run could go on with is named and kept, unless
        --all. Uploads of other programs, and of commands without a journal (pipe, mirror, the lines of run,
        --no-journal), are orphans once no part has been added for --older-than.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice cleanup s3://album --dry-run", "what is there, and what it takes"),
        new("sluice cleanup s3://album/2026/ --older-than 7d", "below a prefix, a week old"),
        new("sluice cleanup restored/", "temporary files in a directory tree"),
        new("sluice cleanup sftp://backup/srv/album/", "the same on a host"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        List<Location> places = [];
        foreach (string operand in line.Operands(Operands))
        {
            switch (_locations.Read(line, operand))
            {
                case StreamLocation:
                    line.Problem("A stream (-) has nothing to clean up; write s3://BUCKET, a directory, or sftp://HOST/DIRECTORY.");
                    break;
                case LocalLocation local when !Directory.Exists(local.Path):
                    line.Problem($"{local} is no directory.");
                    break;
                case { } place:
                    LocationReader.RefuseWildcards(line, place.InStore);
                    places.Add(place);
                    break;
            }
        }
        if (places.Count == 0 && line.Problems.Count == 0)
            line.Problem("Say where: sluice cleanup s3://BUCKET, a directory, or sftp://HOST/DIRECTORY.");
        TimeSpan olderThan = DefaultAge;
        if (line.Text(_olderThan) is { } text && !Age.TryParse(text, out olderThan))
            line.Problem($"--older-than {DisplayText.Of(text)}: write a number and s, m, h or d, such as 24h.");
        ClientDefaults connection = _connection.Read(line);
        bool all = line.Has(_all), dryRun = line.Has(_dryRun);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (!dryRun && FoundJournal.RemoveEmpty(JournalFlags.Directory) is > 0 and int empty && !session.Settings.Quiet)
                session.Errors.Note($"Removed {Numbers.Count(empty, "journal")} of runs that ended before they began any item.");
            CurrentJournals journals = new(JournalFlags.Directory);
            foreach (FoundJournal unreadable in journals.Look().Where(static journal => journal.Problem is not null))
                session.Errors.Note($"{unreadable.Problem} What its run left counts as nobody's.");
            OrphanCleanup leftovers = new(session, journals, olderThan, all, dryRun);
            using S3ClientFactory clients = session.OpenClients(connection);
            foreach (Location place in places)
            {
                if (place.InStore is { } s3)
                    new UploadCleanup(session, clients.For(s3.Profile), s3, leftovers).Run();
                else if (place is SftpLocation host)
                    new HostCleanup(session, host, leftovers).Run();
                else
                    new FileCleanup(session, place.FilePath!, leftovers).Run();
            }
            return leftovers.End();
        });
    }
}
