namespace Sluice.Administration.Access;

/// <summary>What somebody may do.</summary>
public enum AccessOperation
{
    /// <summary>See the names of a bucket's objects (s3:ListBucket).</summary>
    List,
    /// <summary>Read an object (s3:GetObject).</summary>
    Read,
    /// <summary>Write an object (s3:PutObject).</summary>
    Write,
}
