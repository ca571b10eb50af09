using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Sluice.Endpoint;

namespace Sluice.Tests.Scenarios;

public sealed class TlsScenarios
{
    [Fact]
    public async Task Https_needs_the_endpoints_certificate_and_says_how_to_trust_it()
    {
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Tls = true });
        scene.Write("f", "hello");
        string right = scene.Write("right.pem", scene.Server.CertificatePem!), wrong = scene.Write("wrong.pem", AnotherCertificate());
        (await scene.RunAsync("cp", "f", "s3://scene/")).Exits(3).Says("TLS with", "vouches for the certificate", "--ca-bundle");
        (await scene.RunAsync("ls", "--ca-bundle", wrong)).Exits(3).Says("vouches for the certificate", "--ca-bundle", "AWS_CA_BUNDLE");
        (await scene.RunAsync("ls", "--ca-bundle", scene.Path("f"))).Exits(3).Says("holds no certificate");
        Assert.Empty(scene.Keys());
        (await scene.RunAsync("cp", "f", "s3://scene/", "--ca-bundle", right)).Exits(0);
        Assert.Equal("hello"u8.ToArray(), (await scene.RunAsync("cat", "s3://scene/f", "--no-verify-ssl")).Exits(0).OutputBytes);
    }

    [Fact]
    public async Task Serve_over_tls_writes_its_certificate_for_clients()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("serve", "--tls-cert-out", "cert.pem")).Exits(2).Says("--tls-cert-out goes with --tls");
        using CommandProcess process = scene.Start("serve", "--port", "0", "--json", "--tls", "--tls-cert-out", "cert.pem");
        JsonElement endpoint = scene.Adopt(await process.FirstLine);
        Assert.Equal(scene.Path("cert.pem"), endpoint.GetProperty("certificate").GetString());
        scene.Environment["AWS_CA_BUNDLE"] = scene.Path("cert.pem");
        (await scene.RunAsync("mb", "s3://over-tls")).Exits(0);
        await process.SignalAsync("TERM");
        (await process.ResultAsync()).Exits(0);
        // The next endpoint may replace that one, and no other file.
        scene.Write("mine.pem", File.ReadAllText(scene.Path("cert.pem")) + "and a key");
        (await scene.RunAsync("serve", "--tls", "--tls-cert-out", "mine.pem")).Exits(2).Says("--tls-cert-out mine.pem: the file is there already; remove it, or name another.");
        using CommandProcess next = scene.Start("serve", "--port", "0", "--json", "--tls", "--tls-cert-out", "cert.pem");
        scene.Adopt(await next.FirstLine);
        await next.SignalAsync("TERM");
        (await next.ResultAsync()).Exits(0);
    }

    [Fact]
    public async Task Objects_with_a_key_of_ones_own_need_that_key()
    {
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Tls = true });
        scene.Environment["AWS_CA_BUNDLE"] = scene.Write("ca.pem", scene.Server.CertificatePem!);
        byte[] content = Scene.Bytes(12 << 20);
        scene.Write("big", content);
        string key = scene.Write("key", Scene.Bytes(32, seed: 2)), other = scene.Write("other", Convert.ToHexString(Scene.Bytes(32, seed: 3)));
        (await scene.RunAsync("cp", "big", "s3://scene/", "--sse-c-key-file", key, "--part-size", "5MiB")).Exits(0);
        Assert.Contains("SSE-C", (await scene.RunAsync("stat", "s3://scene/big", "--sse-c-key-file", key)).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("stat", "s3://scene/big")).Exits(1).Says("--sse-c-key-file");
        (await scene.RunAsync("cp", "s3://scene/big", "out")).Exits(1).Says("--sse-c-key-file");
        (await scene.RunAsync("cp", "s3://scene/big", "out", "--sse-c-key-file", other)).Exits(1).Says("denied: s3://scene/big");
        Assert.False(File.Exists(scene.Path("out")));
        (await scene.RunAsync("cp", "s3://scene/big", "out", "--sse-c-key-file", key)).Exits(0).Says(", verified by");
        Assert.Equal(content, File.ReadAllBytes(scene.Path("out")));
        (await scene.RunAsync("cp", "s3://scene/big", "s3://scene/again", "--sse-c-key-file", other, "--sse-c-copy-source-key-file", key)).Exits(0);
        Assert.Equal(content, (await scene.RunAsync("cat", "s3://scene/again", "--sse-c-key-file", other)).Exits(0).OutputBytes);
        (await scene.RunAsync("cat", "s3://scene/again", "--sse-c-key-file", "ca.pem")).Exits(2).Says("32 bytes");
    }

    static string AnotherCertificate()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=elsewhere", pair, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
