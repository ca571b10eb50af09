namespace Sluice.Tests.Conformance;

/// <summary>Bucket policies, public access blocks and ownership: who may do what, besides owners.</summary>
public abstract class PolicyConformance(Store store) : RawConformance(store)
{
    [Fact]
    public async Task Another_user_reads_what_a_policy_allows_and_nothing_else()
    {
        await DoneAsync(AskAsync("PUT", "open/key", "text"));
        await DoneAsync(AskAsync("PUT", "closed/key", "text"));
        await PolicyAsync(Statement("Allow", "s3:GetObject", "/open/*"));
        Assert.Equal("text", (await DoneAsync(AskAsOtherAsync("GET", "open/key"))).Text);
        Assert.Equal("text", (await DoneAsync(AskAsNobodyAsync("GET", "open/key"))).Text);
        await DeniedAsync(AskAsOtherAsync("GET", "closed/key"));
        await DeniedAsync(AskAsOtherAsync("PUT", "open/other", "x"));
        await DeniedAsync(AskAsOtherAsync("GET", "?list-type=2"));
        await DeniedAsync(AskAsNobodyAsync("GET", "closed/key"));
    }

    [Fact]
    public async Task A_denial_outweighs_what_is_allowed_for_the_owner_too()
    {
        await DoneAsync(AskAsync("PUT", "key", "text"));
        await PolicyAsync(Statement("Allow", "s3:GetObject", "/*"), Statement("Deny", "s3:GetObject", "/key"));
        await DeniedAsync(AskAsOtherAsync("GET", "key"));
        await DeniedAsync(AskAsync("GET", "key"));
        await DoneAsync(AskAsync("DELETE", "?policy"));
        Assert.Equal("text", (await DoneAsync(AskAsync("GET", "key"))).Text);
    }

    [Fact]
    public async Task A_condition_on_the_prefix_of_a_listing_is_evaluated()
    {
        await PolicyAsync(Statement("Allow", "s3:ListBucket", "", """{"StringEquals":{"s3:prefix":"open/"}}"""));
        await DoneAsync(AskAsOtherAsync("GET", "?list-type=2&prefix=open%2F"));
        await DeniedAsync(AskAsOtherAsync("GET", "?list-type=2&prefix=closed%2F"));
    }

    [Fact]
    public async Task A_condition_on_the_tags_of_an_object_is_evaluated()
    {
        await DoneAsync(AskAsync("PUT", "open", "text", ("x-amz-tagging", "class=public")));
        await DoneAsync(AskAsync("PUT", "closed", "text", ("x-amz-tagging", "class=secret")));
        await PolicyAsync(Statement("Allow", "s3:GetObject", "/*", """{"StringEquals":{"s3:ExistingObjectTag/class":"public"}}"""));
        await DoneAsync(AskAsOtherAsync("GET", "open"));
        await DeniedAsync(AskAsOtherAsync("GET", "closed"));
    }

