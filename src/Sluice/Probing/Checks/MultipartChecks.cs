using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Rules and limits of parts, and what becomes of them.</summary>
internal static class MultipartChecks
{
    const string Page = "S3 User Guide, \"Uploading and copying objects using multipart upload\"";
    const string Limits = "S3 User Guide, \"Amazon S3 multipart upload limits\"";
    const string CompletePage = "API Reference, CompleteMultipartUpload";
    const string Compared = "Sluice sends its parts in order, with the ETags it was given, and compares checksum or ETag of the whole.";

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("multipart", ProbeArea.Multipart, "joins parts to one object of their bytes, with the attributes that the upload was begun with", Page, "Large objects cannot be sent: --part-size larger than the object sends it in one piece, up to 5 GiB.") { IsReliedOn = true, Look = Joined },
        new("part-numbers", ProbeArea.Multipart, "refuses part numbers below 1 and above 10,000", Limits, "Sluice uses no others.") { Look = Numbers },
        new("part-too-small", ProbeArea.Multipart, "refuses parts under 5 MiB that are not the last", Limits, "Sluice makes no smaller parts.") { Look = TooSmall },
        new("part-order", ProbeArea.Multipart, "refuses parts that CompleteMultipartUpload names out of order", CompletePage, Compared) { Look = Order },
        new("part-etag", ProbeArea.Multipart, "refuses CompleteMultipartUpload with another ETag of a part", CompletePage, Compared) { IsReliedOn = true, Look = WrongTag },
        new("part-missing", ProbeArea.Multipart, "refuses CompleteMultipartUpload with a part that was not sent", CompletePage, Compared) { IsReliedOn = true, Look = Missing },
        new("part-again", ProbeArea.Multipart, "takes the last of what was sent as one part", "API Reference, UploadPart", "A part that is sent again is sent with the same bytes.") { Look = Again },
        new("upload-hidden", ProbeArea.Multipart, "shows no object before its upload is completed", Page, "There is no way around it: readers may see half an object.") { IsReliedOn = true, Look = Hidden },
        new("abort", ProbeArea.Multipart, "forgets an upload that was aborted", "API Reference, AbortMultipartUpload", "What an upload left is named by sluice cleanup, as far as the store lists it.") { IsReliedOn = true, Look = Abort },
        new("complete-twice", ProbeArea.Multipart, "answers a second CompleteMultipartUpload with success or NoSuchUpload, and keeps the object", CompletePage, "When an answer was lost the object itself is looked at.") { Look = Twice },
        new("list-parts", ProbeArea.Multipart, "lists the parts of an upload in pages, from a part number on", "API Reference, ListParts", "A resumed upload sends again what is not listed.") { Look = ListParts },
        new("list-uploads", ProbeArea.Multipart, "lists unfinished uploads below a prefix", "API Reference, ListMultipartUploads", "sluice cleanup finds what is listed only.") { Look = ListUploads },
        new("part-copy", ProbeArea.Multipart, "copies a range of an object as a part", "API Reference, UploadPartCopy", "Large copies go through this machine.") { Look = Copy },
    ];

    static Observation Joined(ProbedStore store)
    {
        PartedObject parted = store.Parted;
        ExactAnswer head = store.Need("HEAD", parted.Name);
        string start = $"bytes={PartedObject.SmallestPart - 50}-";
        byte[] seam = store.Need("GET", parted.Name, null, ("range", start)).Body;
        return Observation.Of(
            (head.Header("content-length") == $"{PartedObject.SmallestPart + parted.Second.Length}", $"it has {Failures.DisplayText.Of(head.Header("content-length") ?? "no")} bytes"),
            (HasBytes(store, parted, seam), "it has other bytes"),
            (head.Header("x-amz-meta-color") == "green", "it lost its metadata"),
            (head.Header("content-type") == "text/x-parted", "it has another Content-Type"));
    }

    // A store whose ranges lie is found by its ranges: where one tells other bytes, the whole tells whether it is the parts.
    static bool HasBytes(ProbedStore store, PartedObject parted, byte[] seam) => seam.Length != 50 + parted.Second.Length
        || seam.AsSpan().SequenceEqual([.. parted.First[^50..], .. parted.Second])
        || store.Read(parted.Name) is { } whole && whole.AsSpan().SequenceEqual([.. parted.First, .. parted.Second]);

    static Observation Numbers(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "part-numbers");
        ExactAnswer none = Part(store, "part-numbers", upload, 0), many = Part(store, "part-numbers", upload, 10_001);
        return Observation.Of((!none.IsDone, "part 0 was taken"), (!many.IsDone, "part 10,001 was taken"),
            (none.Status < 500 && many.Status < 500, $"answered {none} to part 0 and {many} to part 10,001"));
    }

    static Observation TooSmall(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "part-too-small");
        string[] tags = [PartedObject.Put(store, "part-too-small", upload, 1), PartedObject.Put(store, "part-too-small", upload, 2)];
        return Refused(PartedObject.Complete(store, "part-too-small", upload, [(1, tags[0]), (2, tags[1])]), "parts of 100 bytes were joined");
    }

    static Observation Order(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "part-order");
        // Both are large enough, so that only their order is wrong; where the store copies parts they need not be sent.
        string[] tags = [Large(store, upload, 1), Large(store, upload, 2)];
        return Refused(PartedObject.Complete(store, "part-order", upload, [(2, tags[1]), (1, tags[0])]), "parts were joined that were named in the order 2, 1");
    }

    static string Large(ProbedStore store, string upload, int number)
    {
        ExactAnswer copied = store.Ask("PUT", "part-order", null, ("?partNumber", $"{number}"), ("?uploadId", upload), CopyChecks.Source(store, store.Parted.Name), ("x-amz-copy-source-range", $"bytes=0-{PartedObject.SmallestPart - 1}"));
        return copied.IsDone && AnswerText.Element(copied.Body, "ETag") is { } tag ? tag : PartedObject.Put(store, "part-order", upload, number, store.Parted.First);
    }

    static Observation WrongTag(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "part-etag");
        PartedObject.Put(store, "part-etag", upload, 1);
        return Refused(PartedObject.Complete(store, "part-etag", upload, [(1, "\"00000000000000000000000000000000\"")]), "a part with another ETag was taken");
    }

    static Observation Missing(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "part-missing");
        string tag = PartedObject.Put(store, "part-missing", upload, 1, store.Bytes());
        return Refused(PartedObject.Complete(store, "part-missing", upload, [(7, tag)]), "an upload was completed with a part that was never sent");
    }

    static Observation Again(ProbedStore store)
    {
        byte[] last = store.Bytes();
        string upload = PartedObject.Begin(store, "part-again");
        PartedObject.Put(store, "part-again", upload, 1);
        string tag = PartedObject.Put(store, "part-again", upload, 1, last);
        ProbedStore.Needed(PartedObject.Complete(store, "part-again", upload, [(1, tag)]), "CompleteMultipartUpload");
        return Observation.Of((store.Read("part-again") is { } kept && kept.AsSpan().SequenceEqual(last), "the object has other bytes than were sent last"));
    }

    static Observation Hidden(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "upload-hidden");
        PartedObject.Put(store, "upload-hidden", upload, 1);
        ExactAnswer head = store.Ask("HEAD", "upload-hidden");
        return Observation.Of((head.Status == 404, $"HEAD was answered with {head}"), (ListingChecks.List(store, "upload-hidden").Count == 0, "it is listed"));
    }

    static Observation Abort(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "abort");
        string tag = PartedObject.Put(store, "abort", upload, 1);
        store.Need("DELETE", "abort", null, ("?uploadId", upload));
        ExactAnswer parts = store.Ask("GET", "abort", null, ("?uploadId", upload)), complete = PartedObject.Complete(store, "abort", upload, [(1, tag)]);
        return Observation.Of((!parts.IsDone, "its parts are listed"), (!complete.IsDone, "it could be completed"));
    }

    static Observation Twice(ProbedStore store)
    {
        byte[] body = store.Bytes();
        string upload = PartedObject.Begin(store, "complete-twice");
        string tag = PartedObject.Put(store, "complete-twice", upload, 1, body);
        ProbedStore.Needed(PartedObject.Complete(store, "complete-twice", upload, [(1, tag)]), "CompleteMultipartUpload");
        ExactAnswer second = PartedObject.Complete(store, "complete-twice", upload, [(1, tag)]);
        return Observation.Of(
            (store.Read("complete-twice") is { } kept && kept.AsSpan().SequenceEqual(body), "the object is not what it was"),
            (second.IsDone || second.Status == 404, $"answered {second}"));
    }

    static Observation ListParts(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "list-parts");
        foreach (int number in (int[])[1, 2, 3])
            PartedObject.Put(store, "list-parts", upload, number, store.Bytes(10 + number));
        ExactAnswer first = store.Need("GET", "list-parts", null, ("?uploadId", upload), ("?max-parts", "2"));
        ExactAnswer rest = store.Need("GET", "list-parts", null, ("?uploadId", upload), ("?part-number-marker", "2"));
        return Observation.Of(
            (Numbers(first) == "1 2", $"a page of two parts has {Shown(first)}"),
            (AnswerText.Element(first.Body, "IsTruncated") == "true", "a page that is not the last says it is"),
            (Numbers(rest) == "3", $"behind part 2 it lists {Shown(rest)}"),
            (AnswerText.Element(rest.Body, "Size") == "13", "lists another size of a part"));
    }

    static Observation ListUploads(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "list-uploads/one");
        ExactAnswer here = store.AskBucket("GET", null, ("?uploads", ""), ("?prefix", store.Key("list-uploads/"))), elsewhere = store.AskBucket("GET", null, ("?uploads", ""), ("?prefix", store.Key("list-uploads/two")));
        return Observation.Of(
            (here.IsDone && elsewhere.IsDone, $"answered {(here.IsDone ? elsewhere : here)}"),
            (AnswerText.Elements(here.Body, "UploadId").Any(id => id == new S3.ObjectKey(upload)), "an upload that was begun is not listed"),
            (!AnswerText.Elements(elsewhere.Body, "UploadId").Any(id => id == new S3.ObjectKey(upload)), "an upload is listed below another prefix"));
    }

    static Observation Copy(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "part-copy");
        // S3 copies ranges of objects over 5 MiB only.
        ExactAnswer part = store.Ask("PUT", "part-copy", null, ("?partNumber", "1"), ("?uploadId", upload), CopyChecks.Source(store, store.Parted.Name), ("x-amz-copy-source-range", "bytes=10-19"));
        if (!part.IsDone)
            return Observation.Deviates($"answered {part}");
        string tag = AnswerText.Element(part.Body, "ETag") ?? throw new CannotTellException("UploadPartCopy tells no ETag");
        ProbedStore.Needed(PartedObject.Complete(store, "part-copy", upload, [(1, tag)]), "CompleteMultipartUpload");
        return Observation.Of((store.Read("part-copy") is { } kept && kept.AsSpan().SequenceEqual(store.Parted.First.AsSpan(10, 10)), "it has other bytes"));
    }

    static ExactAnswer Part(ProbedStore store, string name, string upload, int number) => store.Ask("PUT", name, store.Bytes(), ("?partNumber", $"{number}"), ("?uploadId", upload));

    static Observation Refused(ExactAnswer answer, string otherwise) => Observation.Of((!answer.IsDone, otherwise), (answer.Status < 500, $"answered {answer}"));

    static string Numbers(ExactAnswer answer) => string.Join(' ', AnswerText.Elements(answer.Body, "PartNumber"));

    static string Shown(ExactAnswer answer) => Numbers(answer) is { Length: > 0 } numbers ? $"parts {numbers}" : "no part";
}
