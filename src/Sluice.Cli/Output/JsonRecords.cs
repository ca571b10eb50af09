using System.Text.Json.Serialization;

namespace Sluice.Cli.Output;

/// <summary>A line of JSON.</summary>
/// <param name="Type">The kind of line, its first property.</param>
abstract record JsonRecord([property: JsonPropertyOrder(-1)] string Type);

/// <summary>How one item ended, as a line of JSON.</summary>
sealed record OutcomeRecord(
    string Operation, string Outcome, string Source, string? Destination, long Bytes, string? Checksum, string? Verified,
    int Attempts, string? ErrorCode, string? Message, string? RequestId)
    : JsonRecord("outcome")
{
    /// <summary>What the copy lacks of its source.</summary>
    public string[]? NotKept { get; init; }

    /// <summary>Of a dry run: copy, move, remove, or what else would be done.</summary>
    public string? Planned { get; init; }

    /// <summary>Bytes of that, as far as sizes are known.</summary>
    public long? PlannedBytes { get; init; }

    /// <summary>Why a sync would do it: new, size, time, content or extra.</summary>
    public string? Reason { get; init; }

    /// <summary>Of what did not arrive: the bucket of its object.</summary>
    public string? Bucket { get; init; }

    /// <summary>And its key, exact; one that is not valid UTF-8 comes escaped.</summary>
    public string? Key { get; init; }

    /// <summary>That key, exact.</summary>
    public string? KeyBase64 { get; init; }
}

/// <summary>How one object of <c>sluice process</c> ended. Times in seconds, sizes in bytes; what is not known is not there.</summary>
sealed record ProcessedRecord(
    string Outcome, string Source, string? Etag, long? Size, int Attempt, double Seconds, double UserCpuSeconds, double SystemCpuSeconds, long? PeakMemoryBytes,
    long BytesIn, long BytesOut, int? ExitCode, int? Signal, string? ErrorCode, string? Message, string? Result, bool? ResultCut, string? Stderr, string? Output)
    : JsonRecord("processed");

/// <summary>What the outputs of all objects were combined into.</summary>
sealed record ReducedRecord(string? Result, bool? ResultCut, string? Output) : JsonRecord("reduced");

/// <summary>What copies lack of their sources, and how many.</summary>
sealed record LostRecord(string Attribute, string Why, long Objects);

/// <summary>What a run did, as its last line of JSON. Times in seconds, sizes in bytes.</summary>
sealed record SummaryRecord(
    string Operation, bool Complete, bool Interrupted, int ExitCode, long Listed, long Done, long Skipped, long Missing, long Changed, long Denied,
    long Failed, long Quarantined, long Pending, long Bytes, double Seconds, double BytesPerSecond, double ObjectsPerSecond,
    long Requests, long Retries, long Throttles, double UserCpuSeconds, double SystemCpuSeconds, long PeakMemoryBytes,
    long VerifiedChecksum, long VerifiedMd5, long VerifiedServerSide, long VerifiedSize)
    : JsonRecord("summary")
{
    /// <summary>Done items that could be compared with nothing.</summary>
    public long Unverified { get; init; }

    /// <summary>Objects that a delete marker hides since, or would hide.</summary>
    public long? Hidden { get; init; }

    /// <summary>What the stores refused and what was done instead.</summary>
    public IReadOnlyList<string>? Concessions { get; init; }

    /// <summary>What copies lack of their sources.</summary>
    public LostRecord[]? NotKept { get; init; }

    /// <summary>Of a sync: items that were the same on both sides.</summary>
    public long? Same { get; init; }

    /// <summary>Of a sync: items that were copied, or would be.</summary>
    public long? Copied { get; init; }

    /// <summary>Of a sync: items that were removed, or would be.</summary>
    public long? Removed { get; init; }

    /// <summary>Of a sync: items that the source has not and that stay although they were to go.</summary>
    public long? Left { get; init; }

    /// <summary>Bytes of done items that earlier runs had moved; the rates are without them.</summary>
    public long? EarlierBytes { get; init; }

    /// <summary>Why requests were sent again.</summary>
    public RetryReasonRecord[]? RetryReasons { get; init; }

    /// <summary>Bytes that this run moved itself.</summary>
    public long? MovedBytes { get; init; }

    /// <summary>Items that earlier runs had done. Part of the skipped ones, but for a sync, which compares again, and a move, whose sources are gone.</summary>
    public long? EarlierDone { get; init; }

    /// <summary>Bytes of these; not part of <c>bytes</c>.</summary>
    public long? EarlierDoneBytes { get; init; }

    /// <summary>Large items that were under way, and that the next run of the same command goes on with.</summary>
    public long? KeptItems { get; init; }

    /// <summary>Bytes of these that need not move again.</summary>
    public long? KeptBytes { get; init; }

    /// <summary>Unfinished runs that write to the same place.</summary>
    public IReadOnlyList<UnfinishedRunRecord>? UnfinishedRuns { get; init; }

    /// <summary>Of a dry run: items that would be acted on.</summary>
    public long? Planned { get; init; }

    /// <summary>Of a dry run: bytes of these, as far as sizes are known.</summary>
    public long? PlannedBytes { get; init; }

    /// <summary>Of a move: sources that were copied and stay, because they lie behind a symbolic link.</summary>
    public long? Staying { get; init; }

    /// <summary>Items that were skipped because something at the destination has their name.</summary>
    public long? Existing { get; init; }

    /// <summary>The first few paths that are no items, because this command itself writes what is there.</summary>
    public string[]? OwnFiles { get; init; }
}

