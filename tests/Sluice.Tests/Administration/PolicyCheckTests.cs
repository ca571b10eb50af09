using System.Text.Json.Nodes;
using Sluice.Administration;

namespace Sluice.Tests.Administration;

public sealed class PolicyCheckTests
{
    static readonly BucketTarget Aws = new("album", "aws", true, true), China = new("album", "aws-cn", true, true), Other = new("album", "aws", false, false);

    static readonly BucketSetting Policy = BucketSetting.Find("policy")!;

    [Theory]
    [InlineData("""{"Version":"2012-10-17","Statement":[],"Statements":[]}""", "there is no field Statements")]
    [InlineData("""{"Version":"2012-10-18","Statement":[STATEMENT]}""", "Version 2012-10-18 is none")]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""", "no Statement")]
    [InlineData("""{"Statement":[{"Effect":"Perhaps","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "Effect is either Allow or Deny")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "has no Principal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principals":"*","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "there is no field Principals")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"everybody","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "the principal 'everybody' is none")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::*:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "has a wildcard")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1234:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "no account of 12 digits")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::123456789012:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "is of the partition aws-cn")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"User":"me"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "no kind of principal User")]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"123456789012"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "Allow with NotPrincipal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"GetObject","Resource":"arn:aws:s3:::album/*"}]}""", "the action 'GetObject' is none of S3's")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::albums/*"}]}""", "another bucket's")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws-us-gov:s3:::album/*"}]}""", "is of the partition aws-us-gov")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"album/*"}]}""", "write arn:aws:s3:::album/*")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album"}]}""", "add /* to it")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::album/*"}]}""", "take /* away")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"aws:SourceIp":"1.2.3.4"}}]}""", "Condition has operators")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"StringEqual":{"aws:Referer":"x"}}}]}""", "no condition operator StringEqual; there is StringEquals")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"ForAllValue:StringLike":{"aws:Referer":"x"}}}]}""", "no condition operator ForAllValue:StringLike")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"NullIfExists":{"aws:Referer":"true"}}}]}""", "no condition operator NullIfExists")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"ipaddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}""", "there is IpAddress")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}}}]}""", "'10.0.0.0/33' is not an address")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"NotIpAddressIfExists":{"aws:SourceIp":["10.0.0.1","10.0.0"]}}}]}""", "'10.0.0' is not an address")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"NumericLessThan":{"s3:signatureAge":"soon"}}}]}""", "'soon' is not a number")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"tomorrow"}}}]}""", "'tomorrow' is not a time")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2030-13-01"}}}]}""", "'2030-13-01' is not a time")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"Bool":{"aws:SecureTransport":"yes"}}}]}""", "'yes' is not true or false")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"Null":{"aws:Referer":"1"}}}]}""", "'1' is not true or false")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"BinaryEquals":{"aws:Referer":"!"}}}]}""", "is not Base64")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"ArnLike":{"aws:SourceArn":"topic"}}}]}""", "is not an ARN")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"StringEquals":{"aws:Referer":[]}}}]}""", "has no values")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"StringEquals":{"aws:Referer":{"a":"b"}}}}]}""", "holds values")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"StringLike":{"s3:prefix":"x/*"}}}]}""", "s3:prefix is of listings")]
    public void What_is_wrong_with_a_policy_is_named_before_it_is_sent(string text, string problem) =>
        Assert.Contains(Policy.Problems(Json(text.Replace("STATEMENT", """{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}""", StringComparison.Ordinal)), Aws), found => found.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:role/x","arn:aws:sts::123456789012:assumed-role/x/y"]},"Action":["s3:Get*","s3:ListBucket"],"Resource":["arn:aws:s3:::album","arn:aws:s3:::album/*"]}}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::alb*/logs/*","Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"},"NotAction":"s3:Get*","Resource":"*"}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"ForAllValues:StringLikeIfExists":{"s3:RequestObjectTagKeys":["a","b*"]}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.5/24","2001:DB8::/32","::1"]}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"NumericLessThanEquals":{"s3:signatureAge":600000}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"DateLessThan":{"aws:CurrentTime":["2030-01-31T12:00:00Z","2030-01","2030","2030-01-31","1893456000","2030-01-31T12:00+02:00"]}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"Bool":{"aws:SecureTransport":false}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"Null":{"aws:Referer":"true"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*","Condition":{"BinaryEquals":{"aws:Referer":"aGk="}}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:List*"],"Resource":"arn:aws:s3:::album","Condition":{"StringLike":{"s3:prefix":"x/*"},"NumericLessThan":{"s3:max-keys":"10"}}}]}""")]
    public void A_good_policy_has_no_problems(string text) => Assert.Empty(Policy.Problems(Json(text), Aws));

    [Fact]
    public void A_condition_that_requests_of_an_action_never_meet_is_remarked_on()
    {
        const string mixed = """{"Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":["s3:ListBucket","s3:GetObject"],"Resource":["arn:aws:s3:::album","arn:aws:s3:::album/*"],"Condition":{"StringLike":{"s3:prefix":"x/*"}}}]}""";
        Assert.Empty(Policy.Problems(Json(mixed), Aws));
        Assert.Contains("no request of s3:GetObject has it", Assert.Single(Policy.Remarks(Json(mixed))), StringComparison.Ordinal);
        Assert.Empty(Policy.Remarks(Json(mixed.Replace(",\"s3:GetObject\"", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Partitions_and_the_users_of_other_stores_are_taken_where_they_belong()
    {
        const string china = """{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::123456789012:root"},"Action":"s3:GetObject","Resource":"arn:aws-cn:s3:::album/*"}]}""";
        Assert.Empty(Policy.Problems(Json(china), China));
        const string ceph = """{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::tenant:user/other","arn:aws:iam:::user/other"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::album/*"}]}""";
        Assert.Empty(Policy.Problems(Json(ceph), Other));
        Assert.NotEmpty(Policy.Problems(Json(ceph), Aws));
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::album/open/*"}""", "opens the bucket: statement 1 lets anybody s3:GetObject", "open/")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:*","Resource":["arn:aws:s3:::album","arn:aws:s3:::album/*"]}""", "opens the bucket", "")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:Referer":"x"}}}""", "opens the bucket", "")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::album","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}""", "opens the bucket", null)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::album","arn:aws:s3:::album/*"]}""", "may lock its owner out: statement 1 denies everybody, you too, s3:*", "")]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}""", "everybody whom its condition is met by (NotIpAddress)", "")]
    [InlineData("""{"Effect":"Deny","NotPrincipal":{"AWS":"123456789012"},"Action":"s3:*","Resource":"*"}""", "everybody whom it does not name", "")]
    public void A_policy_that_opens_the_bucket_or_locks_its_owner_out_is_a_danger(string statement, string danger, string? prefix)
    {
        SettingDanger found = Assert.Single(Policy.Dangers(null, Json($$"""{"Statement":[{{statement}}]}"""), Aws));
        Assert.Contains(danger, found.Sentence, StringComparison.Ordinal);
        Assert.Equal(prefix, found.Prefix);
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"s3:*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}""")]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""")]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:PutObjectTagging","Resource":"*"}""")]
    public void What_names_its_callers_and_what_demands_TLS_is_none(string statement) => Assert.Empty(Policy.Dangers(null, Json($$"""{"Statement":[{{statement}}]}"""), Aws));

    [Fact]
    public void What_was_so_before_is_no_danger_of_the_change_and_a_denial_that_ends_is_one()
    {
        const string open = """{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}""", deny = """{"Sid":"no","Effect":"Deny","Principal":{"AWS":"123456789012"},"Action":"s3:*","Resource":"*"}""";
        JsonObject both = Json($$"""{"Statement":[{{open}},{{deny}}]}"""), one = Json($$"""{"Statement":[{{open}}]}""");
        Assert.Empty(Policy.Dangers(one, both, Aws));
        Assert.Equal("ends what was denied: statement 'no'", Assert.Single(Policy.Dangers(both, one, Aws)).Sentence);
        Assert.Single(Policy.Dangers(both, null, Aws));
    }

    static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
