using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Administration.Lifecycle;
using Sluice.Cli.Documents;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice lifecycle explain</c>: what each rule will remove or move, when, how many and how much.</summary>
sealed class LifecycleExplainVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public LifecycleExplainVerb() : base("explain", "Say what each rule will remove or move, when, and how much.", "[options] s3://BUCKET [FILE|-]") => Declare(_output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        From a listing of the whole bucket, with its versions where it keeps them, and of unfinished uploads, whose
        sizes no listing tells. FILE holds rules that are not set yet. What is due may go at any moment; stores
        take a day or more. Rules with tags count what could match at most, for listings tell no tags. Objects below
        128 KiB are not moved unless a rule asks for sizes; how many stay is said.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice lifecycle explain s3://album", "the rules that are set"),
        new("sluice lifecycle explain s3://album rules.yaml", "rules that are not set yet"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count is 0 or > 2)
            line.Problem("Write sluice lifecycle explain s3://BUCKET [FILE].");
        S3Location? bucket = operands.Count is 1 or 2 && BucketOperands.Read(line, [operands[0]], "sluice lifecycle explain") is [var one] ? one : null;
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            return Explain(session, clients.For(bucket!.Profile), bucket, operands.Count > 1 ? operands[1] : null);
        })
        { OnlyReads = true };
    }

    static int Explain(Session session, S3Client client, S3Location bucket, string? file)
    {
        BucketSetting lifecycle = BucketSetting.Find("lifecycle")!;
        JsonObject? document;
        if (file is not null)
        {
            if ((document = DocumentFile.Read(file, session.OpenInput, out string unreadable)) is null)
                return Refuse(session, unreadable);
            document = lifecycle.Unwrapped(document);
            IReadOnlyList<string> problems = lifecycle.Problems(document, BucketTarget.Of(client.Options, bucket.Bucket));
            foreach (string problem in problems)
                session.Errors.PrintSentence($"lifecycle: {problem}.");
            if (problems.Count > 0)
                return ExitCode.Usage;
        }
        else if (!lifecycle.Read(client, bucket.Bucket, session.Stop).TryGet(out BucketDocument? told, out S3Error? error))
            return session.Fail(error, bucket.ToString());
        else if ((document = told.Content) is null)
        {
            session.Errors.PrintSentence($"{bucket}: no lifecycle is set, and nothing is removed or moved.");
            return ExitCode.Failures;
        }
        LifecycleListing listing = new(session, client, bucket);
        if (!listing.KeepsVersions().TryGet(out bool keepsVersions, out S3Error? unknown))
            return session.Fail(unknown, bucket.ToString());
        IReadOnlyList<BucketLifecycleRule> rules = BucketLifecycleRule.ReadAll(document);
        LifecycleForecast forecast = new(rules, keepsVersions, session.Clock.GetUtcNow());
        if (listing.AddTo(keepsVersions, forecast) is { } failed)
            return session.Fail(failed, bucket.ToString());
        // What stores without multipart uploads do not list is not there.
        if (listing.AddUploadsTo(forecast) is { Kind: not FailureKind.NotSupported } noUploads)
            return session.Fail(noUploads, bucket.ToString());
        foreach (BucketLifecycleRule rule in rules)
            Tell(session, bucket, rule, [.. forecast.Effects.Where(effect => ReferenceEquals(effect.Rule, rule))]);
        if (!session.Settings.Json && forecast.Removed > 0)
            session.Output.WriteLine($"all rules: {LifecycleListing.Removed(forecast, keepsVersions)}, each counted once");
        return session.Stop.IsCancellationRequested ? session.Stopped() : ExitCode.Done;
    }

    static void Tell(Session session, S3Location bucket, BucketLifecycleRule rule, IReadOnlyList<LifecycleEffect> effects)
    {
        foreach (LifecycleEffect effect in session.Settings.Json ? effects : [])
            session.Output.WriteLine(JsonLines.Line(
                new LifecycleRecord(bucket.Bucket, rule.Id, effect.Action.ToString(), effect.StorageClass.Length == 0 ? null : effect.StorageClass, effect.Due, effect.DueBytes, effect.Later, effect.LaterBytes, effect.Next, effect.Last, rule.HasTags), JsonLines.Readable.LifecycleRecord));
        if (session.Settings.Json)
            return;
        string of = rule.Prefix.Length == 0 ? "" : $" below {bucket with { Key = new ObjectKey(rule.Prefix) }}";
        session.Output.WriteLine($"{DisplayText.Of(rule.Id)}{of}{(rule.IsEnabled ? "" : " is disabled")}{(rule.HasTags ? ", of those with its tags" : "")}:{(effects.Count == 0 ? " nothing that is there now" : "")}");
        foreach (LifecycleEffect effect in effects)
        {
            string most = rule.HasTags ? "at most " : "";
            if (effect.Action is LifecycleAction.TooSmall or LifecycleAction.TooSmallOlder)
            {
                session.Output.WriteLine($"  {Does(effect)} {most}{How(effect, effect.Due + effect.Later, effect.DueBytes + effect.LaterBytes)} below 128 KiB: too small without ObjectSizeGreaterThan or ObjectSizeLessThan in the rule");
                continue;
            }
            if (effect.Due > 0)
                session.Output.WriteLine($"  {Does(effect)} {most}{How(effect, effect.Due, effect.DueBytes)} that {(effect.Due == 1 ? "is" : "are")} due");
            if (effect.Later > 0)
                session.Output.WriteLine($"  {Does(effect)} {most}{How(effect, effect.Later, effect.LaterBytes)} {When(effect)}");
        }
    }

    static string Does(LifecycleEffect effect) => effect.Action switch
    {
        LifecycleAction.Remove or LifecycleAction.RemoveOlder or LifecycleAction.RemoveHidden or LifecycleAction.RemoveMarker => "removes",
        LifecycleAction.Hide => "hides behind delete markers",
        LifecycleAction.AbortUpload => "gives up",
        LifecycleAction.TooSmall or LifecycleAction.TooSmallOlder => $"does not move to {DisplayText.Of(effect.StorageClass)}",
        _ => $"moves to {DisplayText.Of(effect.StorageClass)}",
    };

    static string How(LifecycleEffect effect, long count, long bytes) => effect.Action switch
    {
        LifecycleAction.RemoveMarker => Numbers.Count(count, "delete marker") + (count == 1 ? " that hides nothing" : " that hide nothing"),
        LifecycleAction.AbortUpload => $"{Numbers.Count(count, "unfinished upload")}, whose parts are stored until then,",
        LifecycleAction.RemoveHidden => $"{Numbers.Count(count, "version")} of {ByteSize.Format(bytes)}, hidden before,",
        LifecycleAction.RemoveOlder or LifecycleAction.MoveOlder or LifecycleAction.TooSmallOlder => $"{Numbers.Count(count, "older version")} of {ByteSize.Format(bytes)}",
        _ => $"{Numbers.Count(count, "object")} of {ByteSize.Format(bytes)}",
    };

    static string When(LifecycleEffect effect) => effect.Next == effect.Last ? string.Create(CultureInfo.InvariantCulture, $"on {effect.Next:yyyy-MM-dd}")
        : string.Create(CultureInfo.InvariantCulture, $"from {effect.Next:yyyy-MM-dd} to {effect.Last:yyyy-MM-dd}");

    static int Refuse(Session session, string sentence)
    {
        session.Errors.PrintSentence(sentence);
        return ExitCode.Usage;
    }
}
