using System.Globalization;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Settings;

/// <summary>One section of the settings file: where the controller starts, not where it stays; and in what the store deviates.</summary>
/// <param name="StartConcurrency">Requests in flight to begin with; null for the default.</param>
/// <param name="MaxConnections">Most that are tried; null for the default.</param>
sealed record FoundSettings(int? StartConcurrency, int? MaxConnections)
{
    /// <summary>Names of the settings.</summary>
    public const string Start = "start_concurrency", Most = "max_connections", Deviating = "deviations";

    const int Largest = 1024;

    /// <summary>In what <c>sluice probe</c> saw the store deviate; null when it was not probed.</summary>
    public StoreDeviations? Deviations { get; init; }

    /// <summary>A section that says nothing.</summary>
    public static FoundSettings None { get; } = new(null, null);

    /// <summary>What <c>sluice tune</c> found, as lines of a section.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            if (StartConcurrency is { } start)
                yield return string.Create(CultureInfo.InvariantCulture, $"{Start} = {start}");
            if (MaxConnections is { } most)
                yield return string.Create(CultureInfo.InvariantCulture, $"{Most} = {most}");
        }
    }

    /// <summary>True for the name of a setting.</summary>
    public static bool IsSetting(string name) => IsTuned(name) || name is Deviating;

    /// <summary>True for the name of a setting that <c>sluice tune</c> writes.</summary>
    public static bool IsTuned(string name) => name is Start or Most;

    /// <summary>With one setting more; null for a value that is out of range.</summary>
    public FoundSettings? With(string name, string value)
    {
        if (name == Deviating)
            return DeviationNames.TryParse(value, out StoreDeviations? deviations) ? this with { Deviations = deviations } : null;
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > Largest)
            return null;
        return name == Start ? this with { StartConcurrency = number } : this with { MaxConnections = number };
    }

    /// <summary>Fills in what the command line left open. A pinned number of requests needs no start.</summary>
    public TransferOptions ApplyTo(TransferOptions options) => options.Concurrency is not null ? options : options with
    {
        StartConcurrency = options.StartConcurrency ?? StartConcurrency,
        MaxConnections = options.MaxConnections ?? MaxConnections,
    };
}
