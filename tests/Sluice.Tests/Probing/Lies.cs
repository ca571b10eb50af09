using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;

namespace Sluice.Tests.Probing;

/// <summary>All lies of the lying store, each with the checks that must find it.</summary>
static partial class Lies
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Lie> All { get; } = [.. OfConditions(), .. OfChecksums(), .. OfConsistency(), .. OfListings(), .. OfKeys(), .. OfParts(), .. OfCopies(), .. OfReading(), .. OfAttributes(), .. OfRemoval(), .. OfErrors()];

    static bool IsCopy(StoreRequest request) => request.Headers.ContainsKey("x-amz-copy-source");

    static bool IsPut(StoreRequest request) => request.Method == "PUT" && !IsCopy(request) && !request.Asks("uploadId");

    static bool IsComplete(StoreRequest request) => request.Method == "POST" && request.Asks("uploadId");

    static bool IsList(StoreRequest request) => request.Method == "GET" && request.Asks("prefix") && !request.Asks("uploads") && !request.Asks("versions");

    static bool Names(StoreRequest request, string name) => request.Path.EndsWith("/" + name, StringComparison.Ordinal);

    static bool IsBelow(StoreRequest request, string name) => request.Path.Contains($"/{name}/", StringComparison.Ordinal);

    static bool Lists(StoreRequest request, string prefix) => IsList(request) && request.Query.Split('&').Any(one => one.StartsWith("prefix=", StringComparison.Ordinal) && one.EndsWith(WebUtility.UrlEncode(prefix), StringComparison.Ordinal));

    static Lie Ignores(string name, string header, Func<StoreRequest, bool> of, params string[] finds) =>
        new(name, finds) { Instead = (store, request) => of(request) && request.Headers.ContainsKey(header) ? store.Without(request, header) : null };

    static Lie Ignores(string name, Func<StoreRequest, bool> of, string parameter, params string[] finds) =>
        new(name, finds) { Instead = (store, request) => of(request) && request.Asks(parameter) ? store.WithoutParameter(request, parameter) : null };

    static Lie Answers(string name, Func<StoreRequest, bool> of, Func<StoreAnswer> answer, params string[] finds) =>
        new(name, finds) { Instead = (_, request) => of(request) ? answer() : null };

    static Lie Changes(string name, Func<StoreRequest, bool> of, Action<StoreAnswer> change, params string[] finds) =>
        new(name, finds) { Change = (request, answer) => { if (of(request)) change(answer); } };

    static StoreAnswer Done(string body = "") => new(200, body) { Headers = { ["etag"] = "\"0123456789abcdef0123456789abcdef\"" } };

    static StoreAnswer Joined() => new(200, "<CompleteMultipartUploadResult><ETag>\"0123456789abcdef0123456789abcdef-1\"</ETag></CompleteMultipartUploadResult>");

    static IEnumerable<Lie> OfConditions() =>
    [
        Ignores("ignores If-None-Match of a PUT", "if-none-match", IsPut, "create-condition", "create-race"),
        Ignores("ignores If-Match of a PUT", "if-match", IsPut, "replace-condition", "replace-race"),
        Ignores("ignores If-None-Match while others write", "if-none-match", static request => IsPut(request) && request.Path.Contains("race-create", StringComparison.Ordinal), "create-race"),
        Ignores("ignores If-Match while others write", "if-match", static request => IsPut(request) && request.Path.Contains("race-replace", StringComparison.Ordinal), "replace-race"),
        Answers("never takes If-Match of a PUT", static request => IsPut(request) && request.Headers.ContainsKey("if-match"), static () => StoreAnswer.Error(412, "PreconditionFailed"), "replace-condition", "replace-race"),
        Answers("has no conditions of writes", static request => IsPut(request) && (request.Headers.ContainsKey("if-none-match") || request.Headers.ContainsKey("if-match")), static () => StoreAnswer.Error(501, "NotImplemented"),
            "create-condition", "create-race", "replace-condition", "replace-race"),
        Ignores("ignores If-None-Match of CompleteMultipartUpload", "if-none-match", IsComplete, "complete-absent"),
        Ignores("ignores If-Match of CompleteMultipartUpload", "if-match", IsComplete, "complete-match"),
        Ignores("ignores x-amz-copy-source-if-match", "x-amz-copy-source-if-match", IsCopy, "copy-source-match"),
        Ignores("ignores If-None-Match of CopyObject", "if-none-match", IsCopy, "copy-absent"),
        Ignores("ignores If-Match of DeleteObject", "if-match", static request => request.Method == "DELETE", "delete-match"),
    ];

    static IEnumerable<Lie> OfChecksums() =>
    [
        new("has ETags that only look like MD5s", "etag-md5") { Instead = static (store, request) => Mirrored(store, request) },
        Changes("has ETags of parts that only look like MD5s", static request => request.Method == "HEAD" && Names(request, "parted"), static answer => answer.Headers["etag"] = Hash().Replace(answer.Headers["etag"], static hash => Reversed(hash.Value)), "etag-parts"),
        Ignores("ignores Content-MD5", "content-md5", IsPut, "content-md5"),
        new("ignores x-amz-content-sha256", "payload-hash")
        {
            Instead = static (store, request) => IsPut(request) && request.Headers.GetValueOrDefault("x-amz-content-sha256") is { Length: 64 } stated && stated != Convert.ToHexStringLower(SHA256.HashData(request.Body)) ? store.Pass(request) : null,
        },
        .. ChecksumHeaders.Algorithms.ToArray().Select(static algorithm => new Lie($"does not compare {ChecksumHeaders.Name(algorithm)}", $"checksum-{ChecksumHeaders.Name(algorithm).ToLowerInvariant()}")
        {
            Instead = (store, request) => IsPut(request) && request.Headers.ContainsKey(ChecksumHeaders.HeaderName(algorithm)) ? store.With(request, ChecksumHeaders.HeaderName(algorithm), ChecksumHasher.Compute(algorithm, request.Body).Base64) : null,
        }),
        Changes("tells no checksums in HEAD", static request => request.Method == "HEAD", WithoutChecksums, "checksums-head"),
        Changes("tells no checksums in GET", static request => request.Method == "GET", WithoutChecksums, "checksums-get"),
        Changes("tells a wrong SHA-1", static request => request.Method is "GET" or "HEAD", static answer =>
        {
            if (answer.Headers.ContainsKey("x-amz-checksum-sha1"))
                answer.Headers["x-amz-checksum-sha1"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        }, "checksums-head", "checksums-get"),
        Answers("has no GetObjectAttributes", static request => request.Asks("attributes"), static () => StoreAnswer.Error(501, "NotImplemented"), "checksums-attributes"),
        new("does not compare checksums in trailers", "checksum-trailer") { Instead = static (store, request) => request.Headers.GetValueOrDefault("x-amz-content-sha256") == "STREAMING-UNSIGNED-PAYLOAD-TRAILER" ? store.Pass(Unchunked(request)) : null },
        Ignores("does not compare checksums of parts", "x-amz-checksum-crc32c", static request => request.Method == "PUT" && request.Asks("uploadId"), "checksum-part"),
        Ignores("does not compare the checksum of the whole", "x-amz-checksum-crc64nvme", IsComplete, "checksum-whole"),
    ];

    static IEnumerable<Lie> OfConsistency() =>
    [
        new("has new objects a little later", "read-after-write") { Instead = static (store, request) => request.Method == "GET" && request.Path.Contains("/written-", StringComparison.Ordinal) && store.Times(request.Path) == 0 ? StoreAnswer.Error(404, "NoSuchKey") : null },
        new("serves old bytes from a cache", "read-after-overwrite") { Instead = static (store, request) => request.Method == "GET" && Names(request, "overwritten") ? store.First(request.Path, () => store.Pass(request)) : null },
        new("removes a little later", "read-after-delete") { Instead = static (store, request) => request.Method == "DELETE" && IsBelow(request, "removed-read") && store.Times(request.Path) == 0 ? new StoreAnswer(204) : null },
        Changes("lists new objects a little later", static request => Lists(request, "listed/"), static answer => answer.Text = Contents().Replace(answer.Text, "", 1), "list-after-write"),
        new("lists removed objects a little longer", "list-after-delete") { Instead = static (store, request) => request.Method == "DELETE" && IsBelow(request, "removed-listed") && store.Times(request.Path) == 0 ? new StoreAnswer(204) : null },
    ];

    static IEnumerable<Lie> OfListings() =>
    [
        Changes("lists in no order", static request => Lists(request, "listing/") && request.Asks("list-type") && !request.Asks("max-keys") && !request.Asks("start-after") && !request.Asks("delimiter"), static answer =>
        {
            Stack<string> contents = new(Contents().Matches(answer.Text).Select(static match => match.Value));
            answer.Text = Contents().Replace(answer.Text, _ => contents.Pop());
        }, "list-order"),
        Changes("loses the last name of a page", static request => IsList(request) && request.Asks("max-keys") && request.Asks("continuation-token") && !request.Asks("delimiter"), static answer => answer.Text = Contents().Replace(answer.Text, "", 1), "list-pages"),
        Changes("says of the first page that it is the last", static request => IsList(request) && request.Query.Contains("max-keys=2", StringComparison.Ordinal) && request.Asks("list-type"),
            static answer => answer.Text = answer.Text.Replace("<IsTruncated>true", "<IsTruncated>false", StringComparison.Ordinal), "list-pages"),
        Ignores("ignores marker", static request => IsList(request) && !request.Asks("list-type"), "marker", "list-v1-pages"),
        Ignores("ignores max-keys", IsList, "max-keys", "max-keys"),
        Ignores("ignores start-after", IsList, "start-after", "start-after"),
        new("compares prefixes by their directory", "prefix") { Instead = static (store, request) => Lists(request, "listing/a/") ? store.Pass(request with { Target = request.Target.Replace("listing%2Fa%2F", "listing%2F", StringComparison.Ordinal) }) : null },
        Ignores("ignores the delimiter", IsList, "delimiter", "delimiter", "delimiter-pages"),
        Changes("forgets common prefixes in small pages", static request => IsList(request) && request.Query.Contains("max-keys=1&", StringComparison.Ordinal), static answer => answer.Text = Prefixes().Replace(answer.Text, ""), "delimiter-pages"),
        Ignores("ignores encoding-type", static request => Lists(request, "encoded/"), "encoding-type", "encoding-url"),
        Changes("lists other sizes", IsList, static answer => answer.Text = answer.Text.Replace("<Size>1000<", "<Size>999<", StringComparison.Ordinal), "list-entry"),
        Changes("lists other ETags", static request => Lists(request, "object"), static answer => answer.Text = Hash().Replace(answer.Text, static hash => Reversed(hash.Value)), "list-entry"),
        Changes("lists other times", static request => Lists(request, "object"), static answer => answer.Text = Regex.Replace(answer.Text, "<LastModified>20..", "<LastModified>1999"), "list-entry"),
    ];

    static IEnumerable<Lie> OfKeys() =>
    [
        Moves("folds blanks in keys", "key-space", static path => path.Replace("%20%20", "%20", StringComparison.Ordinal)),
        Moves("takes a plus for a blank", "key-plus", static path => path.Replace("%2B", "%20", StringComparison.Ordinal)),
        Moves("decodes keys twice", "key-percent", static path => path.Replace("%25", "%", StringComparison.Ordinal)),
        Moves("composes characters", "key-unicode", static path => path.Replace("e%CC%81", "%C3%A9", StringComparison.Ordinal)),
        Moves("folds slashes", "key-slashes", static path => path.Replace("a//b", "a/b", StringComparison.Ordinal)),
        Moves("follows dots", "key-dots", static path => path.Replace("a/./b/../c", "a/c", StringComparison.Ordinal)),
        Moves("cuts slashes off", "key-trailing-slash", static path => path.TrimEnd('/')),
        Moves("knows no capitals", "key-case", static path => path.Replace("CASE", "case", StringComparison.Ordinal)),
        Moves("drops control characters", "key-control", static path => path.Replace("%01%0A", "", StringComparison.Ordinal)),
        Moves("cuts keys at a question mark", "key-reserved", static path => path.Contains("%3F", StringComparison.Ordinal) ? path[..path.IndexOf("%3F", StringComparison.Ordinal)] : path),
        Answers("takes keys of 255 bytes", static request => request.Method == "PUT" && request.Path.Length > 500, static () => StoreAnswer.Error(400, "KeyTooLongError"), "key-long"),
        Answers("takes any length of keys", static request => request.Method == "PUT" && request.Path.Length > "/bucket/".Length + 1024, static () => Done(), "key-too-long"),
    ];

    static IEnumerable<Lie> OfParts() =>
    [
        Ignores("loses metadata of uploads", "x-amz-meta-color", static request => request.Method == "POST", "multipart"),
        Ignores("loses the type of uploads", "content-type", static request => request.Method == "POST" && request.Asks("uploads"), "multipart"),
        Answers("takes part 10,001", static request => request.Query.Contains("partNumber=10001", StringComparison.Ordinal), static () => Done(), "part-numbers"),
        Answers("takes part 0", static request => request.Query.Contains("partNumber=0&", StringComparison.Ordinal), static () => Done(), "part-numbers"),
        Answers("joins small parts", static request => IsComplete(request) && Names(request, "part-too-small"), Joined, "part-too-small"),
        new("sorts parts", "part-order")
        {
            Instead = static (store, request) => IsComplete(request) && Names(request, "part-order") ? store.WithBody(request, $"<CompleteMultipartUpload>{string.Concat(Part().Matches(request.Text).Select(static part => part.Value).Order(StringComparer.Ordinal))}</CompleteMultipartUpload>") : null,
        },
        Answers("compares no ETags of parts", static request => IsComplete(request) && Names(request, "part-etag"), Joined, "part-etag"),
        Answers("joins what is there", static request => IsComplete(request) && Names(request, "part-missing"), Joined, "part-missing"),
        new("keeps the first of what is sent as a part", "part-again") { Instead = static (store, request) => request.Method == "PUT" && Names(request, "part-again") ? store.First(request.Path, () => store.Pass(request)) : null },
        Answers("shows objects before they are complete", static request => request.Method == "HEAD" && Names(request, "upload-hidden"), static () => Done(), "upload-hidden"),
        new("keeps uploads that were aborted", "abort") { Instead = static (store, request) => request.Method == "DELETE" && Names(request, "abort") && store.Times(request.Path) == 0 ? new StoreAnswer(204) : null },
        new("breaks at a second Complete", "complete-twice") { Instead = static (store, request) => IsComplete(request) && Names(request, "complete-twice") && store.Times(request.Path) > 0 ? StoreAnswer.Error(500, "InternalError") : null },
        Ignores("ignores part-number-marker", static request => Names(request, "list-parts"), "part-number-marker", "list-parts"),
        Ignores("ignores max-parts", static request => Names(request, "list-parts"), "max-parts", "list-parts"),
        Ignores("lists uploads of all prefixes", static request => request.Asks("uploads"), "prefix", "list-uploads"),
        Answers("has no UploadPartCopy", static request => IsCopy(request) && request.Asks("partNumber"), static () => StoreAnswer.Error(501, "NotImplemented"), "part-copy"),
        Ignores("copies whole objects as parts", "x-amz-copy-source-range", IsCopy, "part-copy"),
    ];

    static IEnumerable<Lie> OfCopies() =>
    [
        Answers("calls copies done that it does not make", static request => IsCopy(request) && Names(request, "copy") && !IsBelow(request, "copy-odd"), static () => new StoreAnswer(200, "<CopyObjectResult><ETag>\"0123456789abcdef0123456789abcdef\"</ETag></CopyObjectResult>"), "copy"),
        Answers("sends an error under 200", static request => IsCopy(request) && Names(request, "copy") && !IsBelow(request, "copy-odd"), static () => new StoreAnswer(200, "<Error><Code>InternalError</Code><Message>m</Message></Error>"), "copy"),
        Ignores("ignores REPLACE", "x-amz-metadata-directive", IsCopy, "copy-replace"),
        Answers("copies objects onto themselves", static request => IsCopy(request) && Names(request, "copy-self"), static () => Done("<CopyObjectResult/>"), "copy-self"),
        new("decodes sources twice", "copy-odd-source") { Instead = static (store, request) => IsCopy(request) && IsBelow(request, "copy-odd") ? store.With(request, "x-amz-copy-source", request.Headers["x-amz-copy-source"].Replace("%25", "%", StringComparison.Ordinal)) : null },
        new("loses tags of copies", "copy-tags") { Instead = static (store, request) => IsCopy(request) && Names(request, "copy-tags-copy") ? store.With(request, "x-amz-tagging-directive", "REPLACE") : null },
    ];

    static IEnumerable<Lie> OfReading() =>
    [
        Ignores("ignores ranges", "range", static request => request.Method == "GET", "range", "range-large", "range-open", "range-suffix", "range-beyond"),
        new("is off by one", "range") { Instead = static (store, request) => request.Headers.GetValueOrDefault("range") == "bytes=10-19" ? store.With(request, "range", "bytes=11-20") : null },
        Changes("does not say which range it sends", static request => request.Headers.GetValueOrDefault("range") == "bytes=10-19", static answer => answer.Headers.Remove("content-range"), "range"),
        Changes("damages the end of long ranges", static request => request.Method == "GET" && request.Headers.ContainsKey("range"), static answer =>
        {
            if (answer.Body.Length > 1000)
                answer.Body[^1] ^= 1;
        }, "range-large"),
        Changes("damages the end of all ranges but the shortest", static request => request.Method == "GET" && request.Headers.ContainsKey("range"), static answer =>
        {
            if (answer.Body.Length > 100)
                answer.Body[^1] ^= 1;
        }, "range-large"),
        Ignores("knows no ranges without an end", "range", static request => request.Headers.GetValueOrDefault("range") == "bytes=990-", "range-open"),
        Ignores("knows no ranges without a begin", "range", static request => request.Headers.GetValueOrDefault("range") == "bytes=-10", "range-suffix"),
        Answers("has nothing behind the end", static request => request.Headers.GetValueOrDefault("range") == "bytes=2000-2009", static () => new StoreAnswer(206), "range-beyond"),
        Ignores("ignores If-Match of a GET", "if-match", static request => request.Method == "GET", "read-if-match"),
        Ignores("ignores If-None-Match of a GET", "if-none-match", static request => request.Method == "GET", "read-if-none-match"),
        Ignores("ignores If-Modified-Since", "if-modified-since", static request => request.Method == "GET", "read-if-modified"),
        Ignores("ignores partNumber", static request => request.Method is "GET" or "HEAD", "partNumber", "part-number"),
        Changes("does not count parts", static request => request.Asks("partNumber"), static answer => answer.Headers.Remove("x-amz-mp-parts-count"), "part-number"),
    ];

    static IEnumerable<Lie> OfAttributes() =>
    [
        Changes("tells metadata in small letters", static request => Names(request, "metadata-case"), static answer => answer.Headers["x-amz-meta-some-name"] = "some value", "metadata-case"),
        Changes("tells metadata in ASCII", static request => Names(request, "metadata-unicode"), static answer => answer.Headers["x-amz-meta-text"] = "gr?n ?", "metadata-unicode"),
        Changes("forgets the language", static request => request.Method == "HEAD", static answer => answer.Headers.Remove("content-language"), "headers"),
        Answers("takes no empty objects", static request => IsPut(request) && Names(request, "empty-object"), static () => StoreAnswer.Error(411, "MissingContentLength"), "empty-object"),
        Changes("tells no classes", IsList, static answer => answer.Text = answer.Text.Replace("<StorageClass>STANDARD</StorageClass>", "", StringComparison.Ordinal), "storage-class"),
        Answers("has no tags", static request => request.Asks("tagging"), static () => StoreAnswer.Error(501, "NotImplemented"), "tags"),
        new("keeps no versions that were overwritten", "versions") { IsOfVersions = true, Instead = static (_, request) => request.Method == "GET" && Names(request, "versions") ? StoreAnswer.Error(404, "NoSuchVersion") : null },
        new("tells no ids of versions", "versions") { IsOfVersions = true, Change = static (request, answer) => { if (request.Method == "PUT") answer.Headers.Remove("x-amz-version-id"); } },
        new("shows what a marker hides", "delete-marker") { IsOfVersions = true, Instead = static (_, request) => request.Method == "GET" && Names(request, "delete-marker") ? Done() : null },
    ];

    static IEnumerable<Lie> OfRemoval() =>
    [
        Answers("answers 404 to a removal of nothing", static request => request.Method == "DELETE" && Names(request, "never-written"), static () => StoreAnswer.Error(404, "NoSuchKey"), "delete-missing"),
        Answers("calls batches removed that it does not remove", static request => request.Asks("delete") && request.Text.Contains("batch-False-1/", StringComparison.Ordinal),
            static () => new StoreAnswer(200, "<DeleteResult><Deleted><Key>a</Key></Deleted><Deleted><Key>b</Key></Deleted><Deleted><Key>missing</Key></Deleted></DeleteResult>"), "delete-batch"),
        Answers("has no DeleteObjects", static request => request.Asks("delete"), static () => StoreAnswer.Error(501, "NotImplemented"), "delete-batch", "delete-batch-quiet", "delete-batch-keys"),
        new("is never quiet", "delete-batch-quiet") { Instead = static (store, request) => request.Asks("delete") && request.Text.Contains("<Quiet>", StringComparison.Ordinal) ? store.WithBody(request, request.Text.Replace("<Quiet>true</Quiet>", "", StringComparison.Ordinal)) : null },
        Answers("takes no odd keys in batches", static request => request.Asks("delete") && request.Text.Contains("&lt;b", StringComparison.Ordinal), static () => StoreAnswer.Error(400, "MalformedXML"), "delete-batch-keys"),
        new("ignores Content-MD5 of batches", "delete-batch-md5") { Instead = static (store, request) => request.Asks("delete") && request.Text.Contains("batch-md5<", StringComparison.Ordinal) ? store.WithBody(request, request.Text) : null },
    ];

    static IEnumerable<Lie> OfErrors() =>
    [
        Answers("breaks where an object is missing", static request => request.Method == "GET" && Names(request, "never-written"), static () => StoreAnswer.Error(500, "InternalError"), "no-such-key"),
        Answers("has one code for all that is missing", static request => request.Method == "GET" && request.Path.StartsWith("/sluice-probe-", StringComparison.Ordinal), static () => StoreAnswer.Error(404, "NotFound"), "no-such-bucket"),
        Answers("breaks at uploads that are not there", static request => request.Method == "PUT" && Names(request, "no-such-upload"), static () => StoreAnswer.Error(500, "InternalError"), "no-such-upload"),
        new("knows no secrets", "wrong-signature", "clock-skew") { Instead = static (store, request) => request.Method == "GET" && Names(request, "object") && request.Headers.ContainsKey("authorization") ? store.Pass(request) : null },
        new("has no clock", "clock-skew") { Instead = static (store, request) => request.Method == "GET" && Names(request, "object") && IsLate(request.Headers.GetValueOrDefault("x-amz-date")) ? store.Pass(request) : null },
        Answers("has one code for keys and buckets", static request => request.Method == "GET" && Names(request, "never-written"), static () => StoreAnswer.Error(404, "NoSuchBucket"), "no-such-key"),
        Answers("knows no presigned URLs", static request => request.Asks("X-Amz-Signature"), static () => StoreAnswer.Error(403, "AccessDenied"), "presigned"),
        new("serves presigned URLs for ever", "presigned-late") { Instead = static (store, request) => request.Asks("X-Amz-Signature") ? store.Pass(request with { Target = request.Path }) : null },
        Changes("tells no time", static _ => true, static answer => answer.Headers.Remove("date"), "date"),
        new("does not compare chunks", "chunked") { Instead = static (store, request) => request.Headers.GetValueOrDefault("x-amz-content-sha256") == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" ? store.Pass(Unchunked(request)) : null },
        new("stores chunks as they come", "chunked", "checksum-trailer") { Instead = static (store, request) => request.Headers.GetValueOrDefault("content-encoding") == "aws-chunked" ? store.Pass(request with { Headers = WithoutChunks(request) }) : null },
    ];

    static Lie Moves(string name, string check, Func<string, string> move) => new(name, check)
    {
        Instead = (store, request) => IsBelow(request, check) && move(request.Path) is var path && path != request.Path ? store.At(request, path) : null,
    };

    static bool IsLate(string? date) => date is not null && DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) < DateTimeOffset.UtcNow.AddHours(-1);

    static void WithoutChecksums(StoreAnswer answer)
    {
        foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)).ToArray())
            answer.Headers.Remove(name);
    }

    static Dictionary<string, string> WithoutChunks(StoreRequest request) => request.Headers.Where(static header => header.Key is not ("content-encoding" or "x-amz-decoded-content-length" or "x-amz-trailer")).ToDictionary();

    // One chunk, and the empty one behind it.
    static StoreRequest Unchunked(StoreRequest request)
    {
        int start = request.Body.AsSpan().IndexOf("\r\n"u8) + 2, length = int.Parse(request.Headers["x-amz-decoded-content-length"], CultureInfo.InvariantCulture);
        return request with { Body = request.Body[start..(start + length)], Headers = WithoutChunks(request) };
    }

    // Every MD5 is told backwards, and what comes back is turned round again: consistent, and no MD5.
    static StoreAnswer? Mirrored(LyingStore store, StoreRequest request)
    {
        if (request.Query.Contains("X-Amz-", StringComparison.Ordinal) || request.Asks("uploads") || Names(request, "metadata-unicode") || request.Headers.GetValueOrDefault("x-amz-content-sha256")?.StartsWith("STREAMING", StringComparison.Ordinal) == true
            || !request.Headers.Any(static header => header.Key.EndsWith("if-match", StringComparison.Ordinal) || header.Key == "if-none-match") && !IsComplete(request) && !(request.Method == "PUT" && !IsCopy(request)) && request.Method is not ("HEAD" or "GET"))
            return null;
        // What is refused must be refused.
        if (request.Headers.GetValueOrDefault("x-amz-content-sha256") is { Length: 64 } stated && stated != Convert.ToHexStringLower(SHA256.HashData(request.Body)) || !request.Headers.ContainsKey("authorization") || IsLate(request.Headers.GetValueOrDefault("x-amz-date")))
            return null;
        if (request.Method == "GET" && Names(request, "object") && !request.Headers.ContainsKey("if-none-match"))
            return null;
        Dictionary<string, string> headers = request.Headers.ToDictionary(static header => header.Key, static header => header.Key.EndsWith("match", StringComparison.Ordinal) ? Hash().Replace(header.Value, static hash => Reversed(hash.Value)) : header.Value);
        StoreAnswer answer = store.Pass(request with { Headers = headers, Body = IsComplete(request) ? Encoding.UTF8.GetBytes(Hash().Replace(request.Text, static hash => Reversed(hash.Value))) : request.Body });
        if (answer.Headers.TryGetValue("etag", out string? tag))
            answer.Headers["etag"] = Single().Replace(tag, static hash => Reversed(hash.Value));
        if (answer.Headers.GetValueOrDefault("content-type") == "application/xml")
            answer.Text = Single().Replace(answer.Text, static hash => Reversed(hash.Value));
        return answer;
    }

    static string Reversed(string text) => new([.. text.Reverse()]);

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")]
    private static partial Regex Hash();

    [GeneratedRegex("(?<![0-9a-f/])[0-9a-f]{32}(?![0-9a-f-])")]
    private static partial Regex Single();

    [GeneratedRegex("<Contents>.*?</Contents>", RegexOptions.Singleline)]
    private static partial Regex Contents();

    [GeneratedRegex("<CommonPrefixes>.*?</CommonPrefixes>", RegexOptions.Singleline)]
    private static partial Regex Prefixes();

    [GeneratedRegex("<Part>.*?</Part>", RegexOptions.Singleline)]
    private static partial Regex Part();
}
