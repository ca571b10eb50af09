namespace Sluice.Cli.Output;

/// <summary>A job that was created; its bytes as far as sizes are listed, and not there where none is. The hash is that of its command, which <c>--allow-program</c> takes.</summary>
sealed record PlanRecord(string Job, int Chunks, long Items, long? Bytes, string Hash) : JsonRecord("plan")
{
    /// <summary>Items whose size no listing tells; not there for none.</summary>
    public long? Unsized { get; init; }
}

/// <summary>A job of a listing, and how it was ended: cancelled, or being_deleted. Without a state its status tells how far it is.</summary>
sealed record ListedJobRecord(string Job, DateTimeOffset Created, string Command, string? State) : JsonRecord("listed_job");

/// <summary>Items of a job that are to be done again, and the chunks that were made of them.</summary>
sealed record RetryRecord(string Job, long Items, int Chunks) : JsonRecord("retry");

/// <summary>Workers that an engine has taken.</summary>
sealed record FleetRecord(string Job, string Engine, string Id, int Workers) : JsonRecord("fleet");

/// <summary>The page of a job that is served.</summary>
sealed record DashboardRecord(string Job, string Url) : JsonRecord("dashboard");

/// <summary>How far a job is; bytes are those that were listed, of all items and of those with an outcome, and not there where no size is known; of a job that is being deleted no count is all; unverified ones are done and nothing proves their bytes; damaged are chunks of which something cannot be read, as far as seals were read. Seconds left are by items and by bytes at the rate of the last seals; without them nobody knows. Next is the job that goes on from it; not there for none.</summary>
sealed record JobRecord(
    string Job, string Command, bool Planned, bool Over, bool Cancelled, bool BeingDeleted, int Chunks, int Sealed, int Claimed, long Listed,
    long Done, long Skipped, long Missing, long Changed, long Denied, long Failed, long Quarantined, long Pending,
    long? BytesListed, long? BytesEnded, long? Unverified, int Damaged, int SealsRead, double? SecondsLeftByItems, double? SecondsLeftByBytes, string? Next)
    : JsonRecord("job");
