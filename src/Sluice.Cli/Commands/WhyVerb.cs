using Sluice.Administration.Access;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice why</c>: says why an object is denied or missing.</summary>
sealed class WhyVerb : Verb
{
    const int MostAttempts = 2, SubjectWidth = 13;

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly SseFlags _sse = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public WhyVerb() : base("why", "Say why an object is denied or missing, and what to change.", "[options] s3://BUCKET[/KEY]") =>
        Declare(new("What to look at", _locations.Exact), _sse.ReadGroup, _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Asks as any command does, without changing anything: the bucket, a listing, HEAD, GET, and the documents
        that decide. Quotes what the store says, and ends with the one thing to change. Exits with 0 whether it is
        readable or not ('readable' in --json tells it), and with 3 where no store answers.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice why s3://album/cover.jpg", "an object"),
        new("sluice why --no-sign-request s3://album/cover.jpg", "as strangers see it"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        S3Location? place = AclVerb.Read(line, line.Operands(Operands), _locations, "sluice why s3://BUCKET[/KEY]");
        ClientDefaults connection = _connection.Read(line);
        SseCustomerKey? key = _sse.ReadKey(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            S3Location target = place!;
            using S3ClientFactory clients = session.OpenClients(connection);
            using S3Client client = new(clients.For(target.Profile).Options with { MaxAttempts = MostAttempts });
            Diagnosis found = new ObjectDiagnosis(client, target.Bucket, target.Key, target.VersionId, key, session.Stop).Make();
            if (session.Stop.IsCancellationRequested)
                return session.Stopped();
            int end = found.IsAnswered ? ExitCode.Done : ExitCode.CannotStart;
            if (session.Settings.Json)
            {
                session.Output.WriteLine(JsonLines.Line(
                    new DiagnosisRecord(target.Bucket, target.Key.IsEmpty ? null : KeyText.Of(target.Key), found.IsReadable, found.Conclusion, found.Change, found.Lines), JsonLines.Readable.DiagnosisRecord));
                return end;
            }
            foreach (DiagnosisLine one in found.Lines)
                session.Output.WriteLine($"{one.Subject.PadRight(SubjectWidth)}{one.Text}");
            session.Output.WriteLine("");
            session.Output.WriteLine(found.Conclusion);
            if (found.Change is { } change)
                session.Output.WriteLine(change);
            return end;
        })
        { OnlyReads = true };
    }
}
