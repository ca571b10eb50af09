using Sluice.S3.Endpoints;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Copies that the store makes itself.</summary>
internal static class CopyChecks
{
    const string Page = "API Reference, CopyObject";
    const string Looked = "Copies are looked at (HEAD) where it matters, and what they lost is written again or named.";

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("copy", ProbeArea.Copies, "copies bytes, headers and metadata of an object", Page, "Copies go through this machine where the store has none; a copy of other bytes is failed.") { IsReliedOn = true, Look = Whole },
        new("copy-replace", ProbeArea.Copies, "gives a copy the metadata of the request where REPLACE is asked for", Page, Looked) { Look = Replace },
        new("copy-self", ProbeArea.Copies, "refuses a copy of an object onto itself that changes nothing", Page, "Sluice asks for none.") { Look = Self },
        new("copy-odd-source", ProbeArea.Copies, "finds a source whose key has blanks, plus and percent signs", Page, "A copy of another object is failed; what is not found is failed and named.") { IsReliedOn = true, Look = Odd },
        new("copy-tags", ProbeArea.Copies, "copies the tags of an object", Page, Looked) { Look = Tags },
    ];

    /// <summary>The header that names a source.</summary>
    public static ProbeField Source(ProbedStore store, string name) => ("x-amz-copy-source", $"/{store.Bucket}/{UriEncoding.EncodePath(store.Key(name))}");

    static Observation Whole(ProbedStore store)
    {
        string source = store.Object;
        ExactAnswer answer = store.Ask("PUT", "copy", null, Source(store, source));
        if (!answer.IsDone)
            return Observation.Deviates($"answered {answer}");
        ExactAnswer head = store.Ask("HEAD", "copy");
        return Observation.Of(
            (head.IsDone, $"said to be done, and HEAD was answered with {head}"),
            (store.Read("copy") is { } kept && kept.AsSpan().SequenceEqual(store.ObjectBytes), "it has other bytes"),
            (head.Header("x-amz-meta-color") == "blue" && head.Header("content-type") == "text/x-probe", "it lost metadata or Content-Type"));
    }

    static Observation Replace(ProbedStore store)
    {
        ExactAnswer answer = store.Ask("PUT", "copy-replace", null, Source(store, store.Object), ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-shape", "round"), ("content-type", "text/x-other"));
        if (!answer.IsDone)
            return Observation.Deviates($"answered {answer}");
        ExactAnswer head = store.Need("HEAD", "copy-replace");
        return Observation.Of(
            (head.Header("x-amz-meta-shape") == "round" && head.Header("content-type") == "text/x-other", "it has not the metadata that was asked for"),
            (head.Header("x-amz-meta-color") is null, "it kept the metadata of its source"));
    }

    static Observation Self(ProbedStore store)
    {
        store.Put("copy-self");
        ExactAnswer answer = store.Ask("PUT", "copy-self", null, Source(store, "copy-self"));
        return Observation.Of((!answer.IsDone, "it was done"), (answer.Status == 400, $"answered {answer}, not 400"));
    }

    static Observation Odd(ProbedStore store)
    {
        const string odd = "copy-odd/a +b%2Bc\u00e9";
        byte[] body = store.Bytes();
        store.Put(odd, body);
        // What a store finds that decodes once too often, or too seldom.
        store.Put("copy-odd/a +b+c\u00e9");
        store.Put("copy-odd/a  b+c\u00e9");
        ExactAnswer answer = store.Ask("PUT", "copy-odd/copy", null, Source(store, odd));
        return Observation.Of((answer.IsDone, $"answered {answer}"), (store.Read("copy-odd/copy") is { } kept && kept.AsSpan().SequenceEqual(body), "it copied another object"));
    }

    static Observation Tags(ProbedStore store)
    {
        store.Put("copy-tags", null, ("x-amz-tagging", "kind=probe"));
        ProbedStore.Needed(store.Ask("PUT", "copy-tags-copy", null, Source(store, "copy-tags")), "CopyObject");
        if (store.Ask("GET", "copy-tags", null, ("?tagging", "")) is not { IsDone: true } source || AnswerText.Element(source.Body, "Value") != "probe")
            return Observation.Unknown("the source has no tags");
        ExactAnswer tags = store.Ask("GET", "copy-tags-copy", null, ("?tagging", ""));
        return Observation.Of((tags.IsDone && AnswerText.Element(tags.Body, "Value") == "probe", "they are lost"));
    }
}
