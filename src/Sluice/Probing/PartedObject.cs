using System.Text;
using Sluice.S3.Operations;

namespace Sluice.Probing;

/// <summary>An object in two parts, and what was told of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="First">Bytes of the first part: the smallest that S3 takes.</param>
/// <param name="Second">Bytes of the second part.</param>
internal sealed record PartedObject(string Name, string ETag, byte[] First, byte[] Second)
{
    /// <summary>The smallest part that is not the last (S3 User Guide, "Amazon S3 multipart upload limits").</summary>
    public const int SmallestPart = 5 << 20;

    /// <summary>Makes it.</summary>
    public static PartedObject Make(ProbedStore store)
    {
        const string name = "parted";
        byte[] first = store.Bytes(SmallestPart), second = store.Bytes();
        string upload = Begin(store, name, ("content-type", "text/x-parted"), ("x-amz-meta-color", "green"));
        string[] tags = [Put(store, name, upload, 1, first), Put(store, name, upload, 2, second)];
        ProbedStore.Needed(Complete(store, name, upload, [(1, tags[0]), (2, tags[1])]), "CompleteMultipartUpload");
        return new PartedObject(name, store.Need("HEAD", name).Header("etag") ?? throw new CannotTellException("the store tells no ETag"), first, second);
    }

    /// <summary>Begins an upload.</summary>
    public static string Begin(ProbedStore store, string name, params ProbeField[] fields)
    {
        ExactAnswer begun = store.Need("POST", name, null, [("?uploads", ""), .. fields]);
        string id = AnswerText.Element(begun.Body, "UploadId") ?? throw new CannotTellException("CreateMultipartUpload tells no id");
        store.Begun(id, name);
        return id;
    }

    /// <summary>Sends a part; its ETag.</summary>
    public static string Put(ProbedStore store, string name, string upload, int number, byte[]? body = null) =>
        store.Need("PUT", name, body ?? store.Bytes(), ("?partNumber", $"{number}"), ("?uploadId", upload)).Header("etag") ?? throw new CannotTellException("UploadPart tells no ETag");

    /// <summary>Asks to join parts.</summary>
    public static ExactAnswer Complete(ProbedStore store, string name, string upload, IEnumerable<(int Number, string ETag)> parts, params ProbeField[] fields)
    {
        StringBuilder xml = new("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        foreach ((int number, string tag) in parts)
            xml.Append($"<Part><PartNumber>{number}</PartNumber><ETag>{AnswerText.Escape(tag)}</ETag></Part>");
        xml.Append("</CompleteMultipartUpload>");
        return store.Ask("POST", name, Encoding.UTF8.GetBytes(xml.ToString()), [("?uploadId", upload), ("content-type", "application/xml"), .. fields]);
    }
}
