using System.CommandLine;
using System.Text;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice checksum</c>: lists checksums as lines that <c>sha256sum -c</c> reads.</summary>
sealed class ChecksumVerb : ObjectOperationVerb
{
    readonly SseFlags _sse = new();
    readonly Option<string> _algorithm = Flags.Value("--algorithm", "NAME", "sha256, sha1, md5, crc64nvme, crc32c or crc32, of the whole object. Default: what the store tells.",
        "sha256", "sha1", "md5", "crc64nvme", "crc32c", "crc32");
    readonly Option<bool> _read = Flags.Switch("--read", "Read objects of which the store does not tell that.");

    /// <summary>Declares the command.</summary>
    public ChecksumVerb() : base("checksum", "List checksums of objects; of --algorithm sha256 as sha256sum -c reads them.", "[options] s3://BUCKET/KEY...") => DeclareOwn(new OptionGroup("Which checksums", _algorithm, _read), _sse.ReadGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        With sha256, sha1 and md5 lines are those of sha256sum and its like, with names below the prefix, and of
        several prefixes as cp -r gives them (the last part of each before its own); all others are
        NAME (name) = VALUE, in base64 as S3 has them, -N behind one over the checksums of N parts. What the store
        does not tell is read with --read, and else named on stderr, with exit code 1. An ETag is shown as such: it
        is an MD5 of some objects only.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice checksum -r s3://album/2026/", "what the store tells"),
        new("sluice checksum -r --algorithm sha256 --read s3://album/2026/ > SHA256SUMS", "for sha256sum -c"),
        new("sluice checksum --json s3://album/2026/lake.jpg", "of one object, for programs"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Read";

    /// <inheritdoc/>
    protected override bool OnlyReads => true;

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        foreach (string word in words)
            line.Problem($"{DisplayText.Of(word)}: give objects, as s3://BUCKET/KEY.");
        line.Expect(line.Has(_algorithm), "--read needs --algorithm: objects are read for one kind of checksum.", _read);
        return new ChecksumReading
        {
            Algorithm = line.Choice<ChecksumAlgorithm?>(_algorithm, null, ("sha256", ChecksumAlgorithm.Sha256), ("sha1", ChecksumAlgorithm.Sha1), ("md5", ChecksumAlgorithm.Md5),
                ("crc64nvme", ChecksumAlgorithm.Crc64Nvme), ("crc32c", ChecksumAlgorithm.Crc32C), ("crc32", ChecksumAlgorithm.Crc32)),
            Reads = line.Has(_read),
            CustomerKey = _sse.ReadKey(line),
        };
    }

    /// <inheritdoc/>
    protected override int Run(TransferCommand command, Session session, ObjectOperationRequest request)
    {
        bool isTool = ((ChecksumReading)request.Operation).Algorithm is ChecksumAlgorithm.Sha256 or ChecksumAlgorithm.Sha1 or ChecksumAlgorithm.Md5;
        ChecksumNames names = new(request);
        if (names.Problem is { } problem)
        {
            session.Errors.PrintSentence(problem);
            return ExitCode.Usage;
        }
        return command.Read(request, outcome => Write(session, outcome, isTool, names.Of(outcome.From.InStore!)));
    }

    static void Write(Session session, ItemOutcome outcome, bool isTool, byte[] name)
    {
        S3Location at = outcome.From.InStore!;
        string? hex = outcome.Checksum is { IsComposite: false } whole ? Convert.ToHexStringLower(Convert.FromBase64String(whole.Base64)) : null;
        if (session.Settings.Json)
        {
            ChecksumRecord record = new(at.Bucket, KeyText.Of(at.Key), KeyText.Base64(at.Key), KeyText.Escaped(at.Key), at.VersionId, outcome.Checksum is { } of ? Checksums.Name(of.Algorithm) : null,
                outcome.Checksum?.Base64, hex, outcome.Checksum is { IsComposite: true } parts ? parts.PartCount : null, outcome.ETag?.Trim('"'));
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.ChecksumRecord));
        }
        else if (isTool)
            session.Output.WriteLine(session.Terminal.OutputIsTerminal ? Encoding.UTF8.GetBytes($"{hex}  {DisplayText.Of(name)}") : ToolLine(hex!, name));
        else if (outcome.Checksum is { } sum)
            session.Output.WriteLine($"{Checksums.Name(sum.Algorithm).ToUpperInvariant()} ({DisplayText.Of(name)}) = {sum.Base64}{(sum.IsComposite ? $"-{sum.PartCount}" : "")}");
        else
            session.Output.WriteLine($"ETAG ({DisplayText.Of(name)}) = {(outcome.ETag is { } etag ? DisplayText.Of(etag.Trim('"')) : "?")}");
    }

    /// <summary>A line of sha256sum, to the byte: a name with a backslash or a line break is escaped, and a backslash before the line says so (GNU coreutils, "cksum output modes").</summary>
    static byte[] ToolLine(string hex, byte[] name)
    {
        // A character for each byte, whatever it is.
        string text = Encoding.Latin1.GetString(name);
        string escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(escaped.Length == text.Length ? $"{hex}  {text}" : $@"\{hex}  {escaped}");
    }
}
