using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Faults;

/// <summary>One fault between the command and its store.</summary>
/// <param name="Name">As failures show it.</param>
/// <param name="Put">Gives it to a rule.</param>
/// <param name="Operations">Requests that it can do anything to; empty: all.</param>
/// <param name="Passes">Done right on the second attempt: the command must succeed.</param>
sealed record CommandFault(string Name, Func<FaultRule, FaultRule> Put, string[] Operations, bool Passes = true)
{
    public static IReadOnlyList<CommandFault> All { get; } =
    [
        new("503", static rule => rule.Reply(503, "SlowDown"), []),
        new("500", static rule => rule.Reply(500, "InternalError"), []),
        new("reset", static rule => rule.ResetAfter(1000), []),
        new("cut", static rule => rule.CutAfter(1000), ["GetObject", "ListObjectsV2", "CompleteMultipartUpload", "CopyObject", "DeleteObjects"]),
        new("corrupt", static rule => rule.Corrupt(), ["GetObject", "PutObject", "UploadPart"]),
        new("late error", static rule => rule.ErrorAfterOk("InternalError"), ["CompleteMultipartUpload", "CopyObject"]),
        // Longer than the command is told to wait.
        new("stall", static rule => rule.Delay(TimeSpan.FromSeconds(3)), ["GetObject", "PutObject", "CompleteMultipartUpload", "ListObjectsV2"]),
        new("denied", static rule => rule.Reply(403, "AccessDenied"), [], Passes: false),
    ];

    /// <summary>Whether it can do anything to this request.</summary>
    public bool Meets(string operation) => Operations.Length == 0 || Operations.Contains(operation);

    public override string ToString() => Name;
}
