using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.SecurityToken;
using BenchmarkDotNet.Attributes;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Endpoints;
using Sluice.S3.Signing;
using Sluice.S3.Wire;
using EndpointResolver = Sluice.S3.Endpoints.EndpointResolver;

namespace Sluice.Bench.Benchmarks;

/// <summary>Signing a GetObject of a range, path and query included, beside the signer of AWSSDK.Core.</summary>
[MemoryDiagnoser]
public class SignerBenchmarks
{
    static readonly DateTimeOffset Now = new(2026, 2, 28, 12, 0, 0, TimeSpan.Zero);

    readonly SigV4Signer _signer = new();
    readonly S3Credentials _credentials = new("AKIDEXAMPLE", "secret", null);
    readonly ResolvedEndpoint _endpoint = new EndpointResolver(new S3ClientOptions()).Resolve("bucket", "eu-west-1").Value;
    readonly ObjectKey _key = new("data/2026/02/28/part-00017.parquet");
    readonly AmazonSecurityTokenServiceConfig _config = new() { AuthenticationRegion = "eu-west-1", ServiceURL = "https://bucket.s3.eu-west-1.amazonaws.com" };
    readonly WireRequest _request;

    public SignerBenchmarks()
    {
        _request = new WireRequest { Method = "GET", Operation = "GetObject", Bucket = "bucket", Key = _key };
        _request.AddHeader("range", "bytes=0-8388607");
        _request.AddHeader("x-amz-checksum-mode", "ENABLED");
        _request.Rewind();
    }

    [Benchmark(Baseline = true)]
    public int Signer()
    {
        _request.Rewind();
        _request.AddHeader("host", _endpoint.Host);
        _signer.Sign(_request, _endpoint.PathOf(_key), _request.CanonicalQuery(), _credentials, "eu-west-1", Now);
        return _request.Headers.Count;
    }

    [Benchmark]
    public string AwsSdkCore()
    {
        DefaultRequest request = new(new AnyRequest(), "s3")
        {
            HttpMethod = "GET",
            Endpoint = new Uri("https://bucket.s3.eu-west-1.amazonaws.com"),
            ResourcePath = "/{Key+}",
            UseQueryString = true,
            UseDoubleEncoding = false,
            Content = [],
            OverrideSigningServiceName = "s3",
        };
        request.PathResources.Add("{Key+}", "data/2026/02/28/part-00017.parquet");
        request.Headers.Add("range", "bytes=0-8388607");
        request.Headers.Add("x-amz-checksum-mode", "ENABLED");
        return new AWS4Signer().SignRequest(request, _config, null, "AKIDEXAMPLE", "secret", Now.UtcDateTime).ForAuthorizationHeader;
    }

    sealed class AnyRequest : AmazonWebServiceRequest;
}
