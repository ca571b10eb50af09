using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>An object's description, as aligned lines or as one line of JSON. What is not known is left out.</summary>
static class StatText
{
    /// <summary>Writes an object.</summary>
    public static void Write(Session session, S3Location target, ObjectInfo info, int? parts, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(Record(target, info, parts, tags), JsonLines.Readable.StatRecord));
        else
            Write(session, Lines(session, target, info, parts, tags));
    }

    /// <summary>Writes names and values, aligned; a null value leaves its line out.</summary>
    public static void Write(Session session, IEnumerable<(string Name, string? Value)> lines)
    {
        foreach ((string name, string? value) in lines)
        {
            if (value is not null)
                session.Output.WriteLine($"{session.OutputPaint.Dim(name.PadRight(14))} {value}");
        }
    }

    static IEnumerable<(string, string?)> Lines(Session session, S3Location target, ObjectInfo info, int? parts, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        ObjectAttributes attributes = info.Attributes;
        yield return ("object", target.ToString());
        yield return ("size", info.TotalLength < 0 ? "not told by the store" : info.TotalLength < 1024 ? $"{info.TotalLength} B" : $"{Numbers.Count(info.TotalLength)} B ({ByteSize.Format(info.TotalLength)})");
        yield return ("modified", info.LastModified is { } modified ? Time(session.Told(modified)) : null);
        yield return ("etag", Shown(info.ETag?.Trim('"')));
        yield return ("version", Shown(info.VersionId));
        yield return ("checksum", info.Checksum is { } sum ? Checksums.Text(sum) + (sum.IsComposite ? $" (over {sum.PartCount} parts)" : "") : "none kept by the store");
        yield return ("parts", parts is { } count ? Numbers.Count(count) : null);
        yield return ("type", Shown(attributes.ContentType));
        yield return ("encoding", Shown(attributes.ContentEncoding));
        yield return ("disposition", Shown(attributes.ContentDisposition));
        yield return ("language", Shown(attributes.ContentLanguage));
        yield return ("cache control", Shown(attributes.CacheControl));
        yield return ("expires", Shown(attributes.Expires));
        yield return ("storage class", Shown(attributes.StorageClass));
        yield return ("redirect", Shown(attributes.WebsiteRedirect));
        yield return ("retention", attributes.Lock is { Mode: { } mode } ? $"{DisplayText.Of(mode)} until {Shown(attributes.Lock.RetainUntil)}" : null);
        yield return ("legal hold", Shown(attributes.Lock?.LegalHold));
        yield return ("encryption", Encryption(attributes.Sse));
        foreach ((string name, string value) in attributes.Metadata)
            yield return ("metadata", $"{DisplayText.Of(name)} = {DisplayText.Of(value)}");
        if (info.MissingMetadata > 0)
            yield return ("metadata", $"{Numbers.Count(info.MissingMetadata)} more that no header can carry");
        foreach ((string name, string value) in tags)
            yield return ("tag", $"{DisplayText.Of(name)} = {DisplayText.Of(value)}");
    }

    static StatRecord Record(S3Location target, ObjectInfo info, int? parts, IReadOnlyList<KeyValuePair<string, string>> tags) => new(
        target.Bucket, KeyText.Of(target.Key), KeyText.Base64(target.Key), KeyText.Escaped(target.Key), info.TotalLength < 0 ? null : info.TotalLength, info.LastModified?.ToUniversalTime(), info.ETag?.Trim('"'),
        info.VersionId, info.Attributes.ContentType, info.Attributes.ContentEncoding, info.Attributes.ContentDisposition, info.Attributes.ContentLanguage,
        info.Attributes.CacheControl, info.Attributes.StorageClass, info.Attributes.Sse?.Mode, info.Attributes.Sse?.KmsKeyId,
        info.Checksum is { } sum ? Checksums.Name(sum.Algorithm) : null, info.Checksum?.Base64,
        info.Checksum is { IsComposite: true } composite ? composite.PartCount : null, parts, Map(info.Attributes.Metadata), tags.Count > 0 ? Map(tags) : null)
    {
        Expires = info.Attributes.Expires,
        WebsiteRedirect = info.Attributes.WebsiteRedirect,
        ObjectLockMode = info.Attributes.Lock?.Mode,
        ObjectLockRetainUntil = info.Attributes.Lock?.RetainUntil,
        ObjectLockLegalHold = info.Attributes.Lock?.LegalHold,
        MissingMetadata = info.MissingMetadata > 0 ? info.MissingMetadata : null,
    };

    static Dictionary<string, string> Map(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        foreach ((string name, string value) in pairs)
            map[name] = value;
        return map;
    }

    // One zone in all that people read; here with its name, for it is copied into letters.
    /// <summary>A time with its zone.</summary>
    public static string Time(DateTimeOffset time) => time.ToString(time.Offset == TimeSpan.Zero ? "yyyy-MM-dd HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    static string? Encryption(SseOptions? sse) => sse switch
    {
        null => null,
        { Mode: { } mode, KmsKeyId: { } key } => $"{DisplayText.Of(mode)} with {DisplayText.Of(key)}",
        { Mode: { } mode } => DisplayText.Of(mode),
        _ => "customer key (SSE-C)",
    };

    static string? Shown(string? text) => text is null ? null : DisplayText.Of(text);
}
