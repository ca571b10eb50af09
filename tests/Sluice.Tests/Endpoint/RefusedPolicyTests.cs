using System.Text;
using Sluice.Endpoint;

namespace Sluice.Tests.Endpoint;

/// <summary>A policy that means nothing, or something that nobody knows, is refused and opens nothing.</summary>
public sealed class RefusedPolicyTests : EndpointTest
{
    [Theory]
    [InlineData("s3:ListBucket", "/*", true)]
    [InlineData("s3:GetObject", "", true)]
    [InlineData("s3:GetObject\",\"s3:ListBucket", "/*", true)]
    [InlineData("s3:GetObject\",\"s3:ListBucket", "*", false)]
    [InlineData("s3:*", "/*", false)]
    [InlineData("s3:ListBucketMultipartUploads", "", false)]
    [InlineData("s3:AbortMultipartUpload", "", true)]
    [InlineData("s3:GetBucketObjectLockConfiguration", "", false)]
    public async Task An_action_of_a_policy_that_is_never_done_to_its_resources_is_refused(string actions, string resource, bool refused)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        Task<HttpResponseMessage> put = client.PutAsync($"/{Bucket}?policy", Encoding.UTF8.GetBytes($$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["{{actions}}"],"Resource":"arn:aws:s3:::{{Bucket}}{{resource}}"}]}"""));
        if (refused)
            await ExpectAsync(400, "MalformedPolicy", put);
        else
            await BytesAsync(put);
    }

    [Theory]
    [InlineData("\"Action\":\"s3:NoSuchAction\"")]
    [InlineData("\"Action\":\"s3:GetObject\",\"Condition\":{\"NoSuchOperator\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}")]
    [InlineData("\"Action\":\"s3:GetObject\",\"Condition\":{\"StringEquals\":{\"s3:NoSuchKey\":\"x\"}}")]
    [InlineData("\"Action\":\"s3:GetObject\",\"Also\":\"this\"")]
    public async Task A_policy_with_an_element_that_nobody_knows_is_refused_and_allows_nothing(string element)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", "text"u8.ToArray()));
        string policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Resource":"arn:aws:s3:::{{Bucket}}/*",{{element}}}]}""";
        await ExpectAsync(400, "MalformedPolicy", client.PutAsync($"/{Bucket}?policy", Encoding.UTF8.GetBytes(policy)));
        await ExpectAsync(404, "NoSuchBucketPolicy", client.GetAsync($"/{Bucket}?policy"));
        await ExpectAsync(403, "AccessDenied", client.SendAnonymousAsync("GET", $"/{Bucket}/key"));
    }

    [Theory]
    [InlineData("\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/33\"}", true)]
    [InlineData("\"NumericLessThan\":{\"s3:signatureAge\":\"soon\"}", true)]
    [InlineData("\"DateLessThanIfExists\":{\"aws:CurrentTime\":\"tomorrow\"}", true)]
    [InlineData("\"Bool\":{\"aws:SecureTransport\":\"yes\"}", true)]
    [InlineData("\"NullIfExists\":{\"aws:Referer\":\"true\"}", true)]
    [InlineData("\"StringLike\":{\"s3:prefix\":\"x/*\"}", true)]
    [InlineData("\"IpAddress\":{\"aws:SourceIp\":\"10.1.2.3/8\"}", false)]
    [InlineData("\"DateLessThan\":{\"aws:CurrentTime\":\"1893456000\"}", false)]
    public async Task A_condition_whose_value_cannot_be_is_refused(string condition, bool refused)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        Task<HttpResponseMessage> put = client.PutAsync($"/{Bucket}?policy", Encoding.UTF8.GetBytes($$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{{Bucket}}}/*","Condition":{ {{{condition}}} }}]}"""));
        if (refused)
            await ExpectAsync(400, "MalformedPolicy", put);
        else
            await BytesAsync(put);
    }
}
