using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sluice.Endpoint;
using Sluice.S3;

namespace Sluice.Tests.Endpoint;

/// <summary>Requests that no honest client sends.</summary>
[Collection(nameof(Transfer.CostTests))]
public sealed class FuzzTests : EndpointTest
{
    const int Requests = 2000;
    const int LargestDocument = 1 << 20;
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    static readonly string[] Methods = ["GET", "GET", "PUT", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW", "get", "TRACE"];

    static readonly string[] SubResources =
    [
        "acl", "accelerate", "analytics", "attributes", "cors", "delete", "encryption", "inventory", "legal-hold", "lifecycle", "location", "logging", "metrics", "notification", "object-lock", "ownershipControls",
        "partNumber", "policy", "policyStatus", "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions",
        "website", "list-type", "prefix", "delimiter", "marker", "key-marker", "version-id-marker", "continuation-token", "start-after", "max-keys", "max-parts", "max-uploads", "part-number-marker", "encoding-type",
        "fetch-owner", "response-content-type", "response-expires", "X-Amz-Algorithm", "X-Amz-Signature", "AWSAccessKeyId", "Signature", "Expires", "unknown",
    ];

    static readonly string[] Values = ["", "1", "0", "-1", "2", "99999", "99999999999999999999", "null", "abc", "url", "true", "/", "%", "%zz", "%00", "%0a", "%ff%fe", "..%2f..", "a%20b", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "é", "'\"<>&"];

    static readonly string[] Headers =
    [
        "x-amz-acl", "x-amz-grant-read", "x-amz-grant-full-control", "x-amz-copy-source", "x-amz-copy-source-range", "x-amz-copy-source-if-match", "x-amz-metadata-directive", "x-amz-tagging-directive", "x-amz-tagging", "x-amz-storage-class",
        "x-amz-server-side-encryption", "x-amz-server-side-encryption-customer-algorithm", "x-amz-server-side-encryption-customer-key", "x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold",
        "x-amz-checksum-crc32", "x-amz-checksum-sha256", "x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-bogus", "x-amz-sdk-checksum-algorithm", "x-amz-trailer", "x-amz-decoded-content-length", "x-amz-content-sha256",
        "x-amz-mp-object-size", "x-amz-object-attributes", "x-amz-max-parts", "x-amz-expected-bucket-owner", "x-amz-write-offset-bytes", "x-amz-bypass-governance-retention", "x-amz-if-match-size", "x-amz-if-match-last-modified-time",
        "x-amz-bucket-object-lock-enabled", "x-amz-object-ownership", "x-amz-website-redirect-location", "x-amz-meta-a", "x-amz-meta-é", "x-amz-date", "date", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range",
        "content-md5", "content-type", "content-encoding", "cache-control", "expires", "origin", "access-control-request-method", "access-control-request-headers", "authorization", "host", "expect", "upgrade", "connection", "http2-settings", "te",
    ];

    static readonly string[] HeaderValues =
    [
        "", "private", "public-read", "id=x", "uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"", "emailAddress=a@b", Bucket + "/k", "/" + Bucket + "/k?versionId=null", Bucket + "/gone", "bytes=0-1", "bytes=5-1", "bytes=-0", "bytes=0-1,3-4", "bytes=99-",
        "COPY", "REPLACE", "a=b&a=c", "a=%zz", "GLACIER", "AES256", "aws:kms", "GOVERNANCE", "COMPLIANCE", "2999-01-01T00:00:00Z", "1999-01-01", "ON", "AAAAAA==", "!!!", "CRC32", "SHA1", "FULL_OBJECT", "COMPOSITE", "x-amz-checksum-crc32", "-1", "0", "99999999999999999999",
        "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Bad Date", "Tue, 07 Jul 2009 21:53:04 GMT", "20090707T215304Z", "*", "\"abc\"", "true", "multipart/form-data", "multipart/form-data; boundary=b", "aws-chunked", "100-continue", "h2c", "Upgrade",
        "AWS key:FWeDfwojDSdS2Ztmpfeubhd9isU=", "AWS HAHAHA", "AWS4-HMAC-SHA256 HAHAHA", "AWS4-HMAC-SHA256 Credential=key/20090707/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0", "Bearer x", "ETag,Checksum", "http://example.com", "GET", "é\u00ff", "localhost",
    ];

    static readonly string[] Bodies =
    [
        "", "x", "<", "<a/>", "<Delete><Object><Key>k2</Key></Object></Delete>", "<Delete/>", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "<VersioningConfiguration><Status>Maybe</Status></VersioningConfiguration>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><Tagging>&b;</Tagging>", "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>", "<CompleteMultipartUpload><Part><PartNumber>99999999999</PartNumber></Part></CompleteMultipartUpload>",
        "<AccessControlPolicy><Owner/><AccessControlList><Grant/></AccessControlList></AccessControlPolicy>", "<Retention><Mode>X</Mode></Retention>", "<LegalHold><Status>MAYBE</Status></LegalHold>", "<CORSConfiguration/>", "<LifecycleConfiguration><Rule/></LifecycleConfiguration>",
        "<LifecycleConfiguration><Rule><Status>Enabled</Status><Prefix/><Expiration><Days>99999999999</Days></Expiration></Rule></LifecycleConfiguration>", "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>", "<OwnershipControls><Rule/></OwnershipControls>",
        "<ServerSideEncryptionConfiguration><Rule/></ServerSideEncryptionConfiguration>", "<PublicAccessBlockConfiguration><BlockPublicAcls>maybe</BlockPublicAcls></PublicAccessBlockConfiguration>", "<WebsiteConfiguration/>", "<NotificationConfiguration><QueueConfiguration/></NotificationConfiguration>",
        "{}", "{\"Statement\":[]}", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::other/*\"}]}", "{\"Version\":1,\"Statement\":{\"Effect\":2}}", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Maybe\"}]}", "[[[[[[", "null",
        "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk3\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nbytes\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk4\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nbytes", "--b\r\n\r\n", "5;chunk-signature=00\r\nbytes\r\n0;chunk-signature=00\r\n\r\n", "5\r\nbytes\r\n0\r\n\r\n", "zz\r\n", "5\r\nby",
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Two_thousand_odd_requests_bring_no_500_hang_no_connection_and_leave_nothing_half_stored(int seed, bool directory)
    {
        EndpointOptions options = new() { DataDirectory = directory ? TemporaryDirectory : null, AccessKey = "key", SecretKey = "secret", MemoryLimit = 64 << 20 };
        await using (EndpointServer server = await StartAsync(options))
        {
            using RawClient client = new(server);
            await BytesAsync(client.PutAsync($"/{Bucket}/k", "kept"u8.ToArray()));
            await BytesAsync(client.PutAsync("/locked", [], ("x-amz-bucket-object-lock-enabled", "true")));
            Random random = new(seed);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Dictionary<char, int> answers = [];
            for (int i = 0; i < Requests; i++)
            {
                // Some take the bucket away, or close it: what follows would meet nothing else.
                if (i % 20 == 0)
                {
                    using HttpResponseMessage bucket = await client.PutAsync("/" + Bucket, []);
                    using HttpResponseMessage policy = await client.SendAsync("DELETE", $"/{Bucket}?policy=", null);
                    using HttpResponseMessage kept = await client.PutAsync($"/{Bucket}/k", "kept"u8.ToArray());
                }
                char kind = await SendOneAsync(server, client, random, i);
                answers[kind] = answers.GetValueOrDefault(kind) + 1;
            }
            // Else nothing behind the signature was met, or nothing refused.
            Assert.True(answers['2'] > 100 && answers['4'] > 500, string.Join(' ', answers));
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
            // Whatever was stored is whole, and the endpoint goes on.
            await CheckWholeAsync(client);
            await BytesAsync(client.PutAsync("/afterwards", []));
            await BytesAsync(client.PutAsync("/afterwards/k", "good"u8.ToArray()));
            Assert.Equal("good"u8.ToArray(), await BytesAsync(client.GetAsync("/afterwards/k")));
        }
        if (!directory)
            return;
        await using EndpointServer again = await StartAsync(options, withBucket: false);
        Assert.Empty(again.Damage);
        using RawClient after = new(again);
        await CheckWholeAsync(after);
        Assert.Equal("good"u8.ToArray(), await BytesAsync(after.GetAsync("/afterwards/k")));
    }

    [Fact]
    public async Task The_preface_of_HTTP_2_is_refused_and_an_upgrade_to_it_is_answered_in_HTTP_1()
    {
        await using EndpointServer server = await StartAsync();
        byte[] preface = Encoding.Latin1.GetBytes(await SpeakAsync(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray()));
        // GOAWAY is frame type 7; its second word is HTTP_1_1_REQUIRED (RFC 9113, sections 6.8 and 7).
        Assert.Equal((7, 0x0d), (preface[^14], preface[^1]));
        string upgrade = await SpeakAsync(server, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {server.Url.Authority}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 403 ", upgrade, StringComparison.Ordinal);
        Assert.Contains("<Code>AccessDenied</Code>", upgrade, StringComparison.Ordinal);
        using RawClient client = new(server);
        await BytesAsync(client.GetAsync("/"));
    }

    [Fact]
    public async Task Two_sub_resources_in_one_request_are_refused_as_conflicting()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        foreach (string query in (string[])["acl=&policy=", "location=&versioning=", "uploads=&versions=", "cors=&tagging=", "inventory=&acl="])
            await ExpectAsync(400, "InvalidArgument", client.GetAsync($"/{Bucket}?{query}"));
        await ExpectAsync(400, "InvalidArgument", client.SendAsync("DELETE", $"/{Bucket}/k?tagging=&uploadId=x", null));
    }

    [Fact]
    public async Task What_is_no_signature_of_version_4_is_refused_with_the_code_that_says_why()
    {
        await using EndpointServer server = await StartAsync();
        foreach ((string header, string code) in ((string, string)[])[("AWS key:FWeDfwojDSdS2Ztmpfeubhd9isU=", "InvalidRequest"), ("AWS HAHAHA", "InvalidArgument"), ("HAHAHA", "InvalidArgument"), ("Bearer x", "InvalidArgument"), ("AWS4-HMAC-SHA256 HAHAHA", "AuthorizationHeaderMalformed")])
        {
            string answer = await SpeakAsync(server, Encoding.ASCII.GetBytes($"GET /{Bucket} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: {header}\r\nConnection: close\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Equal((header, code), (header, CodeOf(answer)));
        }
    }

    [Fact]
    public async Task Documents_above_their_size_and_times_as_conditions_of_writes_are_refused()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        byte[] large = Encoding.UTF8.GetBytes("<CORSConfiguration>" + new string(' ', LargestDocument) + "</CORSConfiguration>");
        await ExpectAsync(400, "MaxMessageLengthExceeded", client.PutAsync($"/{Bucket}?cors=", large));
        await ExpectAsync(501, "NotImplemented", client.PutAsync($"/{Bucket}/k", [], ("if-unmodified-since", "Tue, 07 Jul 2009 21:53:04 GMT")));
        await ExpectAsync(400, "InvalidArgument", client.GetAsync($"/{Bucket}?list-type=3"));
    }

    static async Task<char> SendOneAsync(EndpointServer server, RawClient client, Random random, int number)
    {
        string path = Pick(random, $"/{Bucket}/k{random.Next(5)}", $"/{Bucket}/k{random.Next(5)}", $"/{Bucket}/k", $"/{Bucket}/k", $"/{Bucket}", $"/{Bucket}", "/", "/locked/k", "/locked", $"/{Bucket}/" + new string('x', random.Next(1100)), "/NotAName!", "//", "/" + Bucket + "//a/../b", "*");
        string query = string.Join('&', Enumerable.Range(0, Pick(random, 0, 0, 1, 1, 2, 3)).Select(_ => $"{SubResources[random.Next(SubResources.Length)]}={Values[random.Next(Values.Length)]}"));
        string target = query.Length > 0 && path != "*" ? $"{path}?{query}" : path;
        string method = Methods[random.Next(Methods.Length)];
        List<(string Name, string Value)> headers = [.. Enumerable.Range(0, Pick(random, 0, 0, 0, 1, 2, 3)).Select(_ => (Headers[random.Next(Headers.Length)], HeaderValues[random.Next(HeaderValues.Length)]))];
        byte[] body = Encoding.UTF8.GetBytes(random.Next(50) == 0 ? new string('x', LargestDocument) : Bodies[random.Next(Bodies.Length)]);
        string text;
        if (random.Next(4) == 0 || target == "*" || target.Any(static c => c is '%' or 'é' or '\'' or '"' or '<' or '>'))
        {
            if (random.Next(8) == 0)
                text = await SpeakAsync(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            else
                text = await SpeakAsync(server, Raw(server, method, target, headers, body, random));
        }
        else
        {
            // Signed as it should be, so that what comes after the signature is met.
            headers.RemoveAll(static h => h.Name is "x-amz-date" or "date" or "authorization" or "host" or "connection" or "expect" or "upgrade" or "te" || h.Name.Contains('é', StringComparison.Ordinal) || !h.Value.All(char.IsAscii) || h.Value.Length == 0);
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
            try
            {
                using HttpResponseMessage answer = await client.SendAsync(method == "get" ? "GET" : method, target, method is "GET" or "HEAD" or "get" or "TRACE" ? null : body, [.. headers.DistinctBy(static h => h.Name)]).WaitAsync(limit.Token);
                text = $"HTTP/1.1 {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(limit.Token)}";
            }
            catch (HttpRequestException)
            {
                // Refused before its body was read, and the connection closed.
                return '-';
            }
        }
        Assert.False(text.StartsWith("HTTP/1.1 500", StringComparison.Ordinal), $"Request {number}: {method} {target} {string.Join(", ", headers)}\n{Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length)))}\n{text}");
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? text["HTTP/1.1 ".Length] : '-';
    }

    static byte[] Raw(EndpointServer server, string method, string target, List<(string Name, string Value)> headers, byte[] body, Random random)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\nHost: {server.Url.Authority}\r\n");
        foreach ((string name, string value) in headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            if (random.Next(4) == 0)
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}x\r\n");
        }
        text.Append(random.Next(6) switch
        {
            0 => "",
            1 => "Content-Length: -1\r\n",
            2 => $"Content-Length: {body.Length}\r\nContent-Length: {body.Length + 1}\r\n",
            3 => "Transfer-Encoding: chunked\r\n",
            _ => $"Content-Length: {body.Length}\r\n",
        }).Append("Connection: close\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(text.ToString()), .. body];
    }

    /// <summary>Sends bytes and reads to the end, which must come within half a minute.</summary>
    static async Task<string> SpeakAsync(EndpointServer server, byte[] bytes)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using TcpClient connection = new();
        await connection.ConnectAsync(IPAddress.Loopback, server.Url.Port, limit.Token);
        NetworkStream stream = connection.GetStream();
        MemoryStream answer = new();
        try
        {
            await stream.WriteAsync(bytes, limit.Token);
            // Whoever waits for more is told that no more comes; at once that would mean that the sender is gone.
            Task copying = stream.CopyToAsync(answer, limit.Token);
            if (await Task.WhenAny(copying, Task.Delay(Patience, limit.Token)) != copying)
                connection.Client.Shutdown(SocketShutdown.Send);
            await copying;
        }
        catch (IOException)
        {
            // Refused and closed while it was sent.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Every object and version that is listed can be read, with the length it is listed with.</summary>
    static async Task CheckWholeAsync(RawClient client)
    {
        string buckets = Encoding.UTF8.GetString(await BytesAsync(client.GetAsync("/")));
        foreach (string bucket in buckets.Split("<Bucket><Name>").Skip(1).Select(static b => b.Split('<')[0]))
        {
            string listed = Encoding.UTF8.GetString(await BytesAsync(client.GetAsync($"/{bucket}?versions=&encoding-type=url")));
            Assert.Contains("<IsTruncated>false</IsTruncated>", listed, StringComparison.Ordinal);
            foreach (string version in listed.Split("<Version><Key>").Skip(1))
            {
                string key = version.Split('<')[0].Replace("+", "%20", StringComparison.Ordinal), id = version.Split("<VersionId>")[1].Split('<')[0];
                long size = long.Parse(version.Split("<Size>")[1].Split('<')[0], CultureInfo.InvariantCulture);
                using HttpResponseMessage answer = await client.GetAsync($"{RawClient.PathOf(bucket, new ObjectKey(WebUtility.UrlDecode(key)))}?versionId={id}");
                // Encrypted with a key of its own, or archived, it is there all the same.
                if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden)
                    continue;
                Assert.Equal((key, HttpStatusCode.OK, size), (key, answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).LongLength));
            }
        }
    }

    static T Pick<T>(Random random, params ReadOnlySpan<T> of) => of[random.Next(of.Length)];
}
