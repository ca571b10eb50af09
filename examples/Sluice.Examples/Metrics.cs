using System.Diagnostics.Metrics;
using Sluice.Client;
using Sluice.Telemetry;

namespace Examples;

/// <summary>
/// How long calls take. With OpenTelemetry it is <c>AddMeter(SluiceTelemetry.Name)</c> and <c>AddSource(SluiceTelemetry.Name)</c>
/// instead of a listener of one's own.
/// </summary>
static class Metrics
{
    public static async Task RunAsync(SluiceClientOptions options, string bucket, TextWriter output)
    {
        int calls = 0;
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == SluiceTelemetry.Name && instrument.Name == "rpc.client.call.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref calls));
        listener.Start();

        await using SluiceClient client = new(options);
        await client.PutObjectAsync(bucket, "measured.txt", "some bytes"u8.ToArray());
        await client.HeadObjectAsync(bucket, "measured.txt");
        await output.WriteLineAsync($"{calls} calls were measured");
    }
}
