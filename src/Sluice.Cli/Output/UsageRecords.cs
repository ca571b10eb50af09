namespace Sluice.Cli.Output;

/// <summary>Totals of a listing; bytes as far as sizes are listed, and not there where none is.</summary>
sealed record TotalRecord(long Objects, long Prefixes, long? Bytes)
    : JsonRecord("total")
{
    /// <summary>Objects whose size the store does not list; not there for none.</summary>
    public long? Unsized { get; init; }
}

/// <summary>What lies below a prefix of a bucket; bytes as far as sizes are listed, and not there where none is.</summary>
sealed record UsageRecord(string Bucket, string Prefix, string? PrefixBase64, string? PrefixEscaped, long Objects, long? Bytes)
    : JsonRecord("usage")
{
    /// <summary>Objects whose size the store does not list; not there for none.</summary>
    public long? Unsized { get; init; }
}

/// <summary>What of a listing is of one storage class, age or depth; bytes as far as sizes are listed, and not there where none is.</summary>
sealed record UsageGroupRecord(string Bucket, string By, string Group, long Objects, long? Bytes)
    : JsonRecord("usage_group")
{
    /// <summary>Objects whose size the store does not list; not there for none.</summary>
    public long? Unsized { get; init; }
}

/// <summary>What lies below a directory of a host.</summary>
sealed record HostUsageRecord(string Location, long Files, long Bytes)
    : JsonRecord("usage");
