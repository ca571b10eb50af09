using Sluice.Failures;

namespace Sluice.Sftp.Protocol;

/// <summary>Classifies what a server said of one request, once.</summary>
internal static class SftpStatus
{
    /// <summary>The code of an answer; <see cref="StatusCode.Ok"/> for answers that carry data.</summary>
    public static StatusCode CodeOf(SftpRequest request) => request.Answer == PacketType.StatusAnswer ? (StatusCode)new PacketReader(request.Payload).UInt32() : StatusCode.Ok;

    /// <summary>The failure that a status means.</summary>
    /// <param name="request">The answered request.</param>
    /// <param name="place">What it was about, as people type it.</param>
    /// <param name="act">What was not possible, as <c>write</c>; for a status that says nothing.</param>
    public static Failure FailureOf(SftpRequest request, string place, string act)
    {
        if (request.Answer != PacketType.StatusAnswer)
            return new Failure(FailureKind.Protocol, RetryClass.Never, $"{place}: The server's answer does not fit the request ({act}).") { Code = "BadAnswer" };
        PacketReader reader = new(request.Payload);
        StatusCode code = (StatusCode)reader.UInt32();
        // OpenSSH says "Failure" and nothing else; others add words.
        string words = reader.IsAtEnd ? "" : DisplayText.Of(reader.Bytes());
        return code switch
        {
            StatusCode.NoSuchFile => new Failure(FailureKind.NotFound, RetryClass.Never, $"{place}: There is no such file or directory.") { Code = "Missing" },
            StatusCode.PermissionDenied => new Failure(FailureKind.Denied, RetryClass.Never, $"{place}: The host refused access ({act}). The owner of that directory or file there can allow it (chmod, chown).") { Code = "Denied" },
            StatusCode.Unsupported => new Failure(FailureKind.NotSupported, RetryClass.Never, $"{place}: The server cannot do this ({act}).") { Code = "NotSupported" },
            StatusCode.NoConnection or StatusCode.ConnectionLost => new Failure(FailureKind.Network, RetryClass.AfterBackoff, $"{place}: The server says that its connection is lost.") { Code = "ConnectionLost" },
            _ when IsFull(words) => DiskFull(place),
            _ => new Failure(FailureKind.Server, RetryClass.Never, $"{place}: The server could not {act} it{(words.Length == 0 || words == "Failure" ? "" : $": {words}")}.") { Code = "SftpFailure" },
        };
    }

    /// <summary>The disk of the host is full.</summary>
    public static Failure DiskFull(string place) => Failure.Local("DiskFull", $"{place}: No space is left on the host, or a quota is used up; free some there and run the same command again.");

    static bool IsFull(string words) => words.Contains("space", StringComparison.OrdinalIgnoreCase) || words.Contains("quota", StringComparison.OrdinalIgnoreCase);
}
