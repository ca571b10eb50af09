namespace Sluice.Cli.Output;

/// <summary>A command begins: the first line that it writes into a log.</summary>
sealed record LoggedCommand(DateTimeOffset Time, int ProcessId, string Version, IReadOnlyList<string> Words) : JsonRecord("command");

/// <summary>A line that the user was told.</summary>
sealed record LoggedMessage(DateTimeOffset Time, int ProcessId, string Text) : JsonRecord("message");

/// <summary>One attempt at a request. No header and no query is told: they may hold secrets.</summary>
sealed record LoggedRequest(
    DateTimeOffset Time, int ProcessId, string Operation, string Method, string? Bucket, string? Key, int? Status, string? ErrorCode, double Milliseconds, int Attempt, long BytesSent, long BytesReceived, long Connection, string? RequestId)
    : JsonRecord("request");

/// <summary>A command has ended.</summary>
sealed record LoggedEnd(DateTimeOffset Time, int ProcessId, int ExitCode) : JsonRecord("end");
