using System.Globalization;
using Sluice.S3;
using Sluice.S3.Operations;
using Sluice.S3.Signing;
using Sluice.S3.Wire;

namespace Sluice.Probing.Checks;

/// <summary>What is missing, wrong or late is said to be so; who is not known is refused.</summary>
internal static class ErrorChecks
{
    const string Page = "API Reference, Error responses";
    const string Status = "Go by the status: 404 is missing, whatever its code.";
    const string NoWay = "Sluice cannot help it: whoever reaches the store may use it.";

    static readonly TimeSpan Late = TimeSpan.FromHours(2);

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("no-such-key", ProbeArea.Errors, "answers 404 NoSuchKey where there is no object", Page, "Only a 404 counts as missing; anything else fails the item.") { IsReliedOn = true, Look = Key },
        new("no-such-bucket", ProbeArea.Errors, "answers 404 NoSuchBucket where there is no bucket", Page, Status) { Look = Bucket },
        new("no-such-upload", ProbeArea.Errors, "answers 404 NoSuchUpload where there is no upload", Page, Status) { Look = Upload },
        new("wrong-signature", ProbeArea.Errors, "refuses a signature made with another secret", "API Reference, \"Authenticating Requests (AWS Signature Version 4)\"", NoWay) { Look = Signature },
        new("clock-skew", ProbeArea.Errors, "refuses a request that is signed two hours late", "API Reference, RequestTimeTooSkewed", NoWay) { Look = Skew },
        new("presigned", ProbeArea.Errors, "serves a presigned GET to whoever has no credentials", "S3 User Guide, \"Sharing objects with presigned URLs\"", "sluice presign is of no use there.") { Look = static store => Presigned(store, TimeSpan.Zero) },
        new("presigned-late", ProbeArea.Errors, "refuses a presigned URL that has run out", "S3 User Guide, \"Sharing objects with presigned URLs\"", NoWay) { Look = static store => Presigned(store, Late) },
        new("date", ProbeArea.Errors, "tells its time in each answer", "RFC 9110, 6.6.1", "Ages of leases and of objects are told by this machine's clock.") { Look = Date },
        new("chunked", ProbeArea.Errors, "takes bodies in signed chunks, and refuses one whose chunk is not the one that was signed", "API Reference, \"Signature Calculations ... Transferring Payload in Multiple Chunks\"", "Parts of copies between stores are held in memory until they are sent.") { Look = Chunked },
    ];

    static Observation Key(ProbedStore store)
    {
        ExactAnswer get = store.Ask("GET", "never-written"), head = store.Ask("HEAD", "never-written");
        return Observation.Of((get is { Status: 404, Code: "NoSuchKey" }, $"GET was answered with {get}"), (head.Status == 404, $"HEAD was answered with {head}"));
    }

    static Observation Bucket(ProbedStore store)
    {
        string missing = $"sluice-probe-{Convert.ToHexStringLower(store.Bytes(12))}";
        ExactAnswer answer = store.Ask(() => ProbedStore.Compose("GET", missing, default, null, [("?list-type", "2")]));
        return Observation.Of((answer is { Status: 404, Code: "NoSuchBucket" }, $"answered {answer}"));
    }

    static Observation Upload(ProbedStore store)
    {
        // An id of the store's own form.
        string upload = PartedObject.Begin(store, "no-such-upload");
        store.Need("DELETE", "no-such-upload", null, ("?uploadId", upload));
        ExactAnswer part = store.Ask("PUT", "no-such-upload", store.Bytes(), ("?partNumber", "1"), ("?uploadId", upload)), parts = store.Ask("GET", "no-such-upload", null, ("?uploadId", upload));
        return Observation.Of(
            (part is { Status: 404, Code: "NoSuchUpload" }, $"a part of it was answered with {part}"), (parts is { Status: 404, Code: "NoSuchUpload" }, $"ListParts was answered with {parts}"));
    }

    static Observation Signature(ProbedStore store)
    {
        _ = store.Credentials;
        ExactAnswer answer = store.Ask("GET", store.Key(store.Object), null, store.Stranger);
        return Observation.Of((!answer.IsDone, "it was served"), (answer.Status == 403, $"answered {answer}, not 403"));
    }

    static Observation Skew(ProbedStore store)
    {
        _ = store.Credentials;
        ExactAnswer answer = store.Ask("GET", store.Key(store.Object), null, store.Other(store.Options with { Clock = new LateClock(store.Options.Clock, Late) }));
        return Observation.Of((!answer.IsDone, "it was served"), (answer.Status is 403 or 400, $"answered {answer}, not 403"));
    }

    static Observation Presigned(ProbedStore store, TimeSpan late)
    {
        _ = store.Credentials;
        S3ClientOptions options = store.Options with { Clock = late == TimeSpan.Zero ? store.Options.Clock : new LateClock(store.Options.Clock, late) };
        string url = new Presigner(options).Presign("GET", store.Bucket, store.Key(store.Object), TimeSpan.FromMinutes(5));
        string[] pairs = url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&');
        ExactAnswer answer = store.Ask(() =>
        {
            WireRequest request = ProbedStore.Compose("GET", store.Bucket, store.Key(store.Object), null, []);
            foreach (string pair in pairs)
                request.Query.Add(new(pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
            return request;
        }, store.Nobody);
        return late > TimeSpan.Zero
            ? Observation.Of((!answer.IsDone, "it was served"), (answer.Status is 403 or 400, $"answered {answer}, not 403"))
            : Observation.Of((answer.IsDone, $"answered {answer}"), (answer.Body.AsSpan().SequenceEqual(store.ObjectBytes), "other bytes came"));
    }

    static Observation Date(ProbedStore store)
    {
        string? date = store.Need("HEAD", store.Object).Header("date");
        return Observation.Of((DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out _), date is null ? "it has no Date" : $"Date is {Failures.DisplayText.Of(date)}"));
    }

    static Observation Chunked(ProbedStore store)
    {
        byte[] body = store.Bytes();
        if (Chunks(store, "chunked", body, body) is { IsDone: false } refused)
            return Observation.Deviates($"the right ones were answered with {refused}");
        if (store.Read("chunked") is not { } kept || !kept.AsSpan().SequenceEqual(body))
            return Observation.Deviates("other bytes were stored than the chunks hold");
        ExactAnswer wrong = Chunks(store, "chunked-wrong", body, store.Bytes());
        return Observation.Of((!wrong.IsDone, "a wrong one was accepted"), (wrong.Status is >= 400 and < 500, $"a wrong one was answered with {wrong}"));
    }

    static ExactAnswer Chunks(ProbedStore store, string name, byte[] sent, byte[] signed)
    {
        ChunkedProbeBody body = new(store.Credentials, sent, signed);
        return store.Ask(() => body.Compose(store.Bucket, store.Key(name)));
    }

    // A clock that is behind by hours, and goes on as fast.
    sealed class LateClock(TimeProvider clock, TimeSpan late) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() - late;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