/// <summary>What a verification found of one name. The name is exact; one that is not valid UTF-8 comes escaped, and exact as base64. Sizes in bytes.</summary>
sealed record FindingRecord(
    string Result, string Name, string? NameBase64, string? A, string? B, long? SizeA, long? SizeB, string? By, string? Checksum, string? ErrorCode, string? Message)
    : JsonRecord("finding");

/// <summary>What a verification did, as its last line of JSON. Times in seconds, sizes in bytes.</summary>
sealed record VerifySummaryRecord(
    string Operation, bool AllIdentical, bool Complete, bool Interrupted, int ExitCode, long Listed, long Identical, long Different, long OnlyInA, long OnlyInB,
    long Unreadable, long Unchecked, long Skipped, long Pending, long FilesRead, long BytesRead, double Seconds, long Requests, long Retries, long PeakMemoryBytes)
    : JsonRecord("summary");

/// <summary>How a line of a list of commands ended.</summary>
sealed record LineRecord(string File, long Line, string Command, int ExitCode)
    : JsonRecord("line");

/// <summary>Why a command could not go on.</summary>
sealed record ErrorRecord(string Message, string? Code, int? Status, string? RequestId, string? Hint)
    : JsonRecord("error")
{
    /// <summary>The bucket that was asked for.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key that was asked for, exact; one that is not valid UTF-8 comes escaped.</summary>
    public string? Key { get; init; }

    /// <summary>That key, exact.</summary>
    public string? KeyBase64 { get; init; }
}

/// <summary>An object of a listing. The key is exact; one that is not valid UTF-8 comes escaped, and exact as base64. KeyEscaped is what --exact takes, when that is not the key itself.</summary>
sealed record ObjectRecord(string Bucket, string Key, string? KeyBase64, string? KeyEscaped, long? Size, DateTimeOffset? LastModified, string? Etag, string? StorageClass)
    : JsonRecord("object")
{
    /// <summary>Of a listing of versions, or of the past: which one it is.</summary>
    public string? VersionId { get; init; }

    /// <summary>With a version: whether it is the newest.</summary>
    public bool? IsLatest { get; init; }

    /// <summary>True for a delete marker.</summary>
    public bool? IsDeleteMarker { get; init; }
}

/// <summary>The address of an object, or of a request that whoever has it may send. KeyEscaped as in a listing; Expires of a request.</summary>
sealed record UrlRecord(string Bucket, string Key, string? KeyBase64, string? KeyEscaped, string? VersionId, string Url, string? Method = null, DateTimeOffset? Expires = null)
    : JsonRecord("url");

/// <summary>The tags of an object.</summary>
sealed record TagsRecord(string Bucket, string Key, string? KeyBase64, string? KeyEscaped, string? VersionId, IReadOnlyDictionary<string, string> Tags)
    : JsonRecord("tags");

/// <summary>Headers and metadata of an object.</summary>
sealed record MetadataRecord(string Bucket, string Key, string? KeyBase64, string? KeyEscaped, string? VersionId, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Metadata)
    : JsonRecord("metadata");

/// <summary>A checksum of an object. Parts is their number where it is one over those of parts, which only the same parts have.</summary>
sealed record ChecksumRecord(string Bucket, string Key, string? KeyBase64, string? KeyEscaped, string? VersionId, string? Algorithm, string? Checksum, string? Hex, int? Parts, string? Etag)
    : JsonRecord("checksum");

/// <summary>What the headers say of an object.</summary>
sealed record HeadRecord(string Bucket, string Key, string? KeyBase64, string? KeyEscaped, string? VersionId, IReadOnlyDictionary<string, string> Headers)
    : JsonRecord("head");

/// <summary>A rolled-up prefix of a listing.</summary>
sealed record PrefixRecord(string Bucket, string Prefix, string? PrefixBase64, string? PrefixEscaped)
    : JsonRecord("prefix");

/// <summary>A bucket: of a listing, made, removed, or looked at.</summary>
sealed record ListedBucketRecord(string Bucket, DateTimeOffset? Created = null, string? Region = null, string? Operation = null)
    : JsonRecord("bucket");

