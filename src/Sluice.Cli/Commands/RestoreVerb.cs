using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice restore</c>: archived objects become readable for a while.</summary>
sealed class RestoreVerb : ObjectOperationVerb
{
    // Restores take hours; expedited ones, minutes.
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1), LongestInterval = TimeSpan.FromDays(7);

    readonly SseFlags _sse = new();
    readonly Option<string> _days = Flags.Value("--days", "N", "Days that they stay readable, 1 or more.");
    readonly Option<string> _tier = Flags.Value("--tier", "NAME", "Standard (default), Bulk (slow and cheap) or Expedited (minutes; not of DEEP_ARCHIVE).", [.. ArchiveRestore.Tiers]);
    readonly Option<bool> _wait = Flags.Switch("--wait", "Come back when all can be read.");
    readonly Option<string> _interval = Flags.Value("--wait-interval", "TIME", "With --wait: from one look to the next, such as 30s. Default: 1m.");

    /// <summary>Declares the command.</summary>
    public RestoreVerb() : base("restore", "Make archived objects readable for some days.", "[options] s3://BUCKET/KEY... --days N") => DeclareOwn(new OptionGroup("How", _days, _tier, _wait, _interval), _sse.ReadGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Objects of the classes GLACIER and DEEP_ARCHIVE, and archived ones of INTELLIGENT_TIERING. What is no
        archive, and what is restored or being restored, is left alone and counted. Standard takes 3 to 5 hours
        (12 of DEEP_ARCHIVE), Bulk 5 to 12 (48), Expedited 1 to 5 minutes. A wait that ends early is gone on with
        by the same command.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice restore s3://vault/2019/film.mov --days 7", "one object"),
        new("sluice restore -r s3://vault/2019/ --days 3 --tier Bulk --dry-run", "what would be asked for"),
        new("sluice restore -r s3://vault/2019/ --days 3 --wait && sluice cp s3://vault/2019/ 2019/", "and fetch it when it is there"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Asked for";

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        foreach (string word in words)
            line.Problem($"{DisplayText.Of(word)}: give objects, as s3://BUCKET/KEY.");
        if (!line.Has(_days))
            line.Problem("Say for how many days: --days 7.");
        bool waits = line.Has(_wait);
        line.Expect(waits, "--wait-interval goes with --wait.", _interval);
        TimeSpan interval = Interval;
        if (line.Text(_interval) is { } text && (!TimeArgument.TryParseAge(text, out interval, out _) || interval <= TimeSpan.Zero || interval > LongestInterval))
            line.Problem($"--wait-interval {DisplayText.Of(text)}: give a length of time such as 30s or 5m, 7d at most.");
        return new ArchiveRestore
        {
            Days = line.Number(_days, 1, 36_500) ?? 1,
            Tier = line.Choice(_tier, "Standard", ("Standard", "Standard"), ("Bulk", "Bulk"), ("Expedited", "Expedited")),
            WaitInterval = waits ? interval : null,
            CustomerKey = _sse.ReadKey(line),
        };
    }

    /// <inheritdoc/>
    protected override int Run(TransferCommand command, Session session, ObjectOperationRequest request)
    {
        Dictionary<string, long> left = new(StringComparer.Ordinal) { ["NotArchived"] = 0, ["Restored"] = 0, ["BeingRestored"] = 0 };
        return command.Apply(request, ((ArchiveRestore)request.Operation).WaitInterval is null || request.DryRun ? Done : "Restored",
            outcome =>
            {
                if (left.TryGetValue(outcome.ErrorCode, out long count))
                    left[outcome.ErrorCode] = count + 1;
            },
            _ => left.Values.Sum() == 0 ? null : $"  {session.ErrorPaint.Dim("left alone")} {Numbers.Count(left["Restored"])} restored already, {Numbers.Count(left["BeingRestored"])} being restored, {Numbers.Count(left["NotArchived"])} no archive");
    }
}
