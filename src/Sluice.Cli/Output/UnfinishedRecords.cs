namespace Sluice.Cli.Output;

/// <summary>A run that did not finish.</summary>
sealed record RunRecord(
    string Id, string[]? Command, string? WorkingDirectory, DateTimeOffset? Begun, DateTimeOffset? LatestRun, bool? Running, int? ProcessId,
    long? Done, long? DoneBytes, UnfinishedRecord[]? Unfinished, string? Problem)
    : JsonRecord("run");

/// <summary>An unfinished run that writes where this one does, and the command that goes on with it; none while it runs.</summary>
sealed record UnfinishedRunRecord(string Id, string Command, bool Running, string? Resume);

/// <summary>An unfinished run that waits, and the command that goes on with it.</summary>
sealed record WaitingRunRecord(string Id, string Command, string? Resume) : JsonRecord("unfinished");

/// <summary>A large item that a run began and did not finish.</summary>
sealed record UnfinishedRecord(string Destination, long Size, long Bytes, string? UploadId, bool Resumable);

/// <summary>A multipart upload or a temporary file that was left over, and what became of it.</summary>
sealed record LeftoverRecord(
    string Location, string? UploadId, DateTimeOffset? Begun, double AgeSeconds, int? Parts, long? Bytes, string Outcome, string? Run, string? Message)
    : JsonRecord("leftover");

/// <summary>How a cleanup ended: what was removed, or would be, and what stayed and why. Sizes in bytes, as far as they are known.</summary>
sealed record CleanupRecord(bool DryRun, long Removed, long RemovedBytes, long Kept, long Running, long Young, long YoungBytes, bool YoungBytesComplete, double OlderThanSeconds)
    : JsonRecord("cleanup");
