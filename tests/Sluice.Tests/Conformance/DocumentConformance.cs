using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Documents of a bucket: kept as they were put, told back, and gone when they are removed.</summary>
public abstract class DocumentConformance(Store store) : RawConformance(store)
{
    [Theory]
    [InlineData("lifecycle", "<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status><Filter><Prefix>x/</Prefix></Filter><Expiration><Days>7</Days></Expiration></Rule></LifecycleConfiguration>", "Days", "7", "NoSuchLifecycleConfiguration")]
    [InlineData("tagging", "<Tagging><TagSet><Tag><Key>color</Key><Value>blue</Value></Tag></TagSet></Tagging>", "Value", "blue", "NoSuchTagSet")]
    [InlineData("website", "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>", "Suffix", "index.html", "NoSuchWebsiteConfiguration")]
    public async Task A_document_is_told_as_it_was_put_and_is_gone_when_it_is_removed(string name, string document, string element, string value, string absent)
    {
        if (name == "website" && !Store.Can(Capability.KeepsWebsites))
        {
            Assert.Equal((405, "MethodNotAllowed"), (await PutDocumentAsync("?website", document)).Error);
            return;
        }
        Assert.Equal((404, absent), (await AskAsync("GET", "?" + name)).Error);
        await DoneAsync(PutDocumentAsync("?" + name, document));
        Assert.Equal(value, (await DoneAsync(AskAsync("GET", "?" + name))).Element(element));
        int gone = name == "tagging" ? Expected(Capability.EndsDocuments, 204, ceph: 200) : 204;
        Assert.Equal(gone, (await AskAsync("DELETE", "?" + name)).Status);
        Assert.Equal(gone, (await AskAsync("DELETE", "?" + name)).Status);
        Assert.Equal((404, absent), (await AskAsync("GET", "?" + name)).Error);
    }

    [Fact]
    public async Task Notifications_are_told_as_they_were_put_and_an_empty_document_ends_them()
    {
        const string document = "<NotificationConfiguration><QueueConfiguration><Id>new</Id><Queue>arn:aws:sqs:us-east-1:123456789012:queue</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>";
        Assert.Empty((await DoneAsync(AskAsync("GET", "?notification"))).Elements("Event"));
        RawAnswer put = await PutDocumentAsync("?notification", document);
        if (!Store.Can(Capability.KeepsNotifications))
        {
            Assert.Equal(Expected(Capability.KeepsNotifications, 200, ceph: 400), put.Status);
            return;
        }
        Assert.Equal(200, put.Status);
        Assert.Equal("s3:ObjectCreated:*", (await DoneAsync(AskAsync("GET", "?notification"))).Element("Event"));
        Assert.Equal(Expected(Capability.EndsNotifications, 200, moto: 500), (await PutDocumentAsync("?notification", "<NotificationConfiguration></NotificationConfiguration>")).Status);
        if (Store.Can(Capability.EndsNotifications))
            Assert.Empty((await DoneAsync(AskAsync("GET", "?notification"))).Elements("Event"));
    }

    [Theory]
    [InlineData("<Expiration><Days>0</Days></Expiration>", "<Status>Enabled</Status>", "InvalidArgument")]
    [InlineData("<Expiration><Days>1</Days></Expiration>", "<Status>enabled</Status>", "MalformedXML")]
    [InlineData("<Expiration><Date>20200101</Date></Expiration>", "<Status>Enabled</Status>", "MalformedXML")]
    public async Task A_lifecycle_rule_that_is_none_is_refused_and_nothing_is_kept(string action, string status, string code)
    {
        RawAnswer answer = await PutDocumentAsync("?lifecycle", $"<LifecycleConfiguration><Rule><ID>r</ID>{status}<Filter><Prefix>x/</Prefix></Filter>{action}</Rule></LifecycleConfiguration>");
        Assert.Equal(Expected(Capability.ChecksLifecycles, (400, code), moto: (200, "")), answer.Error);
        Assert.Equal(Expected(Capability.ChecksLifecycles, 404, moto: 200), (await AskAsync("GET", "?lifecycle")).Status);
    }

    [Fact]
    public async Task Two_rules_of_one_name_are_refused()
    {
        const string rule = "<Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>PREFIX/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule>";
        RawAnswer answer = await PutDocumentAsync("?lifecycle", $"<LifecycleConfiguration>{rule.Replace("PREFIX", "a", StringComparison.Ordinal)}{rule.Replace("PREFIX", "b", StringComparison.Ordinal)}</LifecycleConfiguration>");
        Assert.Equal(Expected(Capability.ChecksLifecycles, (400, "InvalidArgument"), moto: (200, "")), answer.Error);
    }

