using System.Text;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>What an object has besides its bytes, and its versions.</summary>
internal static class AttributeChecks
{
    const string Page = "S3 User Guide, \"Working with object metadata\"";
    const string Named = "What a destination does not keep cannot be seen from here: verify compares it where it is asked to.";
    const string VersionPage = "S3 User Guide, \"Retaining multiple versions of objects with S3 Versioning\"";

    static readonly (string Name, string Value)[] Headers =
    [
        ("content-type", "text/x-kept; charset=utf-8"), ("content-encoding", "x-probe"), ("content-language", "de"), ("content-disposition", "attachment; filename=\"a b\""), ("cache-control", "max-age=7"),
        ("expires", "Thu, 01 Jan 2026 00:00:00 GMT"),
    ];

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("metadata-case", ProbeArea.Attributes, "keeps values of metadata as they are, under names in small letters", Page, Named) { Look = Case },
        new("metadata-unicode", ProbeArea.Attributes, "keeps metadata that is not ASCII", Page, Named) { Look = Unicode },
        new("headers", ProbeArea.Attributes, "keeps Content-Type, Content-Encoding, Content-Language, Content-Disposition, Cache-Control and Expires", "API Reference, PutObject", Named) { IsReliedOn = true, Look = Kept },
        new("empty-object", ProbeArea.Attributes, "keeps an object of no bytes", "API Reference, PutObject", "There is no way around it: empty files are failed.") { IsReliedOn = true, Look = Empty },
        new("storage-class", ProbeArea.Attributes, "tells the storage class in listings", "API Reference, Object: StorageClass", "An object whose class is not told counts as standard.") { Look = StorageClass },
        new("tags", ProbeArea.Attributes, "keeps tags, tells and removes them", "S3 User Guide, \"Categorizing your objects using tags\"", "Copies are made without tags, and named.") { Look = Tags },
        new("versions", ProbeArea.Attributes, "keeps what was overwritten as a version of its own", VersionPage, "undo, --at and --versions find only what the store keeps.") { IsReliedOn = true, Look = Versions },
        new("delete-marker", ProbeArea.Attributes, "hides an object behind a delete marker, and shows it again when that is removed", VersionPage, "undo brings back only what is there.") { IsReliedOn = true, Look = Marker },
    ];

    static Observation Case(ProbedStore store)
    {
        store.Put("metadata-case", null, ("x-amz-meta-some-name", "Some Value"));
        ExactAnswer head = store.Need("HEAD", "metadata-case");
        return Observation.Of((head.Header("x-amz-meta-some-name") == "Some Value", $"it came as {Failures.DisplayText.Of(head.Header("x-amz-meta-some-name") ?? "nothing")}"));
    }

    static Observation Unicode(ProbedStore store)
    {
        const string text = "gr\u00fcn \u2713";
        if (store.Ask("PUT", "metadata-unicode", store.Bytes(), ("x-amz-meta-text", text)) is { IsDone: false } refused)
            return Observation.Deviates($"answered {refused}");
        string? told = store.Need("HEAD", "metadata-unicode").Header("x-amz-meta-text");
        // S3 gives it back encoded (RFC 2047) where the connection cannot carry it.
        string encoded = $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
        return Observation.Of((told == text || string.Equals(told, encoded, StringComparison.OrdinalIgnoreCase) || told?.StartsWith("=?UTF-8?Q?", StringComparison.OrdinalIgnoreCase) == true, $"it came as {Failures.DisplayText.Of(told ?? "nothing")}"));
    }

    static Observation Kept(ProbedStore store)
    {
        store.Put("headers", null, [.. Headers.Select(static header => (ProbeField)header)]);
        ExactAnswer head = store.Need("HEAD", "headers");
        string[] lost = [.. Headers.Where(header => head.Header(header.Name) != header.Value).Select(static header => header.Name)];
        return Observation.Of((lost.Length == 0, $"it has no or another {string.Join(", ", lost)}"));
    }

    static Observation Empty(ProbedStore store)
    {
        ExactAnswer put = store.Ask("PUT", "empty-object", []);
        if (!put.IsDone)
            return Observation.Deviates($"answered {put}");
        ExactAnswer head = store.Ask("HEAD", "empty-object");
        return Observation.Of(
            (head.IsDone, $"HEAD was answered with {head}"), (head.Header("content-length") == "0", "HEAD tells another size"),
            (store.Read("empty-object") is { Length: 0 }, "bytes came"), (ListingChecks.List(store, "empty-object").Count == 1, "it is not listed"));
    }

    static Observation StorageClass(ProbedStore store)
    {
        ExactAnswer list = ProbedStore.Needed(store.AskBucket("GET", null, ("?list-type", "2"), ("?prefix", store.Key(store.Object))), "a listing");
        return Observation.Of((AnswerText.Element(list.Body, "StorageClass") is { Length: > 0 }, "it is not told"));
    }

    static Observation Tags(ProbedStore store)
    {
        const string name = "tags";
        ExactAnswer put = store.Ask("PUT", name, store.Bytes(), ("x-amz-tagging", "kind=probe%20%2B1"));
        if (!put.IsDone)
            return Observation.Deviates($"answered {put}");
        ExactAnswer told = store.Ask("GET", name, null, ("?tagging", ""));
        if (!told.IsDone || AnswerText.Element(told.Body, "Value") != "probe +1")
            return Observation.Deviates(told.IsDone ? $"told as {Failures.DisplayText.Of(AnswerText.Element(told.Body, "Value") ?? "nothing")}" : $"GetObjectTagging was answered with {told}");
        ProbedStore.Needed(store.Ask("DELETE", name, null, ("?tagging", "")), "DeleteObjectTagging");
        ExactAnswer left = store.Ask("GET", name, null, ("?tagging", ""));
        return Observation.Of((AnswerText.Elements(left.Body, "Tag").Count == 0, "they are there after they were removed"), (store.Ask("HEAD", name).IsDone, "the object was removed with them"));
    }

    static Observation Versions(ProbedStore store)
    {
        NeedVersions(store);
        byte[] first = store.Bytes();
        string? id = store.Need("PUT", "versions", first).Header("x-amz-version-id");
        string? other = store.Need("PUT", "versions", store.Bytes()).Header("x-amz-version-id");
        if (id is null || other is null || id == other)
            return Observation.Deviates("it tells no id, or the same again, of what was written");
        ExactAnswer old = store.Ask("GET", "versions", null, ("?versionId", id));
        return Observation.Of((old.IsDone && old.Body.AsSpan().SequenceEqual(first), old.IsDone ? "the version has other bytes" : $"the version was answered with {old}"));
    }

    static Observation Marker(ProbedStore store)
    {
        NeedVersions(store);
        byte[] body = store.Bytes();
        store.Put("delete-marker", body);
        string? marker = store.Need("DELETE", "delete-marker").Header("x-amz-version-id");
        ExactAnswer hidden = store.Ask("GET", "delete-marker");
        if (hidden.Status != 404)
            return Observation.Deviates($"GET was answered with {hidden}");
        if (marker is null)
            return Observation.Deviates("it tells no id of the delete marker");
        store.Need("DELETE", "delete-marker", null, ("?versionId", marker));
        return Observation.Of((store.Read("delete-marker") is { } kept && kept.AsSpan().SequenceEqual(body), "the object is gone though its marker was removed"));
    }

    static void NeedVersions(ProbedStore store)
    {
        if (store.IsVersioned != true)
            throw new CannotTellException(store.IsVersioned is null ? "whether the bucket keeps versions is not told" : "the bucket keeps no versions");
    }
}
