using System.Globalization;
using Sluice.Cli.Lines;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Output;

/// <summary>Says how what was removed from a bucket that keeps versions comes back.</summary>
static class UndoText
{
    const int MostPlaces = 3;
    const string JustBefore = "  What was written after that time, just before, comes back by its version alone: sluice ls --versions shows it.";

    /// <summary>The commands that undo a run, or that nothing does; null where no versions are kept at all.</summary>
    /// <param name="result">What the run did.</param>
    /// <param name="places">Where.</param>
    /// <param name="recursive">A key without a slash at its end is a prefix.</param>
    public static string? For(TransferReport result, IEnumerable<Location> places, bool recursive) =>
        result.NullMarkers > 0 ? $"  Versioning is suspended: what {Numbers.Count(result.NullMarkers, "object")} had without a version id is gone for good. Older versions, if any: sluice ls --versions."
        : result.Hidden == 0 ? null : $"  The bucket keeps versions: {Numbers.Count(result.Hidden, "object")} can come back: {Commands(result, places, recursive)}{Environment.NewLine}{JustBefore}";

    /// <summary>How many objects went because they were not there, and the commands that undo an undo; null when there is nothing to say.</summary>
    /// <param name="result">What the run did.</param>
    /// <param name="request">What was asked for.</param>
    public static string? ForUndo(TransferReport result, UndoRequest request)
    {
        string? gone = result.Hidden == 0 ? null : $"  Of these {Numbers.Count(result.Hidden, "object")} {(request.DryRun ? "would go" : "went")} behind delete markers: {(result.Hidden == 1 ? "it was" : "they were")} not there.";
        // Where markers were removed nobody knows from versions that they were there; what was copied or hidden besides comes back.
        string? markers = request is { DryRun: false, RemoveMarkers: true } && result.Outcomes.Done > 0 ? "  Delete markers that were removed are not kept: what they hid is hidden again by sluice rm." : null;
        string? back = request.DryRun || result.Outcomes.Done == 0 || markers is not null && result.Bytes == 0 && result.Hidden == 0 ? null : $"  What was there before is kept: {Commands(result, request.Targets, request.Recursive)}{Environment.NewLine}{JustBefore}";
        string text = string.Join(Environment.NewLine, new[] { gone, markers, back }.OfType<string>());
        return text.Length > 0 ? text : null;
    }

    static string Commands(TransferReport result, IEnumerable<Location> places, bool recursive)
    {
        // Stores tell whole seconds: what the run did may bear the very second in which it began.
        DateTimeOffset before = new DateTimeOffset(result.Began.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero).AddMilliseconds(-1);
        string time = before.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        S3Location[] stores = [.. places.Select(static place => place.InStore).OfType<S3Location>()];
        IEnumerable<string> commands = stores.Take(MostPlaces).Select(place => $"sluice undo{(recursive ? " -r" : "")} {ShellLine.Join([place.ToString()])} --to {time}");
        return $"{string.Join("; ", commands)}{(stores.Length > MostPlaces ? "; and so on" : "")}";
    }
}
