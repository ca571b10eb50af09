using Sluice.Engine;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Processing;

/// <summary>How one attempt of one object ended, and what it used.</summary>
public sealed record ProcessedObject
{
    /// <summary>The object.</summary>
    public required Location Source { get; init; }

    /// <summary>The name below the prefix that was given.</summary>
    public required ObjectKey Name { get; init; }

    /// <summary>How it ended; null for an attempt that another one follows.</summary>
    public required OutcomeKind? Kind { get; init; }

    /// <summary>What makes it this object: its place, and its version or ETag, or its size and time where it has neither.</summary>
    public required UInt128 Id { get; init; }

    /// <summary>Its version; null when that was not asked for.</summary>
    public string? VersionId { get; init; }

    /// <summary>Its ETag; null when there is none.</summary>
    public string? ETag { get; init; }

    /// <summary>Its bytes; null when nobody knows.</summary>
    public long? Size { get; init; }

    /// <summary>The block of it, from 0; null for all of it.</summary>
    public int? Block { get; init; }

    /// <summary>Objects that its program was given at once; null for this one alone. Times and output are of all of them; the output stands with the first.</summary>
    public int? BatchSize { get; init; }

    /// <summary>From 1.</summary>
    public int Attempt { get; init; }

    /// <summary>When the attempt began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>From there until its bytes, or the first of them, were there: of those of an object that is larger than 4 MiB, its program waits for the rest.</summary>
    public TimeSpan FetchTime { get; init; }

    /// <summary>How long it waited for its turn after that: for a program, or a function, to end.</summary>
    public TimeSpan WaitTime { get; init; }

    /// <summary>How long its program ran, or its function or built-in action took.</summary>
    public TimeSpan Wall { get; init; }

    /// <summary>Time of its program on a processor.</summary>
    public TimeSpan UserCpu { get; init; }

    /// <inheritdoc cref="UserCpu"/>
    public TimeSpan SystemCpu { get; init; }

    /// <summary>Most memory that its program had resident, in bytes; null when nobody knows.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>Bytes that its program was given.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes that it wrote.</summary>
    public long BytesOut { get; init; }

    /// <summary>Exit code of its program; null when it had none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended its program; null for none.</summary>
    public int? Signal { get; init; }

    /// <summary>A short name of why it failed; empty when it did not.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>Why it failed, in a sentence; empty when it did not.</summary>
    public string Message { get; init; } = "";

    /// <summary>The beginning of what it wrote, at most 64 KiB, without a line end at its end. Bytes that are no UTF-8 are U+FFFD.</summary>
    public string Result { get; init; } = "";

    /// <summary>True when <see cref="Result"/> is not what it wrote: there is more, or bytes of it are no UTF-8.</summary>
    public bool IsResultCut { get; init; }

    /// <summary>The end of what it wrote to stderr, at most 4 KiB.</summary>
    public string ErrorOutput { get; init; } = "";

    /// <summary>Where its output is; null where it was a line.</summary>
    public Location? Output { get; init; }
}
