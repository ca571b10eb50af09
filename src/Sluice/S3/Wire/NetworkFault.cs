using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Failures;

namespace Sluice.S3.Wire;

/// <summary>Turns what sockets and TLS report into errors that name the endpoint, what was tried and what to check.</summary>
internal static class NetworkFault
{
    /// <summary>The exceptions that a broken, refused or disposed connection throws.</summary>
    public static bool IsOne(Exception failure) =>
        failure is SocketException or IOException or ObjectDisposedException or AuthenticationException or InvalidOperationException;

    public static S3Error From(Transport transport, DeadlineKind kind, Exception failure) =>
        From(transport.Origin, transport.Deadline, kind, failure);

    public static S3Error From(Transport transport, DeadlineKind kind, SocketError code, Exception? cause) =>
        From(transport.Origin, transport.Deadline, kind, code, cause);

    public static S3Error From(Origin origin, Deadline? deadline, DeadlineKind kind, Exception failure)
    {
        SocketException? socket = failure as SocketException ?? failure.InnerException as SocketException;
        return From(origin, deadline, kind, socket?.SocketErrorCode ?? SocketError.ConnectionAborted, failure);
    }

    public static S3Error From(Origin origin, Deadline? deadline, DeadlineKind kind, SocketError code, Exception? cause) => deadline?.Expired switch
    {
        DeadlineKind.Canceled => Canceled(),
        DeadlineKind.Connect => Error($"no connection to {origin} within {Text(deadline.Limit)}: is the endpoint up, and does a firewall let it through?", cause) with { IsUnsent = true },
        DeadlineKind.FirstByte => Error($"no answer from {origin} within {Text(deadline.Limit)}", cause),
        DeadlineKind.Stall => Error($"no bytes to or from {origin} for {Text(deadline.Limit)}", cause),
        _ => Error(Sentence(origin, kind, code), cause) with { IsUnsent = kind == DeadlineKind.Connect },
    };

    /// <summary>The caller gave up.</summary>
    public static S3Error Canceled() => new(FailureKind.Canceled, RetryClass.Never, "canceled");

    /// <summary>The connection ended where more was promised.</summary>
    public static S3Error EndedEarly(Origin origin, string where) => Error($"{origin} closed the connection {where}", null);

    /// <summary>Bytes come, and too few of them.</summary>
    public static S3Error Trickles(Origin origin) => Error($"{origin} sent fewer than {Trickle.LeastBytes >> 10} KiB in a minute", null) with { IsTrickle = true };

    /// <summary>A network error that another attempt may get past.</summary>
    public static S3Error Error(string message, Exception? cause) => new(FailureKind.Network, RetryClass.AfterBackoff, message) { Cause = cause };

    static string Sentence(Origin origin, DeadlineKind kind, SocketError code) => code switch
    {
        SocketError.ConnectionRefused => $"nothing listens at {origin}: is the endpoint up, and is the port right?",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery =>
            $"the host name {DisplayText.Of(origin.Host)} cannot be resolved: check the endpoint, the region and DNS",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressNotAvailable =>
            $"no route to {origin}: check the network and the endpoint's address",
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable =>
            $"no socket left for {origin}: raise the limit of open files (ulimit -n) or lower --concurrency",
        SocketError.TimedOut => $"the connection to {origin} timed out",
        _ => $"the connection to {origin} broke {(kind == DeadlineKind.FirstByte ? "before an answer came" : kind == DeadlineKind.Connect ? "while it was opened" : "while bytes moved")} ({code})",
    };

    static string Text(TimeSpan limit) => limit.TotalSeconds >= 1 ? $"{limit.TotalSeconds:0.#} s" : $"{limit.TotalMilliseconds:0} ms";
}
