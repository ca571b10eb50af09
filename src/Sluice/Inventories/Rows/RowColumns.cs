namespace Sluice.Inventories.Rows;

/// <summary>Where in the rows of an inventory what stands; -1 for a column that it does not have. Columns come in any order, and others are passed over.</summary>
/// <param name="Count">Columns of a row.</param>
internal sealed record RowColumns(int Count)
{
    /// <summary>The bucket.</summary>
    public int Bucket { get; private init; } = -1;

    /// <summary>The key.</summary>
    public int Key { get; private init; } = -1;

    /// <summary>The version.</summary>
    public int Version { get; private init; } = -1;

    /// <summary>Whether it is the latest version.</summary>
    public int IsLatest { get; private init; } = -1;

    /// <summary>Whether it is a delete marker, which is no object.</summary>
    public int IsDeleteMarker { get; private init; } = -1;

    /// <summary>Bytes.</summary>
    public int Size { get; private init; } = -1;

    /// <summary>When it was written.</summary>
    public int Modified { get; private init; } = -1;

    /// <summary>The entity tag, without quotes.</summary>
    public int ETag { get; private init; } = -1;

    /// <summary>The storage class.</summary>
    public int StorageClass { get; private init; } = -1;

    /// <summary>The columns of S3 Batch Operations: Bucket, Key and perhaps VersionId.</summary>
    public static RowColumns ForBatch(int count) => new(count) { Bucket = 0, Key = 1, Version = count > 2 ? 2 : -1 };

    /// <summary>Finds them by their names, of CSV (<c>LastModifiedDate</c>) or of Parquet (<c>last_modified_date</c>). Throws <see cref="InvalidDataException"/> without bucket and key, or when nothing tells which of several versions is the latest.</summary>
    public static RowColumns Parse(IReadOnlyList<string> names)
    {
        List<string> plain = [.. names.Select(static name => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant())];
        RowColumns columns = new(names.Count)
        {
            Bucket = plain.IndexOf("BUCKET"),
            Key = plain.IndexOf("KEY"),
            Version = plain.IndexOf("VERSIONID"),
            IsLatest = plain.IndexOf("ISLATEST"),
            IsDeleteMarker = plain.IndexOf("ISDELETEMARKER"),
            Size = plain.IndexOf("SIZE"),
            Modified = plain.IndexOf("LASTMODIFIEDDATE"),
            ETag = plain.IndexOf("ETAG"),
            StorageClass = plain.IndexOf("STORAGECLASS"),
        };
        if (columns.Bucket < 0 || columns.Key < 0)
            throw new InvalidDataException("its schema has no columns Bucket and Key.");
        if (columns.Version >= 0 && columns.IsLatest < 0)
            throw new InvalidDataException("it has versions (VersionId), and no column IsLatest that tells which are the latest.");
        return columns;
    }
}