/// <summary>A file of a host, or a directory, whose type is <c>directory</c>. Problem is why it is no file that can be read.</summary>
sealed record HostFileRecord(string Kind, string Location, long? Size, DateTimeOffset? LastModified, string? Problem)
    : JsonRecord(Kind);

/// <summary>Everything a store tells of an object.</summary>
sealed record StatRecord(
    string Bucket, string Key, string? KeyBase64, string? KeyEscaped, long? Size, DateTimeOffset? LastModified, string? Etag, string? VersionId, string? ContentType,
    string? ContentEncoding, string? ContentDisposition, string? ContentLanguage, string? CacheControl, string? StorageClass, string? Encryption,
    string? KmsKeyId, string? ChecksumAlgorithm, string? Checksum, int? ChecksumParts, int? Parts,
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, string>? Tags)
    : JsonRecord("object")
{
    /// <summary>Expires, as stored.</summary>
    public string? Expires { get; init; }

    /// <summary>Where a website sends readers.</summary>
    public string? WebsiteRedirect { get; init; }

    /// <summary>Mode of the retention.</summary>
    public string? ObjectLockMode { get; init; }

    /// <summary>End of the retention.</summary>
    public string? ObjectLockRetainUntil { get; init; }

    /// <summary>Legal hold.</summary>
    public string? ObjectLockLegalHold { get; init; }

    /// <summary>Entries of user metadata that no header can carry.</summary>
    public int? MissingMetadata { get; init; }
}

/// <summary>An inventory that was written; its bytes as far as sizes are listed, and not there where none is.</summary>
sealed record InventoryRecord(string Manifest, DateTimeOffset Created, long Objects, long? Bytes, int Files, long Resumed)
    : JsonRecord("inventory")
{
    /// <summary>Objects whose size the store does not list; not there for none.</summary>
    public long? Unsized { get; init; }
}

/// <summary>Of a dry run: below which place an inventory would be written.</summary>
sealed record InventoryPlanRecord(string Source, string Destination)
    : JsonRecord("inventory_plan");

/// <summary>What one inventory has and another one has not, or has otherwise: added, removed or changed.</summary>
sealed record DifferenceRecord(
    string Change, string Key, string? KeyBase64, string? KeyEscaped, long? SizeBefore, long? Size, string? EtagBefore, string? Etag, DateTimeOffset? ModifiedBefore, DateTimeOffset? Modified)
    : JsonRecord("difference");

/// <summary>How many objects of two inventories differ.</summary>
sealed record DifferencesRecord(long Added, long Removed, long Changed, long Same)
    : JsonRecord("differences");

/// <summary>Which build this is.</summary>
sealed record VersionRecord(string Version, string? Commit, string Runtime, string Platform)
    : JsonRecord("version");

/// <summary>An endpoint that has begun to serve.</summary>
sealed record EndpointRecord(string Endpoint, string Region, string AccessKeyId, string? SecretAccessKey, string? Directory, string? Certificate, string? Faults, IReadOnlyList<EndpointAccountRecord> Accounts)
    : JsonRecord("endpoint");

/// <summary>An account of an endpoint, without its secret.</summary>
sealed record EndpointAccountRecord(string Name, string AccessKeyId, string CanonicalId);

/// <summary>How a demonstration went.</summary>
sealed record DemoRecord(
    string Directory, long Files, long Bytes, long Compared, long Different, long Unreadable, double UploadSeconds, double DownloadSeconds, bool Identical)
    : JsonRecord("demo");

/// <summary>What tuning found for one kind of work.</summary>
sealed record TuneWorkRecord(
    string Work, long? ObjectSize, int Concurrency, double BytesPerSecond, double RequestsPerSecond, long Throttles, TuneDecisionRecord[] Decisions)
    : JsonRecord("tune_work");

/// <summary>A decision of the controller.</summary>
sealed record TuneDecisionRecord(double At, int From, int To, string Reason);

/// <summary>What later runs begin with.</summary>
sealed record TuneRecord(int StartConcurrency, int MaxConnections, string Section, string File, bool Written)
    : JsonRecord("tune");

/// <summary>What changed from one benchmark to another. Tolerance as a share; no interval where there is too little to say how sure the ratio is.</summary>
sealed record ComparisonRecord(
    string Operation, FigureRecord[] Figures, IntervalRecord? Interval, double Tolerance, int Seed, bool Regression, string[] Warnings)
    : JsonRecord("comparison");

/// <summary>One figure of two results; absent where it was not measured. Change as a share of A.</summary>
sealed record FigureRecord(string Name, string Unit, double? A, double? B, double? Change, bool MoreIsBetter);

/// <summary>The ratio of the first figure, B over A, with its confidence interval.</summary>
sealed record IntervalRecord(double Ratio, double Low, double High, double Confidence, string Basis, int CountA, int CountB);
