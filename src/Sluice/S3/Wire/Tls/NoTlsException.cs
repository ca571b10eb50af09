using System.Security.Authentication;

namespace Sluice.S3.Wire.Tls;

/// <summary>The peer's first bytes are no TLS.</summary>
internal sealed class NoTlsException(Exception? cause) : AuthenticationException("The peer does not speak TLS.", cause);
