namespace Sluice.S3.Xml;

/// <summary>What a listed name has that reads otherwise when it is taken for URL-encoded, or for not encoded.</summary>
[Flags]
internal enum NameMarks
{
    /// <summary>It is the same however it is read.</summary>
    None = 0,

    /// <summary>A percent sign.</summary>
    Percent = 1,

    /// <summary>A plus sign.</summary>
    Plus = 2,

    /// <summary>A percent or plus sign that was encoded: decoded once it could be decoded again.</summary>
    Deep = 4,
}
