namespace Sluice.S3;

/// <summary>Where a request names its bucket.</summary>
public enum AddressingStyle
{
    /// <summary>In the host name on AWS; in the path elsewhere, and for names with dots over HTTPS, which no wildcard certificate covers.</summary>
    Auto,
    /// <summary>In the path.</summary>
    Path,
    /// <summary>In the host name.</summary>
    VirtualHost,
}
