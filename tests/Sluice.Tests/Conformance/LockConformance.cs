using System.Globalization;

namespace Sluice.Tests.Conformance;

/// <summary>Object lock: what is retained or held cannot be removed, nor its lock shortened.</summary>
public abstract class LockConformance(Store store) : RawConformance(store)
{
    readonly string _bucket = $"locked-{Guid.NewGuid():n}";

    [Fact]
    public async Task A_version_that_is_retained_in_compliance_mode_cannot_be_removed_nor_its_lock_shortened()
    {
        await MakeAsync();
        string version = await PutAsync("key");
        await DoneAsync(RetainAsync("key", "COMPLIANCE", 2));
        Assert.Equal(Expected(Capability.TellsRetention, "COMPLIANCE"), (await DoneAsync(LockedAsync("GET", "key?retention"))).Element("Mode"));
        Assert.Equal((403, "AccessDenied"), (await LockedAsync("DELETE", $"key?versionId={version}")).Error);
        Assert.Equal((403, "AccessDenied"), (await LockedAsync("DELETE", $"key?versionId={version}", null, ("x-amz-bypass-governance-retention", "true"))).Error);
        RawAnswer shortened = await RetainAsync("key", "COMPLIANCE", 1, ("x-amz-bypass-governance-retention", "true"));
        Assert.Equal(Expected(Capability.KeepsRetention, (403, "AccessDenied"), moto: (200, "")), shortened.Error);
        await DoneAsync(RetainAsync("key", "COMPLIANCE", 3));
        Assert.Equal("text", (await DoneAsync(LockedAsync("GET", $"key?versionId={version}"))).Text);
    }

