using Sluice.Failures;

namespace Sluice.Cli.Exporters;

/// <summary>Says once that a collector takes nothing, and why as far as that was seen.</summary>
/// <param name="target">The collector.</param>
/// <param name="signal">What is sent.</param>
/// <param name="warn">Tells the user.</param>
sealed class CollectorWatch(OtlpTarget target, string signal, Action<string> warn)
{
    volatile string? _seen;
    int _told;

    /// <summary>How the last request went wrong; null when it did not.</summary>
    public string? Seen
    {
        set => _seen = value;
    }

    /// <summary>Nothing was taken of what was sent.</summary>
    public void Failed()
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
            warn($"{signal} cannot be sent to {DisplayText.Of(target.Shown)}: {_seen ?? "they are refused"}. The command goes on without.");
    }

    /// <summary>Something was not taken when there was no more time for it.</summary>
    public void GiveUp()
    {
        _seen ??= "it does not answer";
        Failed();
    }
}
