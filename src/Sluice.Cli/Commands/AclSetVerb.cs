using System.CommandLine;
using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Administration.Access;
using Sluice.Cli.Documents;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice acl set</c>: changes an access control list.</summary>
sealed class AclSetVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly GrantFlags _grants = new();
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be done; change nothing.");
    readonly Option<bool> _yes = Flags.Switch("--yes", "Also what lets strangers in, leaves you nothing or ends grants of others, without asking.", "-y");

    readonly Option<bool> _recursive = Flags.Switch("--recursive", "All objects below the key, as below a directory.", "-r");
    readonly FilterFlags _filter = new();
    readonly EngineFlags _engine = new();
    readonly JournalFlags _journal = new();
    readonly ReportFlags _report = new();

    /// <summary>Declares the command.</summary>
    public AclSetVerb() : base("set", "Change an access control list.", "[options] s3://BUCKET[/KEY] [FILE|-]") =>
        Declare(new("Who may do what", _grants.Options), new("What to change", _recursive, _dryRun, _yes, _locations.Exact, _journal.None), _filter.Group, _engine.LimitGroup, _report.Group, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The new list takes the place of the one before as a whole: a canned one, grants, or a document as 'acl
        get' writes it. What lets strangers in is asked for, and what leaves you nothing to read with: the owner,
        too, has only what is granted; and with --recursive what ends grants of others. Where the bucket's
        ownership has disabled ACLs, nothing is sent: bucket-owner-full-control is so already, and for all else
        the policy that does it is shown.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice acl set s3://album/cover.jpg --acl private", "the owner alone"),
        new("sluice acl set s3://site/index.html --acl public-read --yes", "anybody may read it"),
        new("sluice acl set s3://album --grant-full-control id=ID1 --grant-read id=ID2", "accounts by their ids"),
        new("sluice acl set s3://album/cover.jpg acl.json", "as a file has it"),
        new("sluice acl set -r s3://album/2026/ --acl private --include '*.raw'", "many objects"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? place = AclVerb.Read(line, operands, _locations, "sluice acl set s3://BUCKET[/KEY] --acl NAME", most: 2);
        OutputSettings output = _output.Read(line);
        string? file = operands.Count == 2 ? operands[1] : null;
        line.Expect(file is null, "A file and --acl or --grant-... exclude each other.", _grants.Options);
        AclHeaders? headers = _grants.Read(line);
        if (headers is null && file is null && place is not null)
            line.Problem("Say which ACL: --acl NAME, --grant-..., or a file.");
        if (headers?.Write is not null && place is { Key.IsEmpty: false })
            line.Problem("--grant-write is for buckets: S3 grants nobody to write one object.");
        // S3 User Guide, "Canned ACL": the one list that is for buckets alone.
        if (headers?.Canned == "log-delivery-write" && (place is { Key.IsEmpty: false } || line.Has(_recursive)))
            line.Problem("--acl log-delivery-write is for buckets.");
        ClientDefaults connection = _connection.Read(line);
        bool dryRun = line.Has(_dryRun), yes = line.Has(_yes), recursive = line.Has(_recursive);
        line.Expect(recursive, "Filters and --report are for many objects: add --recursive.", [.. _filter.Group.Options, .. _report.Group.Options]);
        ItemFilter filter = _filter.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        ReportSettings? report = _report.Read(line);
        if (recursive && headers?.Write is not null)
            line.Problem("--grant-write is for buckets, and --recursive for objects.");
        if (recursive && place is { VersionId: not null })
            line.Problem("--recursive is for the objects as they are; a version is named alone.");
        JournalRequest? journal = recursive && !dryRun ? _journal.Read(line, _locations.Exact) : null;
        return new BoundCommand(output, session =>
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
            S3Client client = clients.For(place!.Profile);
            if (!recursive)
                return Set(session, client, place, headers, document, dryRun, yes);
            ObjectOperationRequest request = new()
            {
                Targets = [place],
                Operation = ChangeOf(headers, document),
                Recursive = true,
                Filter = filter,
                DryRun = dryRun,
                Journal = journal,
            };
            return Refusal(session, client, place, headers, document, dryRun, yes) ?? _filter.Tell(session, new TransferCommand(session, engine, connection, report).Apply(request, "Changed"));
        });
    }

    // What is asked of one object is asked once for many. Null when nothing stands in the way.
    static int? Refusal(Session session, S3Client client, S3Location place, AclHeaders? headers, JsonObject? document, bool dryRun, bool yes)
    {
        if (DisabledAcls.AreDisabled(session, client, place.Bucket))
            return headers?.Canned == OwnerHasAll ? Tell(session, place, isDone: false, $"{place}: {IsSo}") : DisabledAcls.Refuse(session, client, place with { Key = new ObjectKey([.. place.Key.AsPrefix().Bytes, (byte)'*']) }, headers);
        string? opens = headers is not null ? GrantFlags.Opens(headers) : AccessControl.Opens(document!), locksOut = yes && !dryRun ? null : LockOut(session, client, place, headers, document, areMany: true);
        if (opens is not null && BlocksPublicAcls(session, client, place))
            return Refuse(session, $"{place}: the ACL would be refused. {Blocked}");
        if (opens is not null)
            opens = new Affected(session, client, place with { Key = default }).Tell(new SettingDanger(opens, System.Text.Encoding.UTF8.GetString(place.Key.AsPrefix().Bytes)));
        // Who says yes beforehand does not wait for what is looked at.
        string? ends = yes && !dryRun ? null : ReadersByAcl.OfObjects(client, place.Bucket, place.Key.AsPrefix(), session.Stop) is { } whom ? $"ends what the lists of these objects grant to others{whom}" : null;
        if (ends is not null && opens is null)
            ends = new Affected(session, client, place with { Key = default }).Tell(new SettingDanger(ends, System.Text.Encoding.UTF8.GetString(place.Key.AsPrefix().Bytes)));
        if (Both(Both(opens, ends), locksOut) is not { } danger)
            return null;
        if (dryRun)
            session.Errors.Warning($"This ACL {danger}.");
        return dryRun || yes || Confirmation.Ask(session, $"{place}: this ACL {danger}. Go on?", "--yes", "Nothing was changed.") ? null : ExitCode.Usage;
    }

    static int Set(Session session, S3Client client, S3Location place, AclHeaders? headers, JsonObject? document, bool dryRun, bool yes)
    {
        bool areDisabled = DisabledAcls.AreDisabled(session, client, place.Bucket);
        if (areDisabled && headers?.Canned == OwnerHasAll)
            return Tell(session, place, isDone: false, $"{place}: {IsSo}");
        if (areDisabled)
            return DisabledAcls.Refuse(session, client, place, headers);
        string? opens = headers is not null ? GrantFlags.Opens(headers) : AccessControl.Opens(document!);
        if (opens is not null)
            opens = new Affected(session, client, place with { Key = default }).Tell(new SettingDanger(place.Key.IsEmpty ? $"{opens} (a bucket's ACL is about its list, not about its objects)" : opens, place.Key.IsEmpty ? "" : null));
        if (dryRun && opens is not null && BlocksPublicAcls(session, client, place))
            return Refuse(session, $"{place}: the ACL would be refused. {Blocked}");
        // Who may not read a list may still change it; what is not there has none to change.
        if (dryRun && AccessControl.Read(client, place.Bucket, place.Key, place.VersionId, session.Stop).Error is { Kind: not (FailureKind.Denied or FailureKind.NotSupported) } absent)
            return session.Fail(absent, place.ToString());
        string? danger = yes && !dryRun ? null : Both(opens, LockOut(session, client, place, headers, document, areMany: false));
        if (dryRun)
            return Tell(session, place, isDone: false, $"Would set the ACL of {place}{(danger is null ? "" : $", which {danger}")}.");
        if (danger is not null && !Confirmation.Ask(session, $"{place}: this ACL {danger}. Go on?", "--yes", "Nothing was changed."))
            return ExitCode.Usage;
        S3Result<bool> done = headers is not null ? client.PutAcl(place.Bucket, place.Key, place.VersionId, headers, session.Stop)
            : AccessControl.Write(client, place.Bucket, place.Key, place.VersionId, document!, session.Stop);
        if (done.Error is null && client.GetObjectAcl(place.Bucket, place.Key, place.VersionId, session.Stop).TryGet(out ObjectAccess? now, out _) && ChangeOf(headers, document).IsContradictedBy(now))
            return session.Fail(new S3Error(FailureKind.Conflict, RetryClass.Never, "the store says that it has set the ACL, and tells another one") { Code = "NotWritten", Bucket = place.Bucket, Key = place.Key }, place.ToString());
        if (done.Error is not { } error)
            return Tell(session, place, isDone: true, $"Set the ACL of {place}.");
        if (opens is not null && error.Kind == FailureKind.Denied && BlocksPublicAcls(session, client, place))
        {
            session.Errors.Print(error, place.ToString(), Blocked);
            return ExitCode.Failures;
        }
        return session.Fail(error, place.ToString());
    }

    static AclChange ChangeOf(AclHeaders? headers, JsonObject? document) => new() { Headers = headers, Document = document is null ? default : AccessControl.Text(document) };

    const string OwnerHasAll = "bucket-owner-full-control";

    const string IsSo = "ACLs are disabled here (ownership BucketOwnerEnforced), and the bucket's owner has full control already; nothing was sent.";

    static string? LockOut(Session session, S3Client client, S3Location place, AclHeaders? headers, JsonObject? document, bool areMany) =>
        AclLockOut.Find(client, place.Bucket, place.Key, place.VersionId, headers, document, areMany, session.Stop) is not { } found ? null
        : headers is { Canned: null } && found.AccountId is { } id ? $"{found.Sentence} (--grant-full-control id={DisplayText.Of(id)} besides keeps your own)" : found.Sentence;

    static string? Both(string? one, string? other) => one is null ? other : other is null ? one : $"{one}, and {other}";

    const string Blocked = "The bucket's public-access-block has BlockPublicAcls: ACLs that let strangers in are refused.";

    static bool BlocksPublicAcls(Session session, S3Client client, S3Location place) =>
        BucketSetting.Find("public-access-block")!.Read(client, place.Bucket, session.Stop) is { Error: null } block && block.Value.Content?["BlockPublicAcls"]?.ToJsonString() == "true";

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
