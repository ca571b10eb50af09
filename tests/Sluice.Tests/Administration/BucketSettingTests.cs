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
        { "lifecycle", """{"Rules":[{"ID":"a","Filter":{"And":{"Prefix":"logs/","ObjectSizeGreaterThan":1,"ObjectSizeLessThan":5000000000000,"Tags":[{"Key":"a","Value":"b & <c>"},{"Key":"d","Value":""}]}},"Status":"Enabled","Expiration":{"Days":90},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},{"Days":60,"StorageClass":"GLACIER"}],"NoncurrentVersionTransitions":[{"NewerNoncurrentVersions":2,"NoncurrentDays":0,"StorageClass":"GLACIER_IR"}],"NoncurrentVersionExpiration":{"NewerNoncurrentVersions":3,"NoncurrentDays":7}},{"ID":"b","Filter":{"Prefix":""},"Status":"Disabled","Expiration":{"ExpiredObjectDeleteMarker":true},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":3}},{"ID":"c","Filter":{"Tag":{"Key":"k","Value":"v"}},"Status":"Enabled","Expiration":{"Date":"2030-01-31T00:00:00.000Z"}}]}""" },
        { "lifecycle", """{"Rules":[{"ID":"a","Prefix":"logs/","Status":"Enabled","Expiration":{"Days":1}}]}""" },
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
    public void Every_setting_has_a_document_here() => Assert.Equal(BucketSetting.All.Select(static setting => setting.Name).Order(), Documents.Select(static row => (string)row[0]).Distinct().Order());

    [Theory]
    [InlineData("versioning", """{"Status":"On"}""", "Status: On is not one of Enabled, Suspended")]
    [InlineData("versioning", "{}", "lacks Status")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"],"AllowedOrigin":["*"]}]}""", "there is no field CORSRules[0].AllowedOrigin; there are ID, AllowedHeaders")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"]}]}""", "CORSRules[0] lacks AllowedOrigins")]
    [InlineData("cors", """{"CORSRules":{"AllowedMethods":["GET"]}}""", "CORSRules is not a list")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Expiration":{"Days":1}}]}""", "neither a Filter nor a Prefix")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":0}}]}""", "Days: 0 is not a whole number from 1 to 2147483647")]
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
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":99999999999}}]}""", "Rules[0].Expiration.Days: 99999999999 is not a whole number from 1 to 2147483647")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Date":"2030-01-31T12:00:00Z"}}]}""", "is not midnight UTC, which S3 asks for; write 2030-01-31")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[{"Date":"2030-01-31T00:00:00+01:00","StorageClass":"GLACIER"}]}]}""", "is not midnight UTC")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[{"Days":60,"StorageClass":"GLACIER"},{"Days":30,"StorageClass":"DEEP_ARCHIVE"}]}]}""", "would be in DEEP_ARCHIVE already when they are to be moved to GLACIER")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[{"Days":60,"StorageClass":"GLACIER"},{"Days":60,"StorageClass":"DEEP_ARCHIVE"}]}]}""", "at the same time")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[{"Days":60,"StorageClass":"GLACIER"},{"Days":90,"StorageClass":"GLACIER"}]}]}""", "moved to GLACIER twice")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},{"Days":35,"StorageClass":"GLACIER"}]}]}""", "stay in STANDARD_IA for 30 days at least")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":9},"Transitions":[{"Days":9,"StorageClass":"GLACIER"}]}]}""", "removed before they are moved to GLACIER, or with it")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Date":"2030-01-31"},"Transitions":[{"Date":"2030-02-01","StorageClass":"GLACIER"}]}]}""", "removed before they are moved to GLACIER")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Date":"2030-01-31"},"Transitions":[{"Days":1,"StorageClass":"GLACIER"}]}]}""", "has Date or Days, not both")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"NoncurrentVersionExpiration":{"NoncurrentDays":5},"NoncurrentVersionTransitions":[{"NoncurrentDays":9,"StorageClass":"GLACIER"}]}]}""", "older versions would be removed before they are moved to GLACIER")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"NoncurrentVersionTransitions":[{"NoncurrentDays":9,"StorageClass":"STANDARD_IA"}]}]}""", "STANDARD_IA takes older versions after 30 days")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"NoncurrentVersionExpiration":{"NoncurrentDays":5,"NewerNoncurrentVersions":101}}]}""", "101 is not a whole number from 1 to 100")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Prefix":"a","NoncurrentVersionExpiration":{"NoncurrentDays":5,"NewerNoncurrentVersions":10}}]}""", "NewerNoncurrentVersions needs a Filter")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Prefix":"a","Expiration":{"Days":5}},{"ID":"b","Status":"Enabled","Filter":{},"Expiration":{"Days":5}}]}""", "does not take together")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{"And":{"ObjectSizeGreaterThan":10,"ObjectSizeLessThan":10}},"Expiration":{"Days":5}}]}""", "larger than 10 bytes and smaller than 10")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{"And":{"Tags":[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]}},"Expiration":{"Days":5}}]}""", "'a' is there twice")]
    [InlineData("lifecycle", """{"Rules":[{"ID":"a","Status":"Enabled","Filter":{},"Transitions":[]}]}""", "does nothing")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"],"AllowedOrigins":["https://*.example.*"]}]}""", "rule 1: the AllowedOrigin 'https://*.example.*' has more than one *")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"],"AllowedOrigins":["*"],"AllowedHeaders":["x-*-*"]}]}""", "the AllowedHeader 'x-*-*' has more than one *")]
    [InlineData("cors", """{"CORSRules":[{"AllowedMethods":["GET"],"AllowedOrigins":["*"],"ExposeHeaders":["x-*"]}]}""", "the ExposeHeader 'x-*' has a *")]
    [InlineData("cors", """{"CORSRules":[{"ID":"a","AllowedMethods":["GET"],"AllowedOrigins":["*"]},{"ID":"a","AllowedMethods":["PUT"],"AllowedOrigins":["*"]}]}""", "two rules are called 'a'")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"a/index.html"}}""", "has a slash")]
    [InlineData("website", """{"IndexDocument":{"Suffix":""}}""", "is empty")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"i"},"ErrorDocument":{"Key":""}}""", "ErrorDocument.Key is empty")]
    [InlineData("website", """{"RedirectAllRequestsTo":{"HostName":"a.example"},"ErrorDocument":{"Key":"e"}}""", "stands alone")]
    [InlineData("website", """{"RedirectAllRequestsTo":{"HostName":"https://a.example/"}}""", "is no name of a host")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"i"},"RoutingRules":[{"Redirect":{"ReplaceKeyWith":"a","ReplaceKeyPrefixWith":"b"}}]}""", "not both")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"i"},"RoutingRules":[{"Redirect":{"HttpRedirectCode":"300"}}]}""", "300 is no status from 301 to 399")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"i"},"RoutingRules":[{"Condition":{"HttpErrorCodeReturnedEquals":"200"},"Redirect":{"HostName":"a"}}]}""", "200 is no status from 400 to 599")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"i"},"RoutingRules":[{"Condition":{},"Redirect":{"HostName":"a"}}]}""", "Condition has HttpErrorCodeReturnedEquals or KeyPrefixEquals")]
    [InlineData("website", """{"IndexDocument":{"Suffix":"i"},"RoutingRules":[{"Redirect":{}}]}""", "Redirect says nothing")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q.fifo","Events":["s3:ObjectCreated:*"]}]}""", "is a FIFO one")]
    [InlineData("notification", """{"QueueConfigurations":[{"Id":"a","QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"]}],"TopicConfigurations":[{"Id":"a","TopicArn":"arn:aws:sns:us-east-1:123456789012:q","Events":["s3:ObjectRemoved:*"]}]}""", "two notifications are called 'a'")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"]}],"TopicConfigurations":[{"TopicArn":"arn:aws:sns:us-east-1:123456789012:q","Events":["s3:ObjectCreated:Put"],"Filter":{"Key":{"FilterRules":[{"Name":"suffix","Value":"jpg"}]}}}]}""", "must not overlap")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"],"Filter":{"Key":{"FilterRules":[{"Name":"prefix","Value":"a"},{"Name":"Prefix","Value":"b"}]}}}]}""", "two filters by prefix")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"],"Filter":{"Key":{"FilterRules":[{"Name":"middle","Value":"a"}]}}}]}""", "middle is not one of prefix, suffix")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sns:us-east-1:123456789012:t","Events":["s3:ObjectCreated:*"]}]}""", "is of sns, and one of sqs belongs here")]
    [InlineData("notification", """{"TopicConfigurations":[{"TopicArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"]}]}""", "is of sqs, and one of sns belongs here")]
    [InlineData("notification", """{"LambdaFunctionConfigurations":[{"LambdaFunctionArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"]}]}""", "is of sqs, and one of lambda belongs here")]
    [InlineData("notification", """{"TopicConfigurations":[{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t.fifo","Events":["s3:ObjectCreated:*"]}]}""", "is a FIFO one")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs","Events":["s3:ObjectCreated:*"]}]}""", "is no ARN, such as")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectRemoved:*","s3:ObjectRemoved:*"]}]}""", "s3:ObjectRemoved:* is there twice")]
    [InlineData("notification", """{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*","s3:ObjectCreated:Put"]}]}""", "s3:ObjectCreated:Put is one of s3:ObjectCreated:*, which is there too")]
    [InlineData("object-lock", """{"Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":1}}}""", "lacks ObjectLockEnabled")]
    [InlineData("object-lock", """{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Years":101}}}""", "101 is not a whole number from 1 to 100")]
    [InlineData("encryption", """{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms:dsse"},"BucketKeyEnabled":true}]}""", "does not go with aws:kms:dsse")]
    [InlineData("encryption", """{"Rules":[{}]}""", "says nothing")]
    [InlineData("versioning", """{"Status":"Enabled","MFADelete":"Enabled"}""", "--mfa")]
    [InlineData("versioning", """{"MFADelete":"Enabled"}""", "with a code of a device in a header")]
    [InlineData("logging", """{"LoggingEnabled":{"TargetBucket":"Lo gs","TargetPrefix":""}}""", "LoggingEnabled.TargetBucket: ")]
    [InlineData("logging", """{"LoggingEnabled":{"TargetBucket":"logs","TargetPrefix":"","TargetObjectKeyFormat":{}}}""", "either SimplePrefix or PartitionedPrefix")]
    [InlineData("logging", """{"LoggingEnabled":{"TargetBucket":"logs","TargetPrefix":"","TargetGrants":[{"Grantee":{"Type":"Group","URI":"http://acs.amazonaws.com/groups/global/Everyone"},"Permission":"READ"}]}}""", "there is no group")]
    public void What_is_wrong_with_a_document_is_named_before_it_is_sent(string name, string text, string problem) =>
        Assert.Contains(BucketSetting.Find(name)!.Problems(Json(text), Target), found => found.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_lifecycle_has_a_thousand_rules_with_short_names_and_cors_a_hundred_rules()
    {
        static string Rule(string id, int i) => "{\"ID\":\"" + id + i + "\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"" + i + "/\"},\"Expiration\":{\"Days\":1}}";
        static string Rules(int count, string id) => "{\"Rules\":[" + string.Join(',', Enumerable.Range(0, count).Select(i => Rule(id, i))) + "]}";
        static string Cors(int count) => "{\"CORSRules\":[" + string.Join(',', Enumerable.Repeat("""{"AllowedMethods":["GET"],"AllowedOrigins":["*"]}""", count)) + "]}";
        BucketSetting lifecycle = BucketSetting.Find("lifecycle")!, cors = BucketSetting.Find("cors")!;
        Assert.Empty(lifecycle.Problems(Json(Rules(1000, "")), Target));
        Assert.Equal("a lifecycle has 1,000 rules at most, and these are 1,001", Assert.Single(lifecycle.Problems(Json(Rules(1001, "")), Target)));
        Assert.Empty(lifecycle.Problems(Json(Rules(1, new string('i', 254))), Target));
        Assert.Contains("255 characters at most, and this one 256", Assert.Single(lifecycle.Problems(Json(Rules(1, new string('i', 255))), Target)), StringComparison.Ordinal);
        Assert.Empty(cors.Problems(Json(Cors(100)), Target));
        Assert.Equal("there are 100 rules at most, and these are 101", Assert.Single(cors.Problems(Json(Cors(101)), Target)));
    }

    [Theory]
    [InlineData("""{"Rules":[{"Status":"Enabled","Filter":{},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},{"Days":30,"StorageClass":"GLACIER"}]}]}""", false)]
    [InlineData("""{"Rules":[{"Status":"Enabled","Filter":{},"Transitions":[{"Days":90,"StorageClass":"DEEP_ARCHIVE"},{"Days":0,"StorageClass":"GLACIER_IR"},{"Days":1,"StorageClass":"GLACIER"}]}]}""", true)]
    [InlineData("""{"Rules":[{"Status":"Enabled","Filter":{},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},{"Days":31,"StorageClass":"INTELLIGENT_TIERING"}]},{"Status":"Enabled","Filter":{},"Expiration":{"Date":"2030-01-31T00:00:00Z"}}]}""", true)]
    [InlineData("""{"Rules":[{"Status":"Enabled","Filter":{"ObjectSizeLessThan":5497558138880},"Expiration":{"Days":2147483647},"NoncurrentVersionExpiration":{"NoncurrentDays":1,"NewerNoncurrentVersions":100}}]}""", true)]
    public void What_S3_takes_of_a_lifecycle_is_not_refused_here(string text, bool isTaken) => Assert.Equal(isTaken, BucketSetting.Find("lifecycle")!.Problems(Json(text), Target).Count == 0);

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
