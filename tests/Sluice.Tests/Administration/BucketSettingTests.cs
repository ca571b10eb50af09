using System.Text;
using System.Text.Json.Nodes;
using Sluice.Administration;

namespace Sluice.Tests.Administration;

public sealed class BucketSettingTests
{
    static readonly BucketTarget Target = new("album", "aws", true, true);

    // A document of each kind with every field that it has.
    public static TheoryData<string, string> Documents => new()
    {
        { "versioning", """{"Status":"Enabled","MFADelete":"Disabled"}""" },
        { "lifecycle", """{"Rules":[{"ID":"a","Filter":{"And":{"Prefix":"logs/","ObjectSizeGreaterThan":1,"ObjectSizeLessThan":5000000000000,"Tags":[{"Key":"a","Value":"b & <c>"},{"Key":"d","Value":""}]}},"Status":"Enabled","Expiration":{"Days":40},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},{"Days":35,"StorageClass":"GLACIER"}],"NoncurrentVersionTransitions":[{"NewerNoncurrentVersions":2,"NoncurrentDays":0,"StorageClass":"GLACIER_IR"}],"NoncurrentVersionExpiration":{"NewerNoncurrentVersions":3,"NoncurrentDays":7}},{"ID":"b","Prefix":"","Status":"Disabled","Expiration":{"ExpiredObjectDeleteMarker":true},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":3}},{"ID":"c","Filter":{"Tag":{"Key":"k","Value":"v"}},"Status":"Enabled","Expiration":{"Date":"2030-01-31T00:00:00.000Z"}}]}""" },
        { "cors", """{"CORSRules":[{"ID":"x","AllowedHeaders":["*"],"AllowedMethods":["GET","PUT"],"AllowedOrigins":["https://example.org"],"ExposeHeaders":["ETag"],"MaxAgeSeconds":60}]}""" },
        { "encryption", """{"Rules":[{"ApplyServerSideEncryptionByDefault":{"KMSMasterKeyID":"arn:aws:kms:us-east-1:123456789012:key/k","SSEAlgorithm":"aws:kms"},"BlockedEncryptionTypes":{"EncryptionType":["SSE-C"]},"BucketKeyEnabled":true}]}""" },
        { "public-access-block", """{"BlockPublicAcls":true,"IgnorePublicAcls":false,"BlockPublicPolicy":true,"RestrictPublicBuckets":false}""" },
        { "ownership", """{"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]}""" },
        { "tagging", """{"TagSet":[{"Key":"team","Value":"photos"}]}""" },
        { "website", """{"ErrorDocument":{"Key":"error.html"},"IndexDocument":{"Suffix":"index.html"},"RoutingRules":[{"Condition":{"HttpErrorCodeReturnedEquals":"404","KeyPrefixEquals":"old/"},"Redirect":{"HostName":"example.org","HttpRedirectCode":"301","Protocol":"https","ReplaceKeyPrefixWith":"new/"}}]}""" },
        { "notification", """{"TopicConfigurations":[{"Id":"t","TopicArn":"arn:aws:sns:us-east-1:123456789012:topic","Events":["s3:ObjectCreated:*"],"Filter":{"Key":{"FilterRules":[{"Name":"prefix","Value":"a/"}]}}}],"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:queue","Events":["s3:ObjectRemoved:*","s3:ObjectRestore:*"]}],"LambdaFunctionConfigurations":[{"LambdaFunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f","Events":["s3:ObjectTagging:Put"]}],"EventBridgeConfiguration":{}}""" },
        { "object-lock", """{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":30}}}""" },
        { "logging", """{"LoggingEnabled":{"TargetBucket":"logs","TargetGrants":[{"Grantee":{"Type":"Group","URI":"http://acs.amazonaws.com/groups/global/AuthenticatedUsers"},"Permission":"READ"}],"TargetPrefix":"album/","TargetObjectKeyFormat":{"PartitionedPrefix":{"PartitionDateSource":"EventTime"}}}}""" },
        { "request-payment", """{"Payer":"Requester"}""" },
        { "policy", """{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::album/*"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_becomes_what_is_sent_and_back_without_losing_a_field(string name, string text)
    {
        BucketSetting setting = BucketSetting.Find(name)!;
        JsonObject document = Json(text);
        Assert.Empty(setting.Problems(document, Target));
        List<string> unknown = [];
        Assert.Equal(document.ToJsonString(), setting.Parse(setting.Bytes(document), unknown)!.ToJsonString());
        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_setting_has_a_document_here() => Assert.Equal(BucketSetting.All.Select(static setting => setting.Name).Order(), Documents.Select(static row => (string)row[0]).Order());

    [Theory]
    [InlineData("versioning", """{"Status":"On"}""", "Status: On is not one of Enabled, Suspended")]
    [InlineData("versioning", "{}", "lacks Status")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"],"AllowedOrigin":["*"]}]}""", "there is no field CORSRules[0].AllowedOrigin; there are ID, AllowedHeaders")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"]}]}""", "CORSRules[0] lacks AllowedOrigins")]
    [InlineData("cors", """{"CORSRules":{"AllowedMethods":["GET"]}}""", "CORSRules is not a list")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Expiration":{"Days":1}}]}""", "neither a Filter nor a Prefix")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":0}}]}""", "Days: 0 is not a whole number of 1 or more")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{}}]}""", "does nothing")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":5},"Transitions":[{"Days":9,"StorageClass":"GLACIER"}]}]}""", "removed before they are moved to GLACIER")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[{"Days":9,"StorageClass":"STANDARD_IA"}]}]}""", "after 30 days or later")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{"Prefix":"a","Tag":{"Key":"a","Value":"b"}},"Expiration":{"Days":5}}]}""", "stand in its And")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Date":"tomorrow"}}]}""", "tomorrow is no date")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":5}},{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":6}}]}""", "two rules are called 'a'")]
    [InlineData("tagging", """{"TagSet":[{"Key":"a","Value":"b"},{"Key":"a","Value":"c"}]}""", "'a' is there twice")]
    [InlineData("ownership", """{"Rules":[{"ObjectOwnership":"Mine"}]}""", "Mine is not one of")]
    [InlineData("public-access-block", """{"BlockPublicAcls":"yes"}""", "yes is neither true nor false")]
    [InlineData("website", """{"ErrorDocument":{"Key":"e"}}""", "either an IndexDocument or RedirectAllRequestsTo")]
    [InlineData("object-lock", """{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE"}}}""", "either Days or Years")]
    [InlineData("encryption", """{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"arn:aws-cn:kms:cn-north-1:1:key/k"}}]}""", "partition aws-cn")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws-cn:sqs:cn-north-1:123456789012:q","Events":["s3:ObjectCreated:*"]}]}""", "partition aws-cn")]
    [InlineData("logging", """{"LoggingEnabled":{"TargetBucket":"logs"}}""", "LoggingEnabled lacks TargetPrefix")]
    public void What_is_wrong_with_a_document_is_named_before_it_is_sent(string name, string text, string problem) =>
        Assert.Contains(BucketSetting.Find(name)!.Problems(Json(text), Target), found => found.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("public-access-block", """{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true}}""", """{"BlockPublicAcls":true}""")]
    [InlineData("ownership", """{"OwnershipControls":{"Rules":[]}}""", """{"Rules":[]}""")]
    [InlineData("policy", """{"Policy":"{\"Version\":\"2012-10-17\"}"}""", """{"Version":"2012-10-17"}""")]
    [InlineData("lifecycle", """{"Rules":[]}""", """{"Rules":[]}""")]
    public void What_aws_cli_puts_around_a_document_is_taken_off(string name, string text, string inner) =>
        Assert.Equal(inner, BucketSetting.Find(name)!.Unwrapped(Json(text)).ToJsonString());

    [Fact]
    public void A_field_that_is_not_known_is_named_when_a_store_tells_it()
    {
        List<string> unknown = [];
        JsonObject told = BucketSetting.Find("versioning")!.Parse(Encoding.UTF8.GetBytes("<VersioningConfiguration><Status>Enabled</Status><Future><a/></Future></VersioningConfiguration>"), unknown)!;
        Assert.Equal("""{"Status":"Enabled"}""", told.ToJsonString());
        Assert.Equal(["VersioningConfiguration.Future"], unknown);
    }

    [Theory]
    [InlineData("versioning", """{"Status":"Enabled"}""", """{"Status":"Suspended"}""", "suspends versioning")]
    [InlineData("public-access-block", """{"BlockPublicAcls":true,"RestrictPublicBuckets":true}""", """{"BlockPublicAcls":true}""", "ends RestrictPublicBuckets")]
    [InlineData("public-access-block", """{"IgnorePublicAcls":true}""", null, "ends IgnorePublicAcls")]
    [InlineData("ownership", """{"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]}""", """{"Rules":[{"ObjectOwnership":"ObjectWriter"}]}""", "lets ACLs count again")]
    [InlineData("object-lock", null, """{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Years":1}}}""", "for 1 year")]
    [InlineData("lifecycle", null, """{"Rules":[{"ID":"all","Status":"Enabled","Filter":{},"Expiration":{"Days":1}}]}""", "matches every object: it is removed 1 day after it was written")]
    [InlineData("request-payment", null, """{"Payer":"Requester"}""", "shuts out")]
    public void What_is_not_easily_taken_back_is_a_danger(string name, string? before, string? after, string danger) =>
        Assert.Contains(danger, Assert.Single(BucketSetting.Find(name)!.Dangers(before is null ? null : Json(before), after is null ? null : Json(after), Target)).Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData("versioning", """{"Status":"Suspended"}""", """{"Status":"Suspended"}""")]
    [InlineData("versioning", null, """{"Status":"Enabled"}""")]
    [InlineData("public-access-block", null, """{"BlockPublicAcls":true}""")]
    [InlineData("lifecycle", null, """{"Rules":[{"ID":"all","Status":"Disabled","Filter":{},"Expiration":{"Days":1}}]}""")]
    [InlineData("lifecycle", null, """{"Rules":[{"ID":"some","Status":"Enabled","Filter":{"Prefix":"tmp/"},"Expiration":{"Days":1}}]}""")]
    public void What_closes_or_keeps_is_none(string name, string? before, string after) =>
        Assert.Empty(BucketSetting.Find(name)!.Dangers(before is null ? null : Json(before), Json(after), Target));

    [Fact]
    public void An_account_that_YAML_took_for_a_number_is_a_text_in_the_policy_that_is_sent() => Assert.Equal("""{"Statement":[{"Principal":{"AWS":"123456789012"}}]}""",
        Encoding.UTF8.GetString(BucketSetting.Find("policy")!.Bytes(Json("""{"Statement":[{"Principal":{"AWS":123456789012}}]}"""))));

    static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
