using System.Text.Json.Nodes;
using Sluice.Administration;

namespace Sluice.Tests.Administration;

public sealed class DocumentDifferenceTests
{
    [Theory]
    [InlineData("""{"Status":"Enabled"}""", """{"Status":"Suspended"}""", "changes Status from 'Enabled' to 'Suspended'")]
    [InlineData("{}", """{"Status":"Enabled"}""", "adds Status: 'Enabled'")]
    [InlineData("null", """{"Status":"Enabled"}""", "adds Status: 'Enabled'")]
    [InlineData("""{"Status":"Enabled"}""", "null", "removes Status: 'Enabled'")]
    [InlineData("""{"Rules":[{"ID":"a","Expiration":{"Days":7}},{"ID":"b"}]}""", """{"Rules":[{"ID":"b"},{"ID":"a","Expiration":{"Days":9}}]}""", "changes Rules[a].Expiration.Days from 7 to 9")]
    [InlineData("""{"Rules":[{"ID":"a"}]}""", """{"Rules":[{"ID":"b"}]}""", """adds Rules[b]: {"ID":"b"}|removes Rules[a]: {"ID":"a"}""")]
    [InlineData("""{"Rules":[{"Owner":"x"}]}""", """{"Rules":[{"Owner":"y"}]}""", "changes Rules.Owner from 'x' to 'y'")]
    [InlineData("""{"Methods":["GET","PUT"]}""", """{"Methods":["PUT","HEAD"]}""", "adds Methods: 'HEAD'|removes Methods: 'GET'")]
    [InlineData("""{"Days":7,"On":true}""", """{"On":"true","Days":"7"}""", "")]
    [InlineData("""{"Date":"2030-01-31"}""", """{"Date":"2030-01-31T00:00:00.000Z"}""", "")]
    [InlineData("""{"A":"1\u001b"}""", """{"A":"2"}""", @"changes A from '1\x1b' to '2'")]
    public void A_change_is_told_in_words(string before, string after, string lines) =>
        Assert.Equal(lines, string.Join('|', DocumentDifference.Between(JsonNode.Parse(before), JsonNode.Parse(after))));

    const string A = """{"AllowedMethods":["GET"],"AllowedOrigins":["https://a"],"MaxAgeSeconds":1}""", B = """{"AllowedMethods":["PUT","GET"],"AllowedOrigins":["https://b"],"MaxAgeSeconds":1}""", B2 = """{"AllowedMethods":["GET","PUT"],"AllowedOrigins":["https://b"],"MaxAgeSeconds":1}""", B9 = """{"AllowedMethods":["PUT","GET"],"AllowedOrigins":["https://b"],"MaxAgeSeconds":9}""", C = """{"ID":"c","AllowedMethods":["GET"],"AllowedOrigins":["*"]}""";

    [Theory]
    [InlineData("cors", "CORSRules", $"{A},{B}", $"{B},{A}", "reorders CORSRules: rule 2 moves to 1")]
    [InlineData("cors", "CORSRules", $"{A},{B},{C}", $"{C},{A},{B}", "reorders CORSRules: rule 3 'c' moves to 1")]
    [InlineData("cors", "CORSRules", $"{A},{B}", $"{A},{B2}", "")]
    [InlineData("cors", "CORSRules", $"{A},{B}", $"{B2},{A}", "reorders CORSRules: rule 2 moves to 1")]
    [InlineData("cors", "CORSRules", $"{A},{B}", $"{A},{B9}", "changes CORSRules[#2].MaxAgeSeconds from 1 to 9")]
    [InlineData("cors", "CORSRules", $"{A},{B}", $"{B9},{A}", "changes CORSRules[#2].MaxAgeSeconds from 1 to 9|reorders CORSRules: rule 2 moves to 1")]
    [InlineData("cors", "CORSRules", $"{A},{B}", $"{B}", $"removes CORSRules[#1]: {A}")]
    [InlineData("cors", "CORSRules", $"{B}", $"{A},{B}", $"adds CORSRules[#1]: {A}")]
    [InlineData("website", "RoutingRules", """{"Redirect":{"HostName":"a"}},{"Redirect":{"HostName":"b"}}""", """{"Redirect":{"HostName":"b"}},{"Redirect":{"HostName":"a"}}""", "reorders RoutingRules: rule 2 moves to 1")]
    [InlineData("lifecycle", "Rules", """{"ID":"a","Status":"Enabled"},{"ID":"b","Status":"Enabled"}""", """{"ID":"b","Status":"Enabled"},{"ID":"a","Status":"Enabled"}""", "")]
    [InlineData("lifecycle", "Rules", """{"ID":"given","Status":"Enabled","Expiration":{"Days":1}},{"ID":"too","Status":"Enabled"}""", """{"Status":"Enabled"},{"Status":"Enabled","Expiration":{"Days":1}}""", "")]
    [InlineData("lifecycle", "Rules", """{"ID":"given","Status":"Enabled","Expiration":{"Days":1}}""", """{"Status":"Enabled","Expiration":{"Days":2}}""", "changes Rules[given].Expiration.Days from 1 to 2")]
    [InlineData("lifecycle", "Rules", """{"Status":"Enabled","Expiration":{"Days":1}}""", """{"ID":"given","Status":"Enabled","Expiration":{"Days":1}}""", "")]
    [InlineData("notification", "QueueConfigurations", """{"Id":"given","QueueArn":"q","Events":["a","b"],"Filter":{"Key":{"FilterRules":[{"Name":"Prefix","Value":"p"}]}}}""", """{"QueueArn":"q","Events":["b","a"],"Filter":{"Key":{"FilterRules":[{"Name":"prefix","Value":"p"}]}}}""", "")]
    [InlineData("encryption", "Rules", """{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":false}""", """{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"}}""", "")]
    [InlineData("policy", "Statement", """{"Action":"s3:GetObject"}""", """{"Action":["s3:GetObject"]}""", "")]
    [InlineData("policy", "Statement", """{"Principal":{"AWS":"123456789012"}},{"Sid":"b","Action":"a"}""", """{"Sid":"b","Action":"a"},{"Principal":{"AWS":["arn:aws:iam::123456789012:root"]}}""", "")]
    [InlineData("policy", "Statement", """{"Principal":{"AWS":"123456789012"}}""", """{"Principal":{"AWS":"arn:aws:iam::123456789013:root"}}""", "changes Statement.Principal.AWS from '123456789012' to 'arn:aws:iam::123456789013:root'")]
    [InlineData("lifecycle", "Rules", """{"ID":"a","Filter":{"Prefix":""}}""", """{"ID":"a","Filter":{}}""", "")]
    public void Order_counts_where_the_first_rule_that_fits_counts_and_ids_only_where_they_were_given(string name, string list, string before, string after, string lines) =>
        Assert.Equal(lines, string.Join('|', BucketSetting.Find(name)!.Changes(Json(list, before), Json(list, after))));

    [Fact]
    public void A_flag_that_was_not_sent_is_told_as_false() => Assert.Empty(BucketSetting.Find("public-access-block")!.Changes(
        JsonNode.Parse("""{"BlockPublicAcls":true,"IgnorePublicAcls":false}""")!.AsObject(), JsonNode.Parse("""{"BlockPublicAcls":true}""")!.AsObject()));

    static JsonObject Json(string list, string members) => JsonNode.Parse($$"""{"{{list}}":[{{members}}]}""")!.AsObject();
}
