using System.Runtime.InteropServices;

namespace Sluice.S3.Wire.Tls;

/// <summary>
/// What is used of the system's OpenSSL 3 (libssl.so.3, libcrypto.so.3). Each function is described in the manual page of its name,
/// https://docs.openssl.org/3.0/man3/; constants are those of openssl/ssl.h, sslerr.h and x509_vfy.h, which are fixed for all of 3.x.
/// </summary>
internal static partial class OpenSsl
{
    const string Ssl = "libssl.so.3", Crypto = "libcrypto.so.3";

    public const int VerifyNone = 0, VerifyPeer = 1;
    public const int ErrorSsl = 1, ErrorWantRead = 2, ErrorWantWrite = 3, ErrorSyscall = 5, ErrorZeroReturn = 6;
    public const int CtrlMode = 33, CtrlReadAhead = 41, CtrlServerName = 55, CtrlClearMode = 78, CtrlMinProtocol = 123;
    public const nint ModeAutoRetry = 4, ModeReleaseBuffers = 0x10;
    public const int SentAndReceivedShutdown = 3;
    public const nint Tls12 = 0x0303;
    /// <summary>SSL_R_UNEXPECTED_EOF_WHILE_READING: the connection ended without a closing alert.</summary>
    public const int UnexpectedEnd = 294;
    /// <summary>X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS: no "w*.example.com" (RFC 9525, 6.3).</summary>
    public const uint NoPartialWildcards = 4;

    const ulong NoAtExit = 0x00080000, LoadConfig = 0x40, LoadSslStrings = 0x00200000;

    static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>True when the two libraries are there and could be started.</summary>
    public static bool IsAvailable => Loaded.Value;

    /// <summary>The oldest error of this thread as a sentence of OpenSSL's, and its reason's number; empty and 0 when there is none. Forgets all.</summary>
    public static string TakeError(out int reason)
    {
        ulong code = (ulong)GetError();
        ClearErrors();
        // ERR_GET_REASON of openssl/err.h; system errors, marked by bit 31, have no reason.
        reason = (code & 0x80000000) != 0 ? 0 : (int)(code & 0x7FFFFF);
        return code == 0 ? "" : Marshal.PtrToStringUTF8(ReasonText((nuint)code)) ?? $"error {code:X}";
    }

    static bool Load()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Crypto, out _) || !NativeLibrary.TryLoad(Ssl, out _))
            return false;
        // Without the handler that frees everything while other threads may still be inside (the runtime does the same).
        return Initialize(NoAtExit | LoadConfig | LoadSslStrings, 0) == 1;
    }

    [LibraryImport(Ssl, EntryPoint = "OPENSSL_init_ssl")]
    private static partial int Initialize(ulong options, nint settings);

    [LibraryImport(Ssl, EntryPoint = "TLS_client_method")]
    public static partial nint ClientMethod();

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_new")]
    public static partial OpenSslContext.Handle NewContext(nint method);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_ctrl")]
    public static partial nint ControlContext(OpenSslContext.Handle context, int command, nint number, nint argument);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_default_read_buffer_len")]
    public static partial void SetReadBuffer(OpenSslContext.Handle context, nuint length);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_verify")]
    public static partial void SetVerify(OpenSslContext.Handle context, int mode, nint callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_default_verify_paths")]
    public static partial int TrustSystem(OpenSslContext.Handle context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_load_verify_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TrustFile(OpenSslContext.Handle context, string path);

    [LibraryImport(Ssl, EntryPoint = "SSL_new")]
    public static partial OpenSslChannel.Handle NewChannel(OpenSslContext.Handle context);

    [LibraryImport(Ssl, EntryPoint = "SSL_free")]
    public static partial void FreeChannel(nint channel);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_shutdown")]
    public static partial void SetShutdown(nint channel, int mode);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_fd")]
    public static partial int SetSocket(OpenSslChannel.Handle channel, int descriptor);

    [LibraryImport(Ssl, EntryPoint = "SSL_ctrl", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Control(OpenSslChannel.Handle channel, int command, nint number, string argument);

    [LibraryImport(Ssl, EntryPoint = "SSL_set1_host", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetHost(OpenSslChannel.Handle channel, string name);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_hostflags")]
    public static partial void SetHostFlags(OpenSslChannel.Handle channel, uint flags);

    [LibraryImport(Ssl, EntryPoint = "SSL_get0_param")]
    public static partial nint VerifyParameters(OpenSslChannel.Handle channel);

    [LibraryImport(Crypto, EntryPoint = "X509_VERIFY_PARAM_set1_ip_asc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAddress(nint parameters, string address);

    [LibraryImport(Ssl, EntryPoint = "SSL_connect", SetLastError = true)]
    public static partial int Connect(OpenSslChannel.Handle channel);

    [LibraryImport(Ssl, EntryPoint = "SSL_read", SetLastError = true)]
    public static partial int Read(OpenSslChannel.Handle channel, Span<byte> buffer, int count);

    [LibraryImport(Ssl, EntryPoint = "SSL_write", SetLastError = true)]
    public static partial int Write(OpenSslChannel.Handle channel, ReadOnlySpan<byte> buffer, int count);

    [LibraryImport(Ssl, EntryPoint = "SSL_has_pending")]
    public static partial int HasPending(OpenSslChannel.Handle channel);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_error")]
    public static partial int ErrorOf(OpenSslChannel.Handle channel, int result);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_verify_result")]
    public static partial nint VerifyResult(OpenSslChannel.Handle channel);

    [LibraryImport(Crypto, EntryPoint = "X509_verify_cert_error_string")]
    public static partial nint VerifyText(nint result);

    [LibraryImport(Ssl, EntryPoint = "SSL_get1_session")]
    public static partial OpenSslContext.Session SessionOf(OpenSslChannel.Handle channel);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_session")]
    public static partial int SetSession(OpenSslChannel.Handle channel, OpenSslContext.Session session);

    [LibraryImport(Ssl, EntryPoint = "SSL_SESSION_is_resumable")]
    public static partial int IsResumable(OpenSslContext.Session session);

    [LibraryImport(Ssl, EntryPoint = "SSL_SESSION_free")]
    public static partial void FreeSession(nint session);

    [LibraryImport(Ssl, EntryPoint = "SSL_session_reused")]
    public static partial int WasResumed(OpenSslChannel.Handle channel);

    [LibraryImport(Crypto, EntryPoint = "ERR_get_error")]
    private static partial nuint GetError();

    [LibraryImport(Crypto, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    [LibraryImport(Crypto, EntryPoint = "ERR_reason_error_string")]
    private static partial nint ReasonText(nuint code);
}