    [Fact]
    public async Task A_condition_on_the_address_is_evaluated()
    {
        await DoneAsync(AskAsync("PUT", "key", "text"));
        await PolicyAsync(Statement("Allow", "s3:GetObject", "/*", """{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}"""));
        await DoneAsync(AskAsOtherAsync("GET", "key"));
        await PolicyAsync(Statement("Allow", "s3:GetObject", "/*", """{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"""));
        await DeniedAsync(AskAsOtherAsync("GET", "key"));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"Version":"2012-10-17"}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::another-bucket/*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*","Unknown":1}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*"}]}""")]
    public async Task A_policy_that_cannot_be_read_is_refused_and_the_one_before_stays(string text)
    {
        string before = await PolicyAsync(Statement("Allow", "s3:GetObject", "/before"));
        RawAnswer answer = await AskAsync("PUT", "?policy", text.Replace("BUCKET", Bucket, StringComparison.Ordinal));
        if (!Store.Can(Capability.ReadsPolicies) && answer.Status is 200 or 204)
            return;
        Assert.Equal(Expected(Capability.ReadsPolicies, (400, "MalformedPolicy"), moto: (400, "MalformedPolicy"), ceph: (400, "InvalidArgument")), answer.Error);
        Assert.Equal(before, (await DoneAsync(AskAsync("GET", "?policy"))).Text);
    }

    [Fact]
    public async Task A_policy_is_told_as_it_was_put_and_is_gone_when_it_is_removed()
    {
        Assert.Equal((404, "NoSuchBucketPolicy"), (await AskAsync("GET", "?policy")).Error);
        string text = await PolicyAsync(Statement("Allow", "s3:GetObject", "/*"));
        Assert.Equal(text, (await DoneAsync(AskAsync("GET", "?policy"))).Text);
        Assert.Equal(Expected(Capability.EndsDocuments, 204, ceph: 200), (await AskAsync("DELETE", "?policy")).Status);
        Assert.Equal((404, "NoSuchBucketPolicy"), (await AskAsync("GET", "?policy")).Error);
    }

    [Fact]
    public async Task A_blocked_public_policy_and_a_blocked_public_list_of_grants_are_refused()
    {
        await DoneAsync(PutDocumentAsync("?publicAccessBlock", "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>"));
        RawAnswer told = await DoneAsync(AskAsync("GET", "?publicAccessBlock"));
        Assert.Equal(("true", "true", "false", "false"), (told.Element("BlockPublicAcls"), told.Element("BlockPublicPolicy"), told.Element("IgnorePublicAcls"), told.Element("RestrictPublicBuckets")));
        (int, string) expected = Expected(Capability.BlocksPublicAccess, (403, "AccessDenied"), moto: (200, ""));
        Assert.Equal(expected, (await AskAsync("PUT", "?policy", Document(Statement("Allow", "s3:GetObject", "/*")))).Error);
        Assert.Equal(expected, (await AskAsync("PUT", "?acl", null, ("x-amz-acl", "public-read"))).Error);
        Assert.Equal(expected, (await AskAsync("PUT", "key", "text", ("x-amz-acl", "public-read"))).Error);
        Assert.Equal(Expected(Capability.EndsDocuments, 204, ceph: 200), (await AskAsync("DELETE", "?publicAccessBlock")).Status);
        Assert.Equal(Expected(Capability.EndsDocuments, (404, "NoSuchPublicAccessBlockConfiguration"), ceph: (200, "")), (await AskAsync("GET", "?publicAccessBlock")).Error);
    }

    [Fact]
    public async Task Public_lists_of_grants_that_are_ignored_let_nobody_in()
    {
        await DoneAsync(AskAsync("PUT", "key", "text", ("x-amz-acl", "public-read")));
        await DoneAsync(AskAsNobodyAsync("GET", "key"));
        await DoneAsync(PutDocumentAsync("?publicAccessBlock", "<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>"));
        RawAnswer answer = await AskAsNobodyAsync("GET", "key");
        Assert.Equal(Expected(Capability.EvaluatesPolicies, 403, moto: 200), answer.Status);
    }

    [Fact]
    public async Task Where_the_bucket_owner_owns_all_lists_of_grants_are_refused()
    {
        RawAnswer put = await PutDocumentAsync("?ownershipControls", "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>");
        if (!Store.Can(Capability.ControlsOwnership))
        {
            Assert.Equal(400, put.Status);
            Assert.NotEqual("BucketOwnerEnforced", (await AskAsync("GET", "?ownershipControls")).Element("ObjectOwnership"));
            return;
        }
        Assert.Equal(200, put.Status);
        Assert.Equal("BucketOwnerEnforced", (await DoneAsync(AskAsync("GET", "?ownershipControls"))).Element("ObjectOwnership"));
        RawAnswer refused = await AskAsync("PUT", "key", "text", ("x-amz-acl", "public-read"));
        Assert.Equal(Expected(Capability.EnforcesOwnership, (400, "AccessControlListNotSupported"), moto: (200, "")), refused.Error);
        await DoneAsync(AskAsync("PUT", "key", "text", ("x-amz-acl", "bucket-owner-full-control")));
        Assert.Equal(204, (await AskAsync("DELETE", "?ownershipControls")).Status);
        Assert.Equal((404, "OwnershipControlsNotFoundError"), (await AskAsync("GET", "?ownershipControls")).Error);
    }

    async Task DeniedAsync(Task<RawAnswer> asking)
    {
        RawAnswer answer = await asking;
        if (Store.Can(Capability.EvaluatesPolicies))
            Assert.Equal((403, "AccessDenied"), answer.Error);
        else
            Assert.Equal("", answer.Error.Code);
    }

    string Statement(string effect, string action, string resource, string? condition = null) =>
        $$"""{"Effect":"{{effect}}","Principal":"*","Action":"{{action}}","Resource":"arn:aws:s3:::{{Bucket}}{{resource}}"{{(condition is null ? "" : $",\"Condition\":{condition}")}}}""";

    static string Document(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    async Task<string> PolicyAsync(params string[] statements)
    {
        string text = Document(statements);
        Assert.Equal(Expected(Capability.AnswersPolicies, 204, moto: 200), (await AskAsync("PUT", "?policy", text)).Status);
        return text;
    }
}
