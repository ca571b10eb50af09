using System.Diagnostics.CodeAnalysis;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>Why an item did not arrive: how that counts, and what is said of it.</summary>
/// <param name="Kind">The outcome.</param>
/// <param name="Code">The store's code or a short name of a local error.</param>
/// <param name="Message">One sentence, fit for a terminal.</param>
internal sealed record ItemFailure(OutcomeKind Kind, string Code, string Message)
{
    /// <summary>The code of what a dry run would act on.</summary>
    public const string Planned = "DryRun";

    /// <summary>The code of a store that has no such storage class (S3 API reference, "List of error codes").</summary>
    public const string NoSuchClass = "InvalidStorageClass";

    /// <summary>Request id of the answer behind it.</summary>
    public string? RequestId { get; init; }

    /// <summary>HTTP status of that answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Bytes that a dry run would move or remove; null where it is no dry run's.</summary>
    public long? PlannedBytes { get; init; }

    /// <summary>Why a dry run would act, in a word for programs; null where nothing is compared.</summary>
    public string? Reason { get; init; }

    /// <summary>The same bytes may arrive whole when they are fetched again.</summary>
    public bool IsCorruption { get; init; }

    /// <summary>Its request was stopped by this program.</summary>
    public bool IsCancel { get; init; }

    /// <summary>A file of this machine may not be read.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Nothing is wrong with the item: a later run may get it done, and can go on from what there is.</summary>
    public bool MayPass { get; init; }

    /// <summary>What the store allows of parts, when it refused one for its size or number: another plan may fit.</summary>
    public PartLimits? Limits { get; init; }

    /// <summary>Every other item would fail the same way: there is no such bucket, the keys are wrong, nobody answers.</summary>
    public Failure? EndsRun { get; init; }

    /// <summary>A failure, seen from the item; null for none.</summary>
    [return: NotNullIfNotNull(nameof(failure))]
    public static ItemFailure? From(Failure? failure)
    {
        if (failure is null)
            return null;
        S3Error? answer = failure as S3Error;
        if (answer is { Kind: FailureKind.SourceRead, Cause: { } cause })
            return From(cause, path: null) with { Message = failure.Message };
        OutcomeKind kind = failure.Kind switch
        {
            // An upload that is gone says nothing of the item.
            FailureKind.NotFound when failure.Code != "NoSuchUpload" => OutcomeKind.Missing,
            FailureKind.Denied => OutcomeKind.Denied,
            FailureKind.SourceRead when failure.Code == "Denied" => OutcomeKind.Denied,
            FailureKind.Changed => OutcomeKind.Changed,
            _ when failure.Code == Tree.Stays => OutcomeKind.Done,
            _ when failure.Code == Tree.Exists => OutcomeKind.Skipped,
            _ => OutcomeKind.Failed,
        };
        return new ItemFailure(kind, answer is { NeedsCustomerKey: true } ? "CustomerKeyNeeded" : failure.Code.Length > 0 ? failure.Code : failure.Kind.ToString(), failure.Message)
        {
            RequestId = failure.RequestId,
            Status = answer is { Status: > 0 } ? answer.Status : null,
            IsCorruption = failure.Kind == FailureKind.Corrupt,
            IsCancel = failure.Kind == FailureKind.Canceled,
            IsUnreadable = failure.Kind == FailureKind.SourceRead && answer is null,
            MayPass = failure.Kind is FailureKind.Network or FailureKind.Server or FailureKind.Throttled or FailureKind.ClockSkew or FailureKind.Canceled
                || failure.Kind == FailureKind.Local && failure.Retry != RetryClass.Never || IsOfCredentials(failure.Code),
            EndsRun = answer?.SilentFor is { } time ? answer with { Message = $"For {Math.Max(1, (long)time.TotalSeconds):N0} s the store has {(answer.IsUnsent ? "let nobody connect" : "answered nobody")}, and the run stops: {answer.Message}" }
                : EndsEveryRun(failure) ? failure : null,
        };
    }

    /// <summary>What a file system said, seen from the item; the path is named in its message.</summary>
    public static ItemFailure From(Exception exception, string? path) => From(LocalFailure.From(exception, path));

    /// <summary>Something that is no file which can be read: a failure, or left out.</summary>
    public static ItemFailure From(LocalProblem problem, LocalSkip skips) => new(problem.IsSkipped(skips) ? OutcomeKind.Skipped : problem.Code switch
    {
        _ when problem.IsLeftOut => OutcomeKind.Skipped,
        "Missing" => OutcomeKind.Missing,
        "Changed" => OutcomeKind.Changed,
        "Denied" => OutcomeKind.Denied,
        _ => OutcomeKind.Failed,
    }, problem.Code, problem.Told(skips));

    /// <summary>A file that may not be read: a failure, or left out.</summary>
    public ItemFailure OrSkipped(LocalSkip skips)
    {
        if (!IsUnreadable)
            return this;
        LocalProblem problem = new(Code, Message, LocalSkip.Unreadable);
        return this with { Kind = problem.IsSkipped(skips) ? OutcomeKind.Skipped : Kind, Message = problem.Told(skips) };
    }

    /// <summary>Bytes that are not what the store says it keeps.</summary>
    public static ItemFailure Corrupt(string message) => new(OutcomeKind.Failed, "Corrupt", message) { IsCorruption = true };

    /// <summary>The store says that it has done what was asked, and has not.</summary>
    public static ItemFailure NotWritten(string message, string? requestId = null, int? status = null) => new(OutcomeKind.Failed, "NotWritten", message) { RequestId = requestId, Status = status };

    /// <summary>The object or file is another one than it was.</summary>
    public static ItemFailure Changed(string message) => new(OutcomeKind.Changed, "Changed", message);

    /// <summary>A step threw.</summary>
    public static ItemFailure Defect(Exception defect) => defect is OutOfMemoryException
        ? new(OutcomeKind.Failed, "OutOfMemory", "There was not enough memory for it, or no further thread could be started; a smaller --memory or --concurrency needs less.") { MayPass = true }
        : new(OutcomeKind.Failed, "Bug", $"A defect in Sluice: {DisplayText.Of(defect.ToString())}");

    // The codes of keys and buckets that no other request of the run could get past (API reference, "Error responses").
    static bool EndsEveryRun(Failure error) => error.IsOfWholePlace || error.Kind is FailureKind.NoSuchBucket or FailureKind.ClockSkew
        || IsOfCredentials(error.Code);

    static bool IsOfCredentials(string code) =>
        code is "NoCredentials" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken" or "RequestTimeTooSkewed";
}
