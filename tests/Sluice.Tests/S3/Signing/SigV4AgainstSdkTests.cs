using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.SecurityToken;
using FsCheck;
using FsCheck.Fluent;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Endpoints;
using Sluice.S3.Signing;
using Sluice.S3.Wire;

namespace Sluice.Tests.S3.Signing;

/// <summary>Signs the same request with the signer of AWSSDK.Core and compares the Authorization headers.</summary>
public sealed class SigV4AgainstSdkTests
{
    static readonly DateTimeOffset Now = new(2026, 2, 28, 23, 59, 59, TimeSpan.Zero);

    // Any characters but those that no header can hold and lone surrogates; rich in those that encoders get wrong.
    static readonly Gen<string> OddText = Gen.Elements(
            "a", "Z", "0", "-", ".", "_", "~", "/", "//", "..", "./", " ", "+", "%", "%2F", "&", "=", "?", "#", ":", ";", ",", "@", "!", "$", "'", "(", ")",
            "*", "[", "]", "{", "}", "|", "\\", "^", "`", "\"", "<", ">", "\t", "\u0001", "\u007f", "\u0080", "é", "ß", "日本", "\U0001F600", "e\u0301", "\u202e")
        .ListOf().Select(static pieces => string.Concat(pieces));

    static readonly Gen<string> HeaderText = Gen.Elements("a", "b", "Z", "0", " ", "  ", "   ", ",", ";", "=", "\"", "/", "-", ":")
        .ListOf().Select(static pieces => string.Concat(pieces));

    static readonly Gen<Case> Cases =
        from method in Gen.Elements("GET", "PUT", "HEAD", "DELETE", "POST")
        from key in OddText
        from query in (from name in Gen.Elements("prefix", "delimiter", "uploadId", "Part", "versionId", "x-id", "marker", "list-type")
                       from value in OddText
                       select new KeyValuePair<string, string>(name, value)).ListOf()
        from headers in (from name in Gen.Elements("x-amz-meta-a", "x-amz-meta-b", "content-type", "if-match", "x-amz-acl", "cache-control")
                         from value in HeaderText
                         select new KeyValuePair<string, string>(name, value)).ListOf()
        from token in Gen.Elements<string?>(null, "FwoGZXIvYXdzEXAMPLE//////token+/==")
        from signed in Gen.Elements(true, false)
        select new Case(method, key,
            [.. query.DistinctBy(static pair => pair.Key)], [.. headers.DistinctBy(static pair => pair.Key)], token, signed);

    [Fact]
    public void Every_request_is_signed_as_the_SDK_signs_it() => Prop.ForAll(Cases.ToArbitrary(), static sample =>
    {
        string ours = Ours(sample), theirs = Theirs(sample);
        Assert.Equal(theirs, ours);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20260228, 1));

    static string Ours(Case sample)
    {
        WireRequest request = new() { Method = sample.Method, Operation = "Sample", Key = new ObjectKey(sample.Key) };
        foreach ((string name, string value) in sample.Query)
            request.AddQuery(name, value);
        foreach ((string name, string value) in sample.Headers)
            request.AddHeader(name, value);
        request.AddHeader("host", "bucket.s3.eu-west-1.amazonaws.com");
        request.PayloadHash = sample.SignPayload ? WireRequest.EmptyPayload : WireRequest.UnsignedPayload;
        S3Credentials credentials = new("AKIDEXAMPLE", "secret/+key", sample.SessionToken);
        new SigV4Signer().Sign(request, "/" + UriEncoding.EncodePath(request.Key), request.CanonicalQuery(), credentials, "eu-west-1", Now);
        return request.Headers.Single(static header => header.Key == "authorization").Value.Replace(",Signed", ", Signed").Replace(",Signature", ", Signature");
    }

    static string Theirs(Case sample)
    {
        DefaultRequest request = new(new AnyRequest(), "s3")
        {
            HttpMethod = sample.Method,
            Endpoint = new Uri("https://bucket.s3.eu-west-1.amazonaws.com"),
            ResourcePath = "/{Key+}",
            UseQueryString = true,
            UseDoubleEncoding = false,
            Content = [],
            DisablePayloadSigning = !sample.SignPayload,
            OverrideSigningServiceName = "s3",
        };
        request.PathResources.Add("{Key+}", sample.Key);
        foreach ((string name, string value) in sample.Query)
            request.Parameters.Add(name, value);
        foreach ((string name, string value) in sample.Headers)
            request.Headers.Add(name, value);
        if (sample.SessionToken is { } token)
            request.Headers.Add("X-Amz-Security-Token", token);
        AmazonSecurityTokenServiceConfig config = new() { AuthenticationRegion = "eu-west-1", ServiceURL = "https://bucket.s3.eu-west-1.amazonaws.com" };
        return new AWS4Signer().SignRequest(request, config, null, "AKIDEXAMPLE", "secret/+key", Now.UtcDateTime).ForAuthorizationHeader;
    }

    sealed class AnyRequest : AmazonWebServiceRequest;

    sealed record Case(string Method, string Key, IReadOnlyList<KeyValuePair<string, string>> Query,
        IReadOnlyList<KeyValuePair<string, string>> Headers, string? SessionToken, bool SignPayload);
}