    [Theory]
    [InlineData("lifecycle", "MalformedXML")]
    [InlineData("cors", "MalformedXML")]
    [InlineData("tagging", "MalformedXML")]
    [InlineData("acl", "InvalidArgument")]
    [InlineData("versioning", "InvalidArgument")]
    public async Task What_is_no_document_is_refused(string name, string code)
    {
        RawAnswer answer = await PutDocumentAsync("?" + name, "<Broken");
        Assert.Equal(Expected(Capability.RefusesBrokenDocuments, (400, "MalformedXML"), moto: (name == "versioning" ? 404 : 500, ""), ceph: (400, code)), answer.Error);
    }

    [Fact]
    public async Task Tags_of_an_object_keep_their_limits()
    {
        await DoneAsync(AskAsync("PUT", "key", "text"));
        Assert.Equal(Expected(Capability.NamesTooManyTags, (400, "BadRequest"), ceph: (400, "InvalidTag")), (await PutDocumentAsync("key?tagging", Tags(11, 3))).Error);
        RawAnswer longName = await PutDocumentAsync("key?tagging", Tags(1, 129));
        Assert.Equal(400, longName.Status);
        await DoneAsync(PutDocumentAsync("key?tagging", Tags(10, 128)));
        Assert.Equal(10, (await DoneAsync(AskAsync("GET", "key?tagging"))).Elements("Key").Count);
        Assert.Equal(204, (await AskAsync("DELETE", "key?tagging")).Status);
        Assert.Empty((await DoneAsync(AskAsync("GET", "key?tagging"))).Elements("Key"));
    }

    [Theory]
    [InlineData("versioning", """{"Status":"Enabled"}""")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"old","Filter":{"Prefix":"x/"},"Status":"Enabled","Expiration":{"Days":7},"NoncurrentVersionExpiration":{"NoncurrentDays":3},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":2}}]}""")]
    [InlineData("cors", """{"CORSRules":[{"AllowedHeaders":["*"],"AllowedMethods":["GET","PUT"],"AllowedOrigins":["https://example.org"],"ExposeHeaders":["ETag"],"MaxAgeSeconds":60}]}""")]
    [InlineData("tagging", """{"TagSet":[{"Key":"team","Value":"photos"}]}""")]
    [InlineData("public-access-block", """{"BlockPublicAcls":true,"IgnorePublicAcls":false,"BlockPublicPolicy":true,"RestrictPublicBuckets":false}""")]
    [InlineData("request-payment", """{"Payer":"Requester"}""")]
    [InlineData("ownership", """{"Rules":[{"ObjectOwnership":"BucketOwnerPreferred"}]}""")]
    [InlineData("encryption", """{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"},"BucketKeyEnabled":false}]}""")]
    [InlineData("policy", """{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::BUCKET/*"}]}""")]
    public void A_setting_is_told_as_it_was_set_and_is_gone_when_it_is_removed(string name, string text)
    {
        BucketSetting setting = BucketSetting.Find(name)!;
        JsonObject document = JsonNode.Parse(text.Replace("BUCKET", Bucket, StringComparison.Ordinal))!.AsObject();
        Assert.Empty(setting.Problems(document, BucketTarget.Of(Store.Options, Bucket)));
        if (name == "request-payment" && !Store.Can(Capability.KeepsRequestPayment) || name == "ownership" && !Store.Can(Capability.ControlsOwnership) || name == "encryption" && !Store.Can(Capability.EncryptsBuckets))
        {
            Fails(FailureKind.NotSupported, setting.Read(Client, Bucket, default));
            return;
        }
        Assert.True(Ok(setting.Read(Client, Bucket, default)).Content is null || setting.IsKept || name is "public-access-block" or "encryption");
        Ok(setting.Write(Client, Bucket, document, default));
        BucketDocument told = Ok(setting.Read(Client, Bucket, default));
        Assert.Empty(told.Unknown);
        Assert.DoesNotContain(setting.Changes(document, told.Content), static line => !line.StartsWith("adds", StringComparison.Ordinal));
        if (!setting.CanRemove)
            return;
        Ok(setting.Remove(Client, Bucket, default));
        BucketDocument after = Ok(setting.Read(Client, Bucket, default));
        Assert.True(after.Content is null || setting.IsRemovedAs(after.Content), after.Content?.ToJsonString());
    }

    static string Tags(int count, int length) =>
        $"<Tagging><TagSet>{string.Concat(Enumerable.Range(0, count).Select(i => $"<Tag><Key>{i:000}{new string('k', length - 3)}</Key><Value>v</Value></Tag>"))}</TagSet></Tagging>";
}
