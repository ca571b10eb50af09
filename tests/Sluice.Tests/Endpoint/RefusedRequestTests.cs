using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Operations;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Tests.Endpoint;

/// <summary>What S3 refuses is refused by S3's code, and leaves everything as it was.</summary>
public sealed class RefusedRequestTests : EndpointTest
{
    static readonly EndpointAccount Other = new("other", "OTHERKEY", "othersecret");

    [Fact]
    public async Task An_upload_with_a_checksum_of_checksums_is_completed_only_with_those_of_its_parts()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        string begun = await TextAsync(client.SendAsync("POST", $"/{Bucket}/key?uploads", null, ("x-amz-checksum-algorithm", "SHA256")));
        string id = Between(begun, "<UploadId>", "</UploadId>"), checksum = Convert.ToBase64String(SHA256.HashData("part"u8));
        using HttpResponseMessage part = await client.PutAsync($"/{Bucket}/key?partNumber=1&uploadId={id}", "part"u8.ToArray(), ("x-amz-checksum-sha256", checksum));
        string etag = part.Headers.ETag!.Tag;
        Task<HttpResponseMessage> CompleteAsync(string said) =>
            client.SendAsync("POST", $"/{Bucket}/key?uploadId={id}", Encoding.UTF8.GetBytes($"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag>{said}</Part></CompleteMultipartUpload>"));
        await ExpectAsync(400, "InvalidRequest", CompleteAsync(""));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
        await BytesAsync(CompleteAsync($"<ChecksumSHA256>{checksum}</ChecksumSHA256>"));
        Assert.Equal("part", await TextAsync(client.GetAsync($"/{Bucket}/key")));
    }

    [Theory]
    [InlineData("acl")]
    [InlineData("uploads")]
    [InlineData("location")]
    [InlineData("delete")]
    [InlineData("policyStatus")]
    public async Task What_is_asked_of_a_sub_resource_is_never_done_to_the_bucket_or_the_object(string name)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await ExpectAsync(405, "MethodNotAllowed", client.SendAsync("DELETE", $"/{Bucket}?{name}", null));
        await BytesAsync(client.PutAsync($"/{Bucket}/key", "text"u8.ToArray()));
        await ExpectAsync(405, "MethodNotAllowed", client.SendAsync("DELETE", $"/{Bucket}/key?{name}", null));
        if (name != "acl")
            await ExpectAsync(405, "MethodNotAllowed", client.PutAsync($"/{Bucket}/key?{name}", "other"u8.ToArray()));
        Assert.Equal("text", await TextAsync(client.GetAsync($"/{Bucket}/key")));
    }

    [Fact]
    public async Task A_checksum_that_is_announced_and_does_not_come_is_refused()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await ExpectAsync(400, "InvalidRequest", client.PutAsync($"/{Bucket}/key", "text"u8.ToArray(), ("x-amz-sdk-checksum-algorithm", "CRC32")));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
    }

    [Fact]
    public async Task A_key_of_KMS_is_named_and_its_context_must_be_a_map_of_texts()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        using HttpResponseMessage put = await client.PutAsync($"/{Bucket}/key", "text"u8.ToArray(), ("x-amz-server-side-encryption", "aws:kms"));
        Assert.StartsWith("arn:aws:kms:", Assert.Single(put.Headers.GetValues("x-amz-server-side-encryption-aws-kms-key-id")), StringComparison.Ordinal);
        foreach (string context in new[] { "no base64!", Convert.ToBase64String("text"u8), Convert.ToBase64String("[1]"u8), Convert.ToBase64String("{\"a\":1}"u8) })
            await ExpectAsync(400, "InvalidArgument", client.PutAsync($"/{Bucket}/other", "text"u8.ToArray(), ("x-amz-server-side-encryption", "aws:kms"), ("x-amz-server-side-encryption-context", context)));
        await BytesAsync(client.PutAsync($"/{Bucket}/other", "text"u8.ToArray(), ("x-amz-server-side-encryption", "aws:kms"), ("x-amz-server-side-encryption-context", Convert.ToBase64String("{\"a\":\"b\"}"u8))));
    }

    [Fact]
    public async Task A_write_that_names_a_version_writes_nothing()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await ExpectAsync(400, "InvalidArgument", client.PutAsync($"/{Bucket}/key?versionId=null", "text"u8.ToArray()));
        await ExpectAsync(400, "InvalidArgument", client.SendAsync("POST", $"/{Bucket}/key?uploads&versionId=null", null));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
    }

    [Fact]
    public async Task Who_may_write_may_not_therefore_give_access_or_tags()
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Accounts = [Other] });
        using RawClient client = new(server), other = new(server) { AccessKey = Other.AccessKey, SecretKey = Other.SecretKey };
        byte[] Policy(string more) => Encoding.UTF8.GetBytes($$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:PutObject","s3:GetObject"{{more}}],"Resource":"arn:aws:s3:::{{Bucket}}/*"}]}""");
        await BytesAsync(client.PutAsync($"/{Bucket}/tagged", "text"u8.ToArray(), ("x-amz-tagging", "a=b")));
        await BytesAsync(client.PutAsync($"/{Bucket}?policy", Policy("")));
        await BytesAsync(other.PutAsync($"/{Bucket}/plain", "text"u8.ToArray()));
        await ExpectAsync(403, "AccessDenied", other.PutAsync($"/{Bucket}/key", "text"u8.ToArray(), ("x-amz-acl", "public-read")));
        await ExpectAsync(403, "AccessDenied", other.PutAsync($"/{Bucket}/key", "text"u8.ToArray(), ("x-amz-tagging", "a=b")));
        await ExpectAsync(403, "AccessDenied", other.SendAsync("POST", $"/{Bucket}/key?uploads", null, ("x-amz-tagging", "a=b")));
        await ExpectAsync(403, "AccessDenied", other.PutAsync($"/{Bucket}/key", [], ("x-amz-copy-source", $"{Bucket}/tagged")));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
        await BytesAsync(client.PutAsync($"/{Bucket}?policy", Policy(",\"s3:PutObjectAcl\",\"s3:PutObjectTagging\",\"s3:GetObjectTagging\"")));
        await BytesAsync(other.PutAsync($"/{Bucket}/key", "text"u8.ToArray(), ("x-amz-acl", "public-read"), ("x-amz-tagging", "a=b")));
        await BytesAsync(other.PutAsync($"/{Bucket}/copy", [], ("x-amz-copy-source", $"{Bucket}/tagged")));
    }

    [Fact]
    public async Task A_bucket_that_requesters_pay_for_is_read_by_those_who_say_that_they_pay()
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Accounts = [Other] });
        using RawClient client = new(server), other = new(server) { AccessKey = Other.AccessKey, SecretKey = Other.SecretKey };
        await BytesAsync(client.PutAsync($"/{Bucket}/key", "text"u8.ToArray(), ("x-amz-acl", "public-read")));
        await BytesAsync(other.GetAsync($"/{Bucket}/key"));
        await BytesAsync(client.PutAsync($"/{Bucket}?requestPayment", "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"u8.ToArray()));
        await ExpectAsync(403, "AccessDenied", other.GetAsync($"/{Bucket}/key"));
        await ExpectAsync(403, "AccessDenied", client.SendAnonymousAsync("GET", $"/{Bucket}/key"));
        using HttpResponseMessage paid = await other.GetAsync($"/{Bucket}/key", ("x-amz-request-payer", "requester"));
        Assert.Equal("requester", Assert.Single(paid.Headers.GetValues("x-amz-request-charged")));
        await BytesAsync(client.GetAsync($"/{Bucket}/key"));
        await BytesAsync(client.PutAsync($"/{Bucket}?requestPayment", "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"u8.ToArray()));
        await BytesAsync(other.GetAsync($"/{Bucket}/key"));
    }

    [Theory]
    [InlineData("eq")]
    [InlineData("EQ")]
    public async Task A_form_is_held_to_the_whole_value_however_its_condition_is_written(string condition)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        string policy = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"expiration":"{{DateTime.UtcNow.AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}}","conditions":[{"bucket":"{{Bucket}}"},["{{condition}}","$key","one"]]}"""));
        // Version 2: forms in the manner of 2006 are signed so.
        byte[] mac = HashOf(server.SecretKey, policy);
        await ExpectAsync(403, "AccessDenied", SendFormAsync(client, [("key", "one-and-more"), ("AWSAccessKeyId", server.AccessKey), ("policy", policy), ("signature", Convert.ToBase64String(mac))]));
        using HttpResponseMessage stored = await SendFormAsync(client, [("key", "one"), ("AWSAccessKeyId", server.AccessKey), ("policy", policy), ("signature", Convert.ToBase64String(mac))]);
        Assert.Equal(204, (int)stored.StatusCode);
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/one-and-more"));
    }

    [Fact]
    public async Task Who_may_deliver_logs_is_told_and_lets_nobody_in()
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Accounts = [Other] });
        using RawClient client = new(server), other = new(server) { AccessKey = Other.AccessKey, SecretKey = Other.SecretKey };
        await BytesAsync(client.SendAsync("PUT", $"/{Bucket}?acl", null, ("x-amz-acl", "log-delivery-write")));
        Assert.Contains("http://acs.amazonaws.com/groups/s3/LogDelivery", await TextAsync(client.GetAsync($"/{Bucket}?acl")), StringComparison.Ordinal);
        await ExpectAsync(403, "AccessDenied", other.PutAsync($"/{Bucket}/log", []));
        await ExpectAsync(403, "AccessDenied", client.SendAnonymousAsync("PUT", $"/{Bucket}/log", []));
    }

    [Fact]
    public async Task Nobody_copies_objects_or_begins_uploads_in_parts_where_everybody_may_write()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.SendAsync("PUT", $"/{Bucket}?acl", null, ("x-amz-acl", "public-read-write")));
        using HttpResponseMessage written = await client.SendAnonymousAsync("PUT", $"/{Bucket}/source", "text"u8.ToArray());
        Assert.True(written.IsSuccessStatusCode);
        await ExpectAsync(403, "AccessDenied", client.SendAnonymousAsync("POST", $"/{Bucket}/key?uploads"));
        await ExpectAsync(403, "AccessDenied", client.SendAnonymousAsync("PUT", $"/{Bucket}/key", [], ("x-amz-copy-source", $"/{Bucket}/source")));
    }

    [Fact]
    public async Task What_is_to_be_locked_needs_a_digest()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync("/locked", [], ("x-amz-bucket-object-lock-enabled", "true")));
        await ExpectAsync(400, "InvalidRequest", client.PutAsync("/locked/key", "text"u8.ToArray(), ("x-amz-object-lock-legal-hold", "ON")));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync("/locked/key"));
        await BytesAsync(client.PutAsync("/locked/key", "text"u8.ToArray(), ("x-amz-object-lock-legal-hold", "ON"), ("content-md5", Md5("text"u8))));
    }

    [Theory]
    [InlineData("<Transition><Days>10</Days><StorageClass>STANDARD_IA</StorageClass></Transition>", "", "InvalidArgument")]
    [InlineData("<Transition><StorageClass>GLACIER</StorageClass></Transition>", "", "MalformedXML")]
    [InlineData("<Transition><Days>1</Days><Date>2030-01-01T00:00:00Z</Date><StorageClass>GLACIER</StorageClass></Transition>", "", "MalformedXML")]
    [InlineData("<Transition><Days>1</Days><StorageClass>SLOW</StorageClass></Transition>", "", "MalformedXML")]
    [InlineData("<Transition><Days>40</Days><StorageClass>GLACIER</StorageClass></Transition><Expiration><Days>30</Days></Expiration>", "", "InvalidArgument")]
    [InlineData("<NoncurrentVersionTransition><StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition>", "", "MalformedXML")]
    [InlineData("<Expiration><Days>1</Days></Expiration>", "<And><Prefix>a</Prefix></And>", "MalformedXML")]
    [InlineData("<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>", "<Tag><Key>a</Key><Value>b</Value></Tag>", "InvalidRequest")]
    [InlineData("<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>", "<Tag><Key>a</Key><Value>b</Value></Tag>", "InvalidRequest")]
    public async Task A_lifecycle_rule_that_S3_does_not_carry_out_is_refused(string action, string filter, string code)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        string document = $"<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter>{filter}</Filter>{action}</Rule></LifecycleConfiguration>";
        await ExpectAsync(400, code, client.PutAsync($"/{Bucket}?lifecycle", Encoding.UTF8.GetBytes(document)));
        await ExpectAsync(404, "NoSuchLifecycleConfiguration", client.GetAsync($"/{Bucket}?lifecycle"));
    }

    [Fact]
    public async Task No_document_that_is_too_large_or_broken_is_kept()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        byte[][] documents = [Encoding.UTF8.GetBytes($"<a>{new string('x', 3 << 20)}</a>"), "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"u8.ToArray(), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 5000))), [], [0, 1, 2, 255]];
        foreach (string name in (string[])["acl", "versioning", .. DocumentKinds.All.Select(static kind => kind.SubResource)])
        {
            string before = await StateAsync(client, name);
            foreach (byte[] document in documents)
            {
                using HttpResponseMessage answer = await client.PutAsync($"/{Bucket}?{name}", document, ("content-md5", Md5(document)));
                Assert.True(answer.StatusCode == System.Net.HttpStatusCode.BadRequest, $"{name}: {answer.StatusCode}");
            }
            Assert.Equal(before, await StateAsync(client, name));
        }
    }

    [Fact]
    public void Documents_that_are_refused_today_and_an_older_version_kept_are_read_all_the_same()
    {
        Dictionary<string, string> documents = new()
        {
            ["lifecycle"] = DocumentXml.Write(DocumentXml.Parse("<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><And><Prefix>a</Prefix></And></Filter><Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition></Rule></LifecycleConfiguration>"u8.ToArray(), "LifecycleConfiguration")),
            ["policy"] = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::{{Bucket}}/*"}]}""",
        };
        BucketSettings settings = BucketSettings.Read(new StoredBucket(Bucket, DateTimeOffset.UnixEpoch, new AccessList("owner", [])) { Documents = documents });
        Assert.Equal("a", Assert.Single(settings.Lifecycle).Prefix);
        Assert.NotNull(settings.Policy);
    }

    [Fact]
    public async Task What_is_not_there_says_so_and_makes_no_bucket()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        foreach (string name in SubResources.NotImplemented)
            await ExpectAsync(501, "NotImplemented", client.PutAsync($"/{Bucket}?{name}", "<a/>"u8.ToArray()));
        await ExpectAsync(404, "NoSuchBucket", client.PutAsync($"/another-bucket?{SubResources.NotImplemented[0]}", "<a/>"u8.ToArray()));
        await ExpectAsync(404, "NoSuchBucket", client.GetAsync("/another-bucket"));
    }

    [Fact]
    public async Task Odd_headers_of_writes_are_refused()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/source", []));
        await ExpectAsync(400, "InvalidRedirectLocation", client.PutAsync($"/{Bucket}/key", [], ("x-amz-website-redirect-location", "nowhere")));
        await ExpectAsync(403, "AccessDenied", client.PutAsync($"/{Bucket}/key", [], ("x-amz-copy-source", $"/{Bucket}/source"), ("x-amz-source-expected-bucket-owner", "123456789012")));
        await ExpectAsync(400, "UnexpectedContent", client.PutAsync($"/{Bucket}?acl", "<AccessControlPolicy/>"u8.ToArray(), ("x-amz-acl", "private")));
        await ExpectAsync(400, "InvalidArgument", client.GetAsync($"/{Bucket}?uploads&encoding-type=rot13"));
        await ExpectAsync(400, "MalformedXML", client.PutAsync($"/{Bucket}/source?tagging", "<Tagging></Tagging>"u8.ToArray()));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
    }

    static async Task<string> StateAsync(RawClient client, string name)
    {
        using HttpResponseMessage answer = await client.GetAsync($"/{Bucket}?{name}");
        string text = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {(answer.IsSuccessStatusCode ? text : CodeOf(text))}";
    }

    static Task<HttpResponseMessage> SendFormAsync(RawClient client, (string Name, string Value)[] fields)
    {
        string form = string.Concat(fields.Select(static f => $"--b\r\nContent-Disposition: form-data; name=\"{f.Name}\"\r\n\r\n{f.Value}\r\n")) + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\ntext\r\n--b--\r\n";
        return client.SendAnonymousAsync("POST", $"/{Bucket}", Encoding.UTF8.GetBytes(form), ("content-type", "multipart/form-data; boundary=b"));
    }

    static byte[] HashOf(string secret, string policy)
    {
        using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.UTF8.GetBytes(policy));
        return mac.GetHashAndReset();
    }

    static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(MD5.HashData(bytes));

    static async Task<string> TextAsync(Task<HttpResponseMessage> sending) => Encoding.UTF8.GetString(await BytesAsync(sending));

    static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