    [Fact]
    public async Task A_version_that_is_retained_in_governance_mode_is_removed_only_by_who_bypasses_it()
    {
        await MakeAsync();
        string version = await PutAsync("key", ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", Until(1)));
        RawAnswer head = await DoneAsync(LockedAsync("HEAD", "key"));
        Assert.Equal("GOVERNANCE", head.Header("x-amz-object-lock-mode"));
        Assert.Equal((403, "AccessDenied"), (await LockedAsync("DELETE", $"key?versionId={version}")).Error);
        Assert.Equal(204, (await LockedAsync("DELETE", $"key?versionId={version}", null, ("x-amz-bypass-governance-retention", "true"))).Status);
        Assert.Equal(404, (await LockedAsync("HEAD", "key")).Status);
    }

    [Fact]
    public async Task A_version_under_a_legal_hold_cannot_be_removed_until_the_hold_ends()
    {
        await MakeAsync();
        string version = await PutAsync("key");
        await DoneAsync(HoldAsync("key", "ON"));
        Assert.Equal("ON", (await DoneAsync(LockedAsync("GET", "key?legal-hold"))).Element("Status"));
        Assert.Equal((403, "AccessDenied"), (await LockedAsync("DELETE", $"key?versionId={version}", null, ("x-amz-bypass-governance-retention", "true"))).Error);
        await DoneAsync(HoldAsync("key", "OFF"));
        Assert.Equal(204, (await LockedAsync("DELETE", $"key?versionId={version}")).Status);
    }

    [Fact]
    public async Task A_delete_marker_may_hide_what_is_locked_and_many_are_removed_only_where_they_are_not()
    {
        await MakeAsync();
        string version = await PutAsync("key", ("x-amz-object-lock-mode", "COMPLIANCE"), ("x-amz-object-lock-retain-until-date", Until(1)));
        Assert.Equal("true", (await DoneAsync(LockedAsync("DELETE", "key"))).Header("x-amz-delete-marker"));
        string document = $"<Delete><Object><Key>key</Key><VersionId>{version}</VersionId></Object></Delete>";
        RawAnswer answer = await DoneAsync(LockedAsync("POST", "?delete", document, ("content-md5", Md5(document))));
        Assert.Equal("AccessDenied", answer.Element("Code"));
        Assert.Equal("text", (await DoneAsync(LockedAsync("GET", $"key?versionId={version}"))).Text);
    }

    [Fact]
    public async Task The_buckets_default_retention_is_that_of_new_objects()
    {
        await MakeAsync();
        await DoneAsync(LockedDocumentAsync("?object-lock", Configuration("<Mode>GOVERNANCE</Mode><Days>1</Days>")));
        Assert.Equal("1", (await DoneAsync(LockedAsync("GET", "?object-lock"))).Element("Days"));
        await PutAsync("key");
        Assert.Equal("GOVERNANCE", (await DoneAsync(LockedAsync("HEAD", "key"))).Header("x-amz-object-lock-mode"));
    }

    [Theory]
    [InlineData("<Mode>GOVERNANCE</Mode><Days>0</Days>", "InvalidRetentionPeriod", false)]
    [InlineData("<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>", "MalformedXML", true)]
    [InlineData("<Mode>governance</Mode><Days>1</Days>", "MalformedXML", false)]
    [InlineData("<Mode>GOVERNANCE</Mode>", "MalformedXML", false)]
    public async Task A_default_retention_that_is_none_is_refused(string rule, string code, bool motoToo)
    {
        await MakeAsync();
        RawAnswer answer = await LockedDocumentAsync("?object-lock", Configuration(rule));
        Assert.Equal(Expected(Capability.ChecksLocks, (400, code), moto: motoToo ? (400, code) : (200, "")), answer.Error);
    }

    [Fact]
    public async Task A_bucket_without_locks_refuses_them_and_promises_nothing()
    {
        await DoneAsync(AskAsync("PUT", "key", "text"));
        Assert.Equal((404, "ObjectLockConfigurationNotFoundError"), (await AskAsync("GET", "?object-lock")).Error);
        Assert.Equal((400, "InvalidRequest"), (await PutDocumentAsync("key?retention", Retention("COMPLIANCE", 1))).Error);
        Assert.Equal((400, "InvalidRequest"), (await PutDocumentAsync("key?legal-hold", "<LegalHold><Status>ON</Status></LegalHold>")).Error);
    }

    [Fact]
    public async Task Headers_of_a_lock_are_refused_in_a_bucket_without_locks()
    {
        RawAnswer answer = await AskAsync("PUT", "key", "text", ("content-md5", Md5("text")), ("x-amz-object-lock-legal-hold", "ON"));
        Assert.Equal((400, "InvalidRequest"), answer.Error);
    }

    [Fact]
    public async Task Versioning_of_a_bucket_with_locks_cannot_be_suspended()
    {
        await MakeAsync();
        RawAnswer answer = await LockedAsync("PUT", "?versioning", "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Suspended</Status></VersioningConfiguration>");
        Assert.Equal(Expected(Capability.KeepsVersioningOfLocks, (409, "InvalidBucketState"), moto: (200, "")), answer.Error);
    }

    async Task MakeAsync() => await DoneAsync(AskStoreAsync("PUT", $"/{_bucket}", null, ("x-amz-bucket-object-lock-enabled", "true")));

    async Task<string> PutAsync(string key, params (string, string)[] headers) =>
        (await DoneAsync(LockedAsync("PUT", key, "text", [("content-md5", Md5("text")), .. headers]))).Header("x-amz-version-id")!;

    Task<RawAnswer> LockedAsync(string method, string path, string? body = null, params (string, string)[] headers) => AskStoreAsync(method, $"/{_bucket}/{path}", body, headers);

    Task<RawAnswer> LockedDocumentAsync(string path, string document, params (string, string)[] headers) => LockedAsync("PUT", path, document, [("content-md5", Md5(document)), .. headers]);

    Task<RawAnswer> RetainAsync(string key, string mode, int days, params (string, string)[] headers) => LockedDocumentAsync($"{key}?retention", Retention(mode, days), headers);

    Task<RawAnswer> HoldAsync(string key, string status) => LockedDocumentAsync($"{key}?legal-hold", $"<LegalHold><Status>{status}</Status></LegalHold>");

    static string Retention(string mode, int days) => $"<Retention><Mode>{mode}</Mode><RetainUntilDate>{Until(days)}</RetainUntilDate></Retention>";

    static string Configuration(string rule) => $"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>{rule}</DefaultRetention></Rule></ObjectLockConfiguration>";

    static string Until(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
