using Sluice.Cli.Lines;
using System.Net;
using System.Text.Json;
using Sluice.Cli.Jobs.Engines;
using Sluice.Cli.Reports;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Watching;

namespace Sluice.Cli.Jobs.Dashboard;

/// <summary>
/// What the page of a job is drawn from, as JSON that may stand in HTML: the encoder leaves no <c>&lt;</c> as it is. Texts of others have neither control
/// characters nor what moves or hides text.
/// </summary>
/// <param name="job">Where the job is.</param>
/// <param name="isLive">The page asks again; else it was written once, and carries the items that did not arrive.</param>
sealed class JobData(string job, bool isLive)
{
    /// <summary>Places at which the chunks are shown: as many as a wide window has room for.</summary>
    public const int Bins = 480;

    // A key has 1,024 bytes, each of them as %XX at most; what a store or a program says may be of any length.
    const int MostWorkers = 200, MostChunksOfWorker = 8, MostLetters = 4096, MostOfMessage = 600;

    /// <summary>A job as JSON.</summary>
    /// <param name="view">The job.</param>
    /// <param name="problem">Why what it shows may be old; null when it is not.</param>
    /// <param name="readAt">When it was read, by this machine's clock.</param>
    public byte[] Write(JobView view, string? problem, DateTimeOffset readAt) => Write(json =>
    {
        OutcomeCounts found = view.State.Outcomes;
        json.WriteBoolean("live", isLive);
        Text(json, "job", job);
        Text(json, "command", ShellLine.Shown(["sluice", .. view.State.Job.Words]));
        json.WriteString("created", view.State.Job.Created);
        json.WriteString("now", view.Now);
        json.WriteString("read_at", readAt);
        json.WriteString("version", Commands.VersionVerb.Current().Version);
        Text(json, "problem", problem);
        json.WriteString("stage", view.State.IsBeingDeleted ? "being deleted" : view.State.IsCancelled ? "cancelled" : view.State.IsDamaged ? "damaged" : view.State.IsOver ? "over" : view.State.Plan is null ? "being created" : "under way");
        json.WriteBoolean("over", view.State.IsOver || view.State.IsCancelled);
        json.WriteBoolean("planned", view.State.Plan is not null);
        json.WriteString("claim", view.State.Job.Claim is "lease" or "index" ? view.State.Job.Claim : "queue");
        json.WriteNumber("lease_seconds", view.State.Job.LeaseSeconds);
        json.WriteStartArray("sentences");
        string place = ShellLine.Join([job]);
        foreach (JobSentence sentence in (JobSentence[])[JobSentences.Failed(view), .. JobSentences.Damage(view, place), JobSentences.Limit(view, place) with { Label = "What limits" }])
            Object(json, null, () =>
            {
                json.WriteString("label", sentence.Label);
                Text(json, "text", sentence.Text);
                json.WriteString("tone", sentence.Tone.ToString().ToLowerInvariant());
            });
        json.WriteEndArray();
        Object(json, "ledger", () =>
        {
            foreach ((string name, long count) in (ReadOnlySpan<(string, long)>)[("listed", view.State.Items), ("done", found.Done), ("skipped", found.Skipped), ("missing", found.Missing), ("changed", found.Changed), ("denied", found.Denied), ("failed", found.Failed), ("quarantined", found.Quarantined), ("pending", view.State.Pending)])
                json.WriteNumber(name, count);
        });
        Object(json, "bytes", () =>
        {
            Number(json, "listed", view.State.Plan?.KnownBytes);
            Number(json, "ended", view.Bytes);
        });
        Object(json, "chunks", () =>
        {
            foreach ((string name, long count) in (ReadOnlySpan<(string, long)>)[("all", view.State.Chunks), ("sealed", view.State.SealedChunks), ("claimed", view.Claimed), ("expired", view.Expired), ("free", view.Free)])
                json.WriteNumber(name, count);
        });
        Object(json, "pace", () => WritePace(json, view.Pace));
        Object(json, "workers", () => WriteWorkers(json, view));
        Object(json, "failures", () => WriteFailures(json, view.Failures));
        Object(json, "commands", () =>
        {
            foreach (string verb in (ReadOnlySpan<string>)["retry", "run", "report"])
                Text(json, verb, $"sluice job {verb} {place}");
        });
        json.WriteStartArray("bins");
        foreach (ChunkBin bin in view.Bins)
        {
            json.WriteStartArray();
            json.WriteStringValue(HtmlText.Clean(bin.First));
            json.WriteStringValue(HtmlText.Clean(bin.Last));
            foreach (int count in (ReadOnlySpan<int>)[bin.Done, bin.Failing, bin.Claimed, bin.Expired, bin.Free])
                json.WriteNumberValue(count);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    });

    /// <summary>What became of one object, as JSON.</summary>
    public static byte[] Write(FoundItem found) => Write(json =>
    {
        Text(json, "problem", found.Problem);
        if (found.Key.Length == 0)
            return;
        Key(json, found.Key);
        foreach ((string name, string? text) in (ReadOnlySpan<(string, string?)>)[("chunk", found.Chunk), ("etag", found.ETag), ("outcome", found.Outcome), ("worker", found.Worker), ("code", found.Code), ("message", found.Message), ("destination", found.Destination), ("checksum", found.Checksum), ("attempts", found.Attempts)])
            Text(json, name, text);
        Number(json, "size", found.Size);
        Number(json, "attempt", found.Attempt);
        if (found.Modified is { } modified)
            json.WriteString("modified", modified);
    });

    /// <summary>A sentence for who asked for what cannot be told, as JSON.</summary>
    public static byte[] Problem(string sentence) => Write(json => Text(json, "problem", sentence));

    static void WritePace(Utf8JsonWriter json, JobPace pace)
    {
        if (pace.Began is { } began)
            json.WriteString("began", began);
        if (pace.Last is { } last)
            json.WriteString("last", last);
        json.WriteNumber("window_seconds", Math.Round(pace.Window.TotalSeconds, 3));
        Number(json, "items_per_second", pace.ItemsPerSecond);
        Number(json, "bytes_per_second", pace.BytesPerSecond);
        Number(json, "left_by_items", pace.LeftByItems?.TotalSeconds);
        Number(json, "left_by_bytes", pace.LeftByBytes?.TotalSeconds);
        json.WriteNumber("step_seconds", pace.Step.TotalSeconds);
        json.WriteStartArray("steps");
        foreach (PaceStep step in pace.Steps)
        {
            json.WriteStartArray();
            json.WriteNumberValue(step.Items);
            json.WriteNumberValue(step.NotArrived);
            json.WriteNumberValue(step.Bytes);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    static void WriteWorkers(Utf8JsonWriter json, JobView view)
    {
        json.WriteNumber("all", view.Workers.Count);
        json.WriteNumber("alive", view.Workers.Count(static worker => worker.Left > TimeSpan.Zero));
        json.WriteNumber("unread", view.UnreadLeases);
        json.WriteStartArray("list");
        foreach (WorkerView worker in view.Workers.Take(MostWorkers))
            Object(json, null, () =>
            {
                Text(json, "name", DisplayText.Of(worker.Name));
                json.WriteNumber("chunks", worker.Chunks.Count);
                json.WriteStartArray("some");
                foreach (string chunk in worker.Chunks.Take(MostChunksOfWorker))
                    json.WriteStringValue(HtmlText.Clean(chunk));
                json.WriteEndArray();
                json.WriteNumber("newest", Math.Round(worker.Newest.TotalSeconds, 1));
                json.WriteNumber("oldest", Math.Round(worker.Oldest.TotalSeconds, 1));
                json.WriteNumber("left", Math.Round(worker.Left.TotalSeconds, 1));
                json.WriteNumber("attempt", worker.Attempt);
            });
        json.WriteEndArray();
    }

    void WriteFailures(Utf8JsonWriter json, FailureSummary failures)
    {
        json.WriteNumber("read_chunks", failures.ReadChunks);
        json.WriteNumber("chunks", failures.Chunks);
        json.WriteNumber("most_chunks", FailureSummary.MostChunks);
        json.WriteStartArray("causes");
        foreach (FailureCause cause in failures.Causes)
            Object(json, null, () =>
            {
                json.WriteString("outcome", HtmlText.Clean(cause.Outcome));
                Text(json, "code", cause.Code);
                Text(json, "status", cause.Status);
                Text(json, "message", cause.Message);
                json.WriteNumber("count", cause.Count);
                json.WriteBoolean("retried", cause.IsRetried);
                json.WriteStartArray("examples");
                foreach (string key in cause.Examples)
                    Object(json, null, () => Key(json, key));
                json.WriteEndArray();
            });
        json.WriteEndArray();
        if (isLive)
            return;
        json.WriteNumber("most_items", FailureSummary.MostItems);
        json.WriteStartArray("items");
        foreach (FailedItem item in failures.Items)
            Object(json, null, () =>
            {
                Key(json, item.Key);
                foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)[("chunk", item.Chunk), ("outcome", item.Outcome), ("code", item.Code), ("message", item.Message)])
                    Text(json, name, text);
            });
        json.WriteEndArray();
    }

    // To be read, and to be asked for.
    static void Key(Utf8JsonWriter json, string encoded)
    {
        Text(json, "key", DisplayText.Of(WebUtility.UrlDecodeToBytes(System.Text.Encoding.UTF8.GetBytes(encoded), 0, System.Text.Encoding.UTF8.GetByteCount(encoded))));
        Text(json, "encoded", encoded);
    }

    static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, HtmlText.Clean(Cut(text, name == "message" ? MostOfMessage : MostLetters)));
    }

    static string Cut(string text, int most) => text.Length > most ? string.Concat(text.AsSpan(0, most), "…") : text;

    static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, Math.Round(number, 3));
    }

    static void Object(Utf8JsonWriter json, string? name, Action write)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }

    static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            Object(json, null, () => write(json));
        return stream.ToArray();
    }
}
