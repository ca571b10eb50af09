namespace Sluice.Telemetry;

/// <summary>One figure of a run, as it stands.</summary>
/// <param name="Instrument">Which of the names below.</param>
/// <param name="Value">The count so far, or the level now.</param>
/// <param name="Tag">The attribute that tells it apart from others of the instrument; null for none.</param>
/// <param name="Word">The value of that attribute.</param>
internal readonly record struct RunFigure(string Instrument, long Value, string? Tag = null, string? Word = null)
{
    /// <summary>Items found.</summary>
    public const string Listed = "sluice.run.listed";

    /// <summary>Items that have ended.</summary>
    public const string Items = "sluice.run.items";

    /// <summary>Items that did not arrive.</summary>
    public const string Failures = "sluice.run.failures";

    /// <summary>Bytes moved.</summary>
    public const string Bytes = "sluice.run.io";

    /// <summary>Attempts after the first.</summary>
    public const string Retries = "sluice.run.retries";

    /// <summary>Requests in flight: a level.</summary>
    public const string InFlight = "sluice.run.in_flight";

    /// <summary>Requests that may be in flight: a level.</summary>
    public const string Limit = "sluice.run.limit";

    /// <summary>True for what goes up and down, and is nothing once the run is over.</summary>
    public bool IsLevel => Instrument is InFlight or Limit;
}
