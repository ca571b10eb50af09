using System.Globalization;
using Sluice.Failures;

namespace Sluice.Administration.Access;

/// <summary>A version as sentences name it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Time">When it came; null when not told.</param>
internal readonly record struct ObjectVersionMark(string Id, DateTimeOffset? Time)
{
    /// <summary>Fit for a terminal.</summary>
    public override string ToString() => $"version {DisplayText.Of(Id)}{(Time is { } time ? string.Create(CultureInfo.InvariantCulture, $", {time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "")}";
}
