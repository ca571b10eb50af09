using Sluice.Engine;
using Sluice.Processing.Actions;
using Sluice.Processing.Outputs;
using Sluice.S3;

namespace Sluice.Processing;

/// <summary>Makes the row of an attempt.</summary>
internal static class ProcessedRow
{
    /// <summary>Bytes of an output that its row has.</summary>
    public const int MostResult = 64 << 10;

    /// <summary>Makes it.</summary>
    /// <param name="fields">The object.</param>
    /// <param name="id">Its number in results.</param>
    /// <param name="started">When the attempt began.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="output">What it wrote; null where that is not to stand in the row.</param>
    /// <param name="errors">The end of what it wrote to stderr.</param>
    /// <param name="isLast">No other attempt follows.</param>
    public static ProcessedObject Create(in ItemFields fields, UInt128 id, DateTimeOffset started, int attempt, ActionResult result, ProgramOutput? output, string errors, bool isLast)
    {
        bool isCut = false;
        return new ProcessedObject
        {
            Source = fields.At,
            Name = new ObjectKey(fields.Relative.ToArray()),
            Kind = isLast ? result.Failure?.Kind ?? OutcomeKind.Done : null,
            Id = id,
            Block = fields.Block?.Number,
            VersionId = fields.Version.Length > 0 ? fields.Version : null,
            ETag = fields.ETag.Length > 0 ? fields.ETag : null,
            Size = fields.Size,
            Attempt = attempt,
            Started = started,
            Wall = result.Exit.Wall,
            UserCpu = result.Exit.User,
            SystemCpu = result.Exit.System,
            PeakMemory = result.Exit.PeakMemory,
            BytesIn = result.Exit.BytesIn,
            BytesOut = output?.Length ?? 0,
            ExitCode = result.Exit.Code,
            Signal = result.Exit.Signal,
            ErrorCode = result.Failure?.Code ?? "",
            Message = result.Failure?.Message ?? "",
            Result = output?.Text(MostResult, out isCut) ?? "",
            IsResultCut = isCut,
            ErrorOutput = errors,
        };
    }
}
