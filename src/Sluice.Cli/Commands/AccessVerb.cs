using System.CommandLine;
using Sluice.Administration.Access;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice access</c>: says who can list, read and write.</summary>
sealed class AccessVerb : Verb
{
    /// <summary>A refusal is an answer here; nothing is gained by asking for long.</summary>
    const int MostAttempts = 2;

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _as = Flags.Value("--as", "PROFILE", "Ask as a second user, too, with the credentials of this profile.");

    /// <summary>Declares the command.</summary>
    public AccessVerb() : base("access", "Say who can list, read and write, and what decides it.", "[options] s3://BUCKET[/KEY]") =>
        Declare(new("Whom to ask as", _as, _locations.Exact), _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Asks with your credentials, with those of --as, and without any; nothing is written. An answer that no
        such request gives follows from ownership, public access block, policy and ACLs, and is marked with ~:
        what an account or an organization forbids besides is not in them. Of a bucket the first 10 objects are
        tried; 'some' are those that were tried, or the keys that a statement of the policy names. ? is for what
        hangs on a condition that the request did not meet, and for what neither requests nor documents tell.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice access s3://site/index.html", "an object"),
        new("sluice access s3://album --as partner", "a bucket, also as another user"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? place = AclVerb.Read(line, operands, _locations, "sluice access s3://BUCKET[/KEY]");
        ClientDefaults connection = _connection.Read(line);
        string? other = line.Text(_as);
        return new BoundCommand(_output.Read(line), session =>
        {
            S3Location target = place!;
            using S3ClientFactory clients = session.OpenClients(connection);
            S3ClientOptions options = clients.For(target.Profile).Options with { MaxAttempts = MostAttempts };
            using S3Client you = new(options), nobody = new(options with { Credentials = CredentialSource.Anonymous, RequesterPays = false });
            using S3Client? second = other is null ? null : new(options with { Credentials = clients.For(other).Options.Credentials });
            if (!new AccessReport(you, second, nobody).Make(target.Bucket, target.Key, target.VersionId, session.Stop).TryGet(out IReadOnlyList<AccessFinding>? findings, out S3Error? error))
                return session.Fail(error, target.ToString());
            foreach (AccessFinding finding in findings)
                Tell(session, target, finding, other);
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }

    static void Tell(Session session, S3Location target, AccessFinding finding, string? other)
    {
        string who = finding.Caller switch { AccessCaller.You => "you", AccessCaller.Other => DisplayText.Of(other!), AccessCaller.SignedIn => "any signed-in user", _ => "anybody" };
        string answer = finding.Answer switch { AccessAnswer.Yes => "yes", AccessAnswer.No => "no", AccessAnswer.Some => "some", _ => "?" };
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(
                new AccessFindingRecord(target.Bucket, target.Key.IsEmpty ? null : KeyText.Of(target.Key), finding.Operation.ToString().ToLowerInvariant(), who, finding.Answer.ToString().ToLowerInvariant(), finding.IsByRequest, finding.Why), JsonLines.Readable.AccessFindingRecord));
        else
            session.Output.WriteLine($"{finding.Operation.ToString().ToLowerInvariant(),-7}{who,-20}{answer + (finding.IsByRequest || finding.Answer == AccessAnswer.Unknown ? "" : "~"),-7}{finding.Why}");
    }
}
