using System.Text;
using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Removals, one by one and many at once.</summary>
internal static class RemovalChecks
{
    const string Page = "API Reference, DeleteObjects";
    const string OneByOne = "Objects are removed one by one.";

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("delete-missing", ProbeArea.Removal, "answers with success when what is removed is not there", "API Reference, DeleteObject", "A 404 counts as removed.") { Look = Missing },
        new("delete-batch", ProbeArea.Removal, "removes the keys of a DeleteObjects, says so, and no others", Page, OneByOne) { IsReliedOn = true, Remembered = StoreDeviations.BatchDeletions, Look = static store => Batch(store, quiet: false, ["a", "b"]) },
        new("delete-batch-quiet", ProbeArea.Removal, "names only what failed where Quiet is asked for", Page, "Sluice never asks for it: what is not named is not known to be gone.") { Look = static store => Batch(store, quiet: true, ["a", "b"]) },
        new("delete-batch-keys", ProbeArea.Removal, "removes odd keys of a DeleteObjects", Page, OneByOne) { Remembered = StoreDeviations.BatchDeletions, Look = static store => Batch(store, quiet: false, ["a &<b>+%2B", "\u00e9//x"]) },
        new("delete-batch-md5", ProbeArea.Removal, "refuses a DeleteObjects that is not the one of its Content-MD5", Page, "Over TLS, and with the signature over plain HTTP, it cannot be changed on its way.") { Look = WrongMd5 },
    ];

    static Observation Missing(ProbedStore store)
    {
        ExactAnswer answer = store.Ask("DELETE", "never-written");
        return Observation.Of((answer.IsDone, $"answered {answer}"));
    }

    static Observation Batch(ProbedStore store, bool quiet, string[] names)
    {
        string below = $"batch-{quiet}-{names[0].Length}/";
        store.Put(below + "stays");
        foreach (string name in names)
            store.Put(below + name);
        byte[] document = Document(store, quiet, [.. names.Select(name => below + name), below + "missing"]);
        ExactAnswer answer = store.AskBucket("POST", document, ("?delete", ""), ("content-md5", ChecksumChecks.Md5(document)), ("content-type", "application/xml"));
        if (!answer.IsDone)
            return Observation.Deviates($"answered {answer}");
        int said = AnswerText.Elements(answer.Body, "Deleted").Count;
        string[] there = [.. names.Where(name => store.Ask("HEAD", below + name).IsDone)];
        return Observation.Of(
            (there.Length == 0, said > 0 ? $"{there.Length} of {names.Length} keys are there after they were called removed" : $"{there.Length} of {names.Length} keys were not removed"),
            (store.Ask("HEAD", below + "stays").IsDone, "a key that was not named is gone"),
            (quiet || said == names.Length + 1, $"{said} of {names.Length + 1} keys are named as removed"),
            (!quiet || said == 0, $"{said} keys are named all the same"));
    }

    static Observation WrongMd5(ProbedStore store)
    {
        store.Put("batch-md5");
        ExactAnswer answer = store.AskBucket("POST", Document(store, false, ["batch-md5"]), ("?delete", ""), ("content-md5", ChecksumChecks.Md5([])), ("content-type", "application/xml"));
        return Observation.Of((!answer.IsDone, "it was done"), (store.Ask("HEAD", "batch-md5").IsDone, $"answered {answer}, and the object is gone"));
    }

    static byte[] Document(ProbedStore store, bool quiet, IEnumerable<string> names)
    {
        // The scratch prefix may have bytes that are no text.
        List<byte> xml = [.. "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"u8];
        foreach (string name in names)
            xml.AddRange([.. "<Object><Key>"u8, .. Escaped(store.Prefix), .. Encoding.UTF8.GetBytes(AnswerText.Escape(name)), .. "</Key></Object>"u8]);
        xml.AddRange(Encoding.UTF8.GetBytes(quiet ? "<Quiet>true</Quiet></Delete>" : "</Delete>"));
        return [.. xml];
    }

    static byte[] Escaped(ObjectKey prefix) => prefix.TryGetText(out string text) ? Encoding.UTF8.GetBytes(AnswerText.Escape(text)) : throw new CannotTellException("the prefix is no text, which XML needs");
}
