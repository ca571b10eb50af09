using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Ranges and conditions of reading.</summary>
internal static class ReadingChecks
{
    const string Page = "API Reference, GetObject";
    const string RangePage = "RFC 9110, 14.2";
    const string OneRequest = "Each object comes in one request, and is not resumed inside.";
    const string Compared = "The ETag of each answer is compared here.";

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("range", ProbeArea.Reading, "answers a range with its bytes, and says which they are", RangePage, OneRequest) { Remembered = StoreDeviations.Ranges, Look = static store => Range(store, "bytes=10-19", 10, 10) },
        new("range-large", ProbeArea.Reading, "answers a range of many bytes, out of the middle of an object of parts, with its bytes", RangePage, OneRequest) { Remembered = StoreDeviations.Ranges, Look = Large },
        new("range-open", ProbeArea.Reading, "answers a range without an end with the rest", RangePage, "Sluice names the end of every range.") { Look = static store => Range(store, "bytes=990-", 990, 10) },
        new("range-suffix", ProbeArea.Reading, "answers a range without a begin with the last bytes", RangePage, "sluice tail asks for the size first.") { Look = static store => Range(store, "bytes=-10", 990, 10) },
        new("range-beyond", ProbeArea.Reading, "answers 416 to a range behind the end", RangePage, "What comes in its place is not taken for the range.") { Look = Beyond },
        new("read-if-match", ProbeArea.Reading, "refuses GET with another ETag in If-Match", Page, Compared) { Look = static store => Condition(store, 412, "if-match", "\"00000000000000000000000000000000\"") },
        new("read-if-none-match", ProbeArea.Reading, "answers 304 to GET with the ETag in If-None-Match", Page, "sync and verify compare what listings tell.") { Look = static store => Condition(store, 304, "if-none-match", store.Need("HEAD", store.Object).Header("etag") ?? "") },
        new("read-if-modified", ProbeArea.Reading, "answers 304 to GET where nothing has changed since the time of If-Modified-Since", Page, "sync and verify compare what listings tell.") { Look = static store => Condition(store, 304, "if-modified-since", store.Need("HEAD", store.Object).Header("last-modified") ?? "") },
        new("part-number", ProbeArea.Reading, "answers partNumber with that part, and says how many there are", Page, "Ranges are asked for instead.") { Look = Part },
    ];

    static Observation Range(ProbedStore store, string range, int from, int length)
    {
        string name = store.Object;
        ExactAnswer answer = store.Ask("GET", name, null, ("range", range));
        return Observation.Of(
            (answer.Status == 206, $"answered {answer}, not 206"),
            (answer.Body.AsSpan().SequenceEqual(store.ObjectBytes.AsSpan(from, length)), "other bytes came"),
            (answer.Header("content-range") == $"bytes {from}-{from + length - 1}/{ProbedStore.ObjectLength}", $"Content-Range says {Failures.DisplayText.Of(answer.Header("content-range") ?? "nothing")}"));
    }

    // What lies in between may change what no short answer shows: 256 KiB are more than any buffer of a proxy's.
    static Observation Large(ProbedStore store)
    {
        const int from = 1_000_003, length = 256 << 10;
        PartedObject parted = store.Parted;
        ExactAnswer answer = store.Ask("GET", parted.Name, null, ("range", $"bytes={from}-{from + length - 1}"));
        return Observation.Of((answer.Status == 206, $"answered {answer}, not 206"), (answer.Body.AsSpan().SequenceEqual(parted.First.AsSpan(from, length)), "other bytes came"));
    }

    static Observation Beyond(ProbedStore store)
    {
        ExactAnswer answer = store.Ask("GET", store.Object, null, ("range", "bytes=2000-2009"));
        return Observation.Of((answer.Status == 416, $"answered {answer}"));
    }

    static Observation Condition(ProbedStore store, int status, string header, string value)
    {
        if (value.Length == 0)
            return Observation.Unknown("HEAD does not tell what it needs");
        ExactAnswer answer = store.Ask("GET", store.Object, null, (header, value));
        return Observation.Of((answer.Status == status, $"answered {answer}, not {status}"));
    }

    static Observation Part(ProbedStore store)
    {
        PartedObject parted = store.Parted;
        // By HEAD: a store that ignores it would send five million bytes.
        ExactAnswer head = store.Ask("HEAD", parted.Name, null, ("?partNumber", "2"));
        if (head.Header("content-length") != $"{parted.Second.Length}")
            return Observation.Deviates(head.IsDone ? "it is ignored: HEAD tells the size of the whole" : $"HEAD was answered with {head}");
        ExactAnswer answer = store.Ask("GET", parted.Name, null, ("?partNumber", "2"));
        return Observation.Of((answer.Body.AsSpan().SequenceEqual(parted.Second), "other bytes came"), (answer.Header("x-amz-mp-parts-count") == "2", "it does not say how many there are"));
    }
}
