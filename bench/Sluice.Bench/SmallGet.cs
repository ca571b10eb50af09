using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Bench;

/// <summary>CPU time that a GET of 4 KiB costs the client, with this library and with AWSSDK.S3: the reason for a data path of our own.</summary>
static class SmallGet
{
    const string Bucket = "bench", Key = "4k", AccessKey = "benchaccess", SecretKey = "benchsecret0123456789";

    /// <summary>Prints both costs, the median of three runs of <paramref name="count"/> GETs each, after one to warm up.</summary>
    public static int Run(Uri endpoint, int count)
    {
        using S3Client client = new(new S3ClientOptions { Endpoint = endpoint, Credentials = CredentialSource.Static(AccessKey, SecretKey) });
        using AmazonS3Client sdk = new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        });
        double ours = Measure(count, () => Get(client)), theirs = Measure(count, () => Get(sdk));
        Console.WriteLine($"{count:N0} GETs of 4 KiB, one after another, CPU per GET: sluice {ours:F1} us, AWSSDK.S3 {theirs:F1} us, ratio {ours / theirs:F2}");
        return 0;
    }

    static double Measure(int count, Action get)
    {
        double[] runs = new double[4];
        for (int run = 0; run < runs.Length; run++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < count; i++)
                get();
            runs[run] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count;
        }
        double[] warm = runs[1..];
        Array.Sort(warm);
        return warm[1];
    }

    static void Get(S3Client client)
    {
        using GetObjectResponse response = client.GetObject(new GetObjectRequest(Bucket, new ObjectKey(Key)), CancellationToken.None).Value;
        Span<byte> buffer = stackalloc byte[8192];
        int total = 0;
        while (response.Read(buffer) is > 0 and var count)
            total += count;
        Debug.Assert(total == 4096);
    }

    static void Get(AmazonS3Client client)
    {
        using Amazon.S3.Model.GetObjectResponse response = client.GetObjectAsync(Bucket, Key).GetAwaiter().GetResult();
        Span<byte> buffer = stackalloc byte[8192];
        int total = 0;
        while (response.ResponseStream.Read(buffer) is > 0 and var count)
            total += count;
        Debug.Assert(total == 4096);
    }
}
