using System.Globalization;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Scenarios;

/// <summary>The endpoint as a command of its own.</summary>
public sealed class ServeScenarios
{
    [Fact]
    public async Task A_gibibyte_goes_to_a_directory_in_bounded_memory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        using CommandProcess server = scene.Start("serve", scene.Path("store"), "--port", "0", "--json");
        System.Text.Json.JsonElement endpoint = scene.Adopt(await server.FirstLine);
        using S3Client client = new(new S3ClientOptions
        {
            Endpoint = new Uri(endpoint.GetProperty("endpoint").GetString()!),
            Credentials = CredentialSource.Static(endpoint.GetProperty("access_key_id").GetString()!, endpoint.GetProperty("secret_access_key").GetString()!),
        });
        _ = client.CreateBucket("served", null, CancellationToken.None).Value;
        long before = server.PeakMemory;
        _ = client.PutObject(new PutObjectRequest("served", new ObjectKey("large"), new Zeros(1 << 30)), CancellationToken.None).Value;
        Assert.Equal(1 << 30, client.HeadObject(new HeadObjectRequest("served", new ObjectKey("large")), CancellationToken.None).Value.TotalLength);
        long grown = server.PeakMemory - before;
        Assert.True(grown < 200 << 20, string.Create(CultureInfo.InvariantCulture, $"The server's memory grew by {grown >> 20} MiB."));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task What_it_prints_works_in_another_shell_and_its_certificate_is_for_one_command()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult served = await scene.ScriptAsync($$"""
            {{CommandProcess.Shell}} serve --port 0 --tls --faults 'latency=1ms' >out & server=$!
            until grep -q '^Fails on purpose: latency=1ms' out; do kill -0 $server || exit 9; sleep 0.1; done
            unset AWS_PROFILE AWS_CA_BUNDLE
            eval "$(grep '^  export ' out)"
            sluice ls 2>refused && exit 8
            eval "$(grep '^  AWS_CA_BUNDLE=' out | sed 's/aws s3 ls/sluice mb s3:\/\/printed/')" || exit 7
            [ -z "$AWS_CA_BUNDLE" ] || exit 6
            kill -TERM $server; wait $server; cat refused >&2
            """);
        served.Exits(0).Says("certificate");
        Assert.Contains("Made s3://printed.", served.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("export AWS_CA_BUNDLE", await File.ReadAllTextAsync(scene.Path("out")), StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Keys_that_were_given_are_printed_without_variables_that_another_shell_does_not_have_and_without_the_secret()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.ScriptAsync($$"""
            SLUICE_ACCESS_KEY=given SLUICE_SECRET_KEY=hidden {{CommandProcess.Shell}} serve --port 0 --faults 'latency=1ms' >out & server=$!
            until grep -q '^Fails on purpose: latency=1ms' out; do kill -0 $server || exit 9; sleep 0.1; done
            kill -TERM $server; wait $server
            """)).Exits(0);
        string printed = await File.ReadAllTextAsync(scene.Path("out"));
        Assert.Contains("  export AWS_ACCESS_KEY_ID=given\n", printed, StringComparison.Ordinal);
        Assert.Contains("AWS_SECRET_ACCESS_KEY: what SLUICE_SECRET_KEY is here", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("$", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", printed, StringComparison.Ordinal);
    }

    sealed class Zeros(long length) : RequestBody
    {
        public override long Length => length;

        public override int Read(long offset, Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - offset);
            buffer[..count].Clear();
            return count;
        }
    }
}
