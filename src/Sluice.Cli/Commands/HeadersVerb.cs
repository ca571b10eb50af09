using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>A command that shows what a HEAD says of each object.</summary>
abstract class HeadersVerb : ObjectOperationVerb
{
    readonly SseFlags _sse = new();

    /// <summary>Names and declares the command.</summary>
    protected HeadersVerb(string name, string summary) : base(name, summary, "[options] s3://BUCKET/KEY...") => DeclareOwn(_sse.ReadGroup);

    /// <inheritdoc/>
    protected sealed override string Done => "Read";

    /// <inheritdoc/>
    protected sealed override bool OnlyReads => true;

    /// <summary>Writes what was said of one object; <paramref name="isOne"/> is that nobody need be told which it is.</summary>
    protected abstract void Write(Session session, ItemOutcome outcome, bool isOne);

    /// <inheritdoc/>
    protected sealed override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        foreach (string word in words)
            line.Problem($"{DisplayText.Of(word)}: everything is shown; give objects only, as s3://BUCKET/KEY.");
        return new MetadataReading { CustomerKey = _sse.ReadKey(line) };
    }

    /// <inheritdoc/>
    protected sealed override int Run(TransferCommand command, Session session, ObjectOperationRequest request)
    {
        bool isOne = IsOne(request);
        return command.Read(request, outcome => Write(session, outcome, isOne));
    }
}
