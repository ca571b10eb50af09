using Sluice.S3.Signing;

namespace Sluice.S3;

/// <summary>When the signature covers a body's SHA-256.</summary>
public enum PayloadSigning
{
    /// <summary>Over plain HTTP; over TLS the signed checksum header protects the body and TLS the connection.</summary>
    Auto,
    /// <summary>Always.</summary>
    Always,
    /// <summary>Never (UNSIGNED-PAYLOAD): saves the SHA-256 on networks that are trusted.</summary>
    Never,
}
