using System.Text.Json;

namespace Sluice.Cli.Jobs;

/// <summary>
/// Watches for the notice that EC2 takes a Spot instance back, two minutes before it does, and for the recommendation to leave it, which may come earlier
/// (EC2 User Guide, "Spot Instance interruption notices" and "rebalance recommendations": look every five seconds).
/// </summary>
sealed class SpotWatch : IDisposable
{
    static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    // Where nothing has answered so often in a row, there is nothing to ask.
    const int MostSilence = 3;

    readonly CancellationTokenSource _end;
    readonly Task _watching;

    SpotWatch(InstanceMetadata metadata, bool isSure, TimeProvider clock, Action<string> onNotice, Action<string> onSilence, CancellationToken stop)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _watching = WatchAsync(metadata, isSure, clock, onNotice, onSilence, _end.Token);
    }

    /// <summary>Begins to watch; null where there is nothing to watch. Sends nothing where the machine does not say that it is an instance.</summary>
    /// <param name="always">True when the user says that this is a Spot instance.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="clock">The clock of waits.</param>
    /// <param name="onNotice">Told once, in a sentence, on another thread.</param>
    /// <param name="onSilence">Told why nothing is heard, when the user has asked for it.</param>
    /// <param name="stop">Ends it.</param>
    public static SpotWatch? Begin(bool always, Func<string, string?> variables, TimeProvider clock, Action<string> onNotice, Action<string> onSilence, CancellationToken stop)
    {
        if (InstanceMetadata.EndpointFrom(variables) is not { } endpoint)
        {
            if (always)
                onSilence("AWS_EC2_METADATA_DISABLED is set");
            return null;
        }
        return always || variables("AWS_EC2_METADATA_SERVICE_ENDPOINT") is { Length: > 0 } || IsInstance("/sys/devices/virtual/dmi/id/")
            ? new SpotWatch(new InstanceMetadata(endpoint), always, clock, onNotice, onSilence, stop)
            : null;
    }

    /// <summary>True when the firmware says that this machine is an EC2 instance (EC2 User Guide, "Detect whether a host is an EC2 instance"). Reads a file or two.</summary>
    /// <param name="directory">Where Linux shows what the firmware says.</param>
    public static bool IsInstance(string directory) =>
        Read(directory, "sys_vendor") == "Amazon EC2" || Read(directory, "bios_version").Contains("amazon", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        // It fails by no exception.
        _watching.Wait(CancellationToken.None);
        _end.Dispose();
    }

    static async Task WatchAsync(InstanceMetadata metadata, bool isSure, TimeProvider clock, Action<string> onNotice, Action<string> onSilence, CancellationToken end)
    {
        using (metadata)
        {
            bool hasAnswered = isSure;
            for (int silent = 0; ;)
            {
                try
                {
                    if (!hasAnswered && await metadata.ReadAsync("instance-life-cycle", end).ConfigureAwait(false) is not "spot")
                        return;
                    hasAnswered = true;
                    if (await metadata.ReadAsync("spot/instance-action", end).ConfigureAwait(false) is { } action)
                    {
                        onNotice($"EC2 takes this instance back{Time(action, "time")}.");
                        return;
                    }
                    if (await metadata.ReadAsync("events/recommendations/rebalance", end).ConfigureAwait(false) is { } recommendation)
                    {
                        onNotice($"EC2 recommends to leave this instance{Time(recommendation, "noticeTime")}.");
                        return;
                    }
                    silent = 0;
                }
                catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
                {
                    if (end.IsCancellationRequested || ++silent == MostSilence && !hasAnswered)
                        return;
                    if (isSure && silent == MostSilence)
                        onSilence(exception.Message);
                }
                try
                {
                    await Task.Delay(Between, clock, end).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    // Only for people: whatever else it says, the notice counts.
    static string Time(string notice, string member)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(notice);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out JsonElement time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out DateTimeOffset at)
                ? $" ({at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ})"
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    static string Read(string directory, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, name)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
