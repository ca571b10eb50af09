using System.Text.RegularExpressions;
using Sluice.S3.Signing;

namespace Sluice.Tests.Conformance;

/// <summary>Requests that are odd, conditional or wrong, and what the error document says of them.</summary>
public abstract partial class RequestConformance(Store store) : RawConformance(store)
{
    [Fact]
    public async Task A_missing_key_is_named_in_the_error()
    {
        RawAnswer answer = await AskAsync("GET", "nothing%20here");
        Assert.Equal((404, "NoSuchKey"), answer.Error);
        Assert.Equal(Expected(Capability.NamesMissingKeys, "nothing here"), answer.Element("Key"));
    }

    [Fact]
    public async Task A_presigned_url_for_longer_than_a_week_is_refused()
    {
        await DoneAsync(AskAsync("PUT", "key", "text"));
        string url = new Presigner(Store.Options).Presign("GET", Bucket, Key("key"), TimeSpan.FromDays(7));
        string longer = Validity().Replace(url, "X-Amz-Expires=691200");
        RawAnswer answer = await AskAsNobodyAsync("GET", longer[(longer.IndexOf("/key?", StringComparison.Ordinal) + 1)..]);
        Assert.Equal(Expected(Capability.LimitsPresignedUrls, (400, "AuthorizationQueryParametersError"), moto: (200, ""), ceph: (403, "AccessDenied")), answer.Error);
    }

    [Fact]
    public async Task A_checksum_that_nobody_knows_is_refused()
    {
        RawAnswer answer = await AskAsync("PUT", "key", "text", ("x-amz-checksum-md4", "AAAA"));
        Assert.Equal(Expected(Capability.RefusesUnknownChecksums, (400, "InvalidRequest"), moto: (200, ""), ceph: (200, "")), answer.Error);
    }

    [Fact]
    public async Task A_part_number_without_an_upload_stores_nothing()
    {
        RawAnswer answer = await AskAsync("PUT", "key?partNumber=1", "text");
        Assert.Equal(Expected(Capability.RefusesPartsOfNothing, (400, "InvalidArgument"), moto: (200, ""), ceph: (200, "")), answer.Error);
        Assert.Equal(Expected(Capability.RefusesPartsOfNothing, 404, moto: 200, ceph: 200), (await AskAsync("HEAD", "key")).Status);
    }

    [Fact]
    public async Task Two_sub_resources_in_one_request_are_refused()
    {
        RawAnswer answer = await AskAsync("GET", "?policy&acl");
        Assert.Equal(Expected(Capability.RefusesTwoSubResources, (400, "InvalidArgument"), moto: (404, "NoSuchBucketPolicy"), ceph: (200, "")), answer.Error);
    }

    [Fact]
    public async Task An_object_says_how_many_parts_it_has()
    {
        string upload = (await DoneAsync(AskAsync("POST", "key?uploads"))).Element("UploadId")!;
        string etag = (await DoneAsync(AskAsync("PUT", $"key?partNumber=1&uploadId={upload}", "text"))).Header("etag")!;
        await DoneAsync(AskAsync("POST", $"key?uploadId={upload}", $"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"));
        RawAnswer answer = await AskAsync("GET", "key?attributes", null, ("x-amz-object-attributes", "ObjectParts,ObjectSize,StorageClass"));
        if (!Store.Can(Capability.TellsAttributes))
        {
            Assert.NotEqual("4", answer.Element("ObjectSize"));
            return;
        }
        Assert.Equal(("4", "STANDARD"), (answer.Element("ObjectSize"), answer.Element("StorageClass")));
        Assert.Equal(Expected(Capability.CountsParts, "1"), answer.Element("PartsCount"));
    }

    [Fact]
    public async Task A_delete_on_condition_of_another_object_removes_nothing()
    {
        string etag = (await DoneAsync(AskAsync("PUT", "key", "text"))).Header("etag")!;
        RawAnswer refused = await AskAsync("DELETE", "key", null, ("if-match", "\"00000000000000000000000000000000\""));
        Assert.Equal(Expected(Capability.DeletesIfMatch, (412, "PreconditionFailed"), ceph: (204, "")), refused.Error);
        Assert.Equal(Expected(Capability.DeletesIfMatch, 200, ceph: 404), (await AskAsync("HEAD", "key")).Status);
        Assert.Equal(204, (await AskAsync("DELETE", "key", null, ("if-match", etag))).Status);
    }

    [Fact]
    public async Task A_copy_on_condition_that_nothing_is_there_overwrites_nothing()
    {
        await DoneAsync(AskAsync("PUT", "source", "new"));
        await DoneAsync(AskAsync("PUT", "key", "old"));
        RawAnswer refused = await AskAsync("PUT", "key", null, ("x-amz-copy-source", $"/{Bucket}/source"), ("if-none-match", "*"));
        Assert.Equal(Expected(Capability.CopiesIfAbsent, (412, "PreconditionFailed"), moto: (200, ""), ceph: (200, "")), refused.Error);
        Assert.Equal(Expected(Capability.CopiesIfAbsent, "old", moto: "new", ceph: "new"), (await DoneAsync(AskAsync("GET", "key"))).Text);
        await DoneAsync(AskAsync("PUT", "elsewhere", null, ("x-amz-copy-source", $"/{Bucket}/source"), ("if-none-match", "*")));
    }

    [Fact]
    public async Task Signatures_of_version_2_and_headers_that_are_none_are_refused()
    {
        Assert.Equal(Expected(Capability.RefusesOldSignatures, 400, moto: 200, ceph: 403), (await AskAsNobodyAsync("GET", "", null, ("authorization", $"AWS {Store.AccessKey}:AAAAAAAAAAAAAAAAAAAAAAAAAAA="), ("date", DateTime.UtcNow.ToString("r")))).Status);
        RawAnswer broken = await AskAsNobodyAsync("GET", "", null, ("authorization", "AWS4-HMAC-SHA256 Credential=nobody"));
        Assert.Equal(Expected(Capability.NamesBrokenAuthorization, (400, "AuthorizationHeaderMalformed"), moto: (500, ""), ceph: (400, "InvalidArgument")), broken.Error);
    }

    [Theory]
    [InlineData("max-keys=-1", 500, 200)]
    [InlineData("max-keys=many", 500, 400)]
    [InlineData("encoding-type=rot13", 200, 200)]
    public async Task A_listing_that_is_asked_for_wrongly_is_refused(string parameter, int moto, int ceph)
    {
        RawAnswer answer = await AskAsync("GET", "?list-type=2&" + parameter);
        Assert.Equal(Expected(Capability.ChecksListings, 400, moto, ceph), answer.Status);
        Assert.Equal(answer.Status == 400 ? "InvalidArgument" : "", answer.Error.Code);
    }

    [GeneratedRegex("X-Amz-Expires=[0-9]+")]
    private static partial Regex Validity();
}
