using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Faults;

/// <summary>One fault of the endpoint.</summary>
/// <param name="Name">As test names show it.</param>
/// <param name="Put">Gives it to a rule.</param>
/// <param name="Passes">Done right on the second attempt: the command must succeed.</param>
/// <param name="Harmless">Only slows down: the command must succeed however often it happens.</param>
sealed record MatrixFault(string Name, Func<FaultRule, FaultRule> Put, bool Passes = true, bool Harmless = false)
{
    public static IReadOnlyList<MatrixFault> All { get; } =
    [
        new("slow down", static rule => rule.Reply(503, "SlowDown")),
        new("internal error", static rule => rule.Reply(500, "InternalError")),
        new("reset", static rule => rule.ResetAfter(1000)),
        new("cut", static rule => rule.CutAfter(1000)),
        new("corrupt", static rule => rule.Corrupt()),
        new("trickle", static rule => rule.Trickle(20 << 20), Harmless: true),
        new("late error", static rule => rule.ErrorAfterOk("InternalError")),
        new("delay", static rule => rule.Delay(TimeSpan.FromMilliseconds(30)), Harmless: true),
        new("denied", static rule => rule.Reply(403, "AccessDenied"), Passes: false),
        new("gone", static rule => rule.Reply(404, "NoSuchKey"), Passes: false),
    ];

    public override string ToString() => Name;
}
