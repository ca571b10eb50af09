using System.CommandLine;
using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Administration.Access;
using Sluice.Cli.Documents;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice acl set</c>: changes an access control list.</summary>
sealed class AclSetVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly GrantFlags _grants = new();
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be done; change nothing.", "-n");
    readonly Option<bool> _yes = Flags.Switch("--yes", "Also what lets strangers in, without asking.", "-y");

    /// <summary>Declares the command.</summary>
    public AclSetVerb() : base("set", "Change an access control list.", "[options] s3://BUCKET[/KEY] [FILE|-]") =>
        Declare(new("Who may do what", _grants.Options), new("What to change", _dryRun, _yes, _locations.Exact), _output.QuietGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The new list takes the place of the one before as a whole: a canned one, grants, or a document as 'acl
        get' writes it. What lets strangers in is asked for. Where the bucket's ownership has disabled ACLs,
        nothing is sent: bucket-owner-full-control is so already, and for all else the policy that does it is shown.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice acl set s3://album/cover.jpg --acl private", "the owner alone"),
        new("sluice acl set s3://site/index.html --acl public-read --yes", "anybody may read it"),
        new("sluice acl set s3://album --grant-full-control id=ID1 --grant-read id=ID2", "accounts by their ids"),
        new("sluice acl set s3://album/cover.jpg acl.json", "as a file has it"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? place = AclVerb.Read(line, operands, _locations, "sluice acl set s3://BUCKET[/KEY] --acl NAME", most: 2);
        AclHeaders? headers = _grants.Read(line);
        string? file = operands.Count == 2 ? operands[1] : null;
        if (headers is null == file is null && place is not null)
            line.Problem(file is null ? "Say which ACL: --acl NAME, --grant-..., or a file." : "A file and --acl or --grant-... exclude each other.");
        if (headers?.Write is not null && place is { Key.IsEmpty: false })
            line.Problem("--grant-write is for buckets: S3 grants nobody to write one object.");
        ClientDefaults connection = _connection.Read(line);
        bool dryRun = line.Has(_dryRun), yes = line.Has(_yes);
        return new BoundCommand(_output.Read(line), session =>
        {
            JsonObject? document = null;
            if (file is not null && (document = DocumentFile.Read(file, session.OpenInput, out string unreadable)) is null)
                return Refuse(session, unreadable);
            IReadOnlyList<string> problems = document is null ? [] : AccessControl.Problems(document);
            foreach (string problem in problems)
                session.Errors.PrintSentence($"The ACL: {problem}.");
            if (problems.Count > 0)
                return ExitCode.Usage;
            using S3ClientFactory clients = session.OpenClients(connection);
            return Set(session, clients.For(place!.Profile), place, headers, document, dryRun, yes);
        });
    }

    static int Set(Session session, S3Client client, S3Location place, AclHeaders? headers, JsonObject? document, bool dryRun, bool yes)
    {
        bool areDisabled = DisabledAcls.AreDisabled(session, client, place.Bucket);
        if (areDisabled && headers?.Canned == "bucket-owner-full-control")
            return Tell(session, place, isDone: false, null);
        if (areDisabled)
            return DisabledAcls.Refuse(session, client, place, headers);
        string? opens = headers is not null ? GrantFlags.Opens(headers) : AccessControl.Opens(document!);
        if (opens is not null)
            opens = new Affected(session, client, place with { Key = default }).Tell(new SettingDanger(place.Key.IsEmpty ? $"{opens} (a bucket's ACL is about its list, not about its objects)" : opens, place.Key.IsEmpty ? "" : null));
        if (dryRun)
            return Tell(session, place, isDone: false, $"Would set the ACL of {place}{(opens is null ? "" : $", which {opens}")}.");
        if (opens is not null && !yes && !Confirmation.Ask(session, $"{place}: this ACL {opens}. Go on?", "--yes", "Nothing was changed."))
            return ExitCode.Usage;
        S3Result<bool> done = headers is not null ? client.PutAcl(place.Bucket, place.Key, place.VersionId, headers, session.Stop)
            : AccessControl.Write(client, place.Bucket, place.Key, place.VersionId, document!, session.Stop);
        if (done.Error is not { } error)
            return Tell(session, place, isDone: true, $"Set the ACL of {place}.");
        if (opens is not null && error.Kind == FailureKind.Denied && BucketSetting.Find("public-access-block")!.Read(client, place.Bucket, session.Stop) is { Error: null } block && block.Value.Content?["BlockPublicAcls"]?.ToJsonString() == "true")
        {
            session.Errors.Print(error, place.ToString(), "The bucket's public-access-block has BlockPublicAcls: ACLs that let strangers in are refused.");
            return ExitCode.Failures;
        }
        return session.Fail(error, place.ToString());
    }

    static int Refuse(Session session, string sentence)
    {
        session.Errors.PrintSentence(sentence);
        return ExitCode.Usage;
    }

    static int Tell(Session session, S3Location place, bool isDone, string? sentence)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new AclChangeRecord(place.Bucket, place.Key.IsEmpty ? null : KeyText.Of(place.Key), isDone), JsonLines.Readable.AclChangeRecord));
        else if (!session.Settings.Quiet && sentence is not null)
            session.Output.WriteLine(sentence);
        return ExitCode.Done;
    }
}
