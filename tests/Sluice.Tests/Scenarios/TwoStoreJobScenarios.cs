using System.Globalization;
using System.Text;
using Sluice.Tests.Conformance;

namespace Sluice.Tests.Scenarios;

/// <summary>A job between two real stores, each with credentials of its own, whose chunks are in a third one.</summary>
[Collection("ceph")]
[Trait("Needs", "ceph")]
[Trait("Needs", "moto")]
public sealed class TwoStoreJobScenarios(CephStore ceph, MotoStore moto) : IClassFixture<MotoStore>
{
    const int Items = 30;

    [Theory]
    [InlineData("", "bjs@")]
    [InlineData("bjs@", "")]
    // The embedded endpoint, which also has the job, as one of the two.
    [InlineData("jobs@", "bjs@")]
    [InlineData("", "jobs@")]
    public async Task Workers_copy_between_two_stores_with_the_credentials_of_each(string from, string to)
    {
        await using Scene scene = await BeginAsync();
        for (int i = 0; i < Items; i++)
            scene.Write(string.Create(CultureInfo.InvariantCulture, $"up/{i % 3}/{i:00} + é.txt"), $"content of {i}");
        string bucket = $"two-{Guid.NewGuid():n}"[..20], source = $"s3://{from}{bucket}/d/", copy = $"s3://{to}{bucket}/copy/";
        (await scene.RunAsync("mb", $"s3://{from}{bucket}")).Exits(0);
        (await scene.RunAsync("mb", $"s3://{to}{bucket}")).Exits(0);
        (await scene.RunAsync("cp", "up", source)).Exits(0);

        (await scene.RunAsync("job", "create", "s3://jobs@scene/jobs/one", "--chunk-items", "7", "--", "cp", source, copy)).Exits(0);
        (await scene.RunAsync("job", "run", "s3://jobs@scene/jobs/one", "--workers", "2")).Exits(0);
        Assert.Contains($"{Items} listed = {Items} done + 0 pending", (await scene.RunAsync("job", "status", "s3://jobs@scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("verify", source, copy)).Exits(0);
        (await scene.RunAsync("job", "create", "s3://jobs@scene/jobs/two", "--chunk-items", "7", "--", "verify", "--one-way", source, copy)).Exits(0);
        (await scene.RunAsync("job", "run", "s3://jobs@scene/jobs/two", "--workers", "2")).Exits(0);
        foreach (string key in scene.Keys())
            foreach (string secret in (string[])[Store.SecretKey, Store.OtherSecretKey, .. scene.Secrets])
                Assert.DoesNotContain(secret, Encoding.Latin1.GetString(scene.Get(key)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bjs@", "bjs@")]
    [InlineData("", "bjs@")]
    public async Task A_large_object_is_copied_in_ranges_within_Ceph_and_to_it(string from, string to)
    {
        await using Scene scene = await BeginAsync();
        await File.WriteAllBytesAsync(scene.Path("large"), Scene.Bytes(8 << 20, 1));
        string bucket = $"split-{Guid.NewGuid():n}"[..20], source = $"s3://{from}{bucket}/d/", copy = $"s3://{to}{bucket}/copy/";
        foreach (string profile in new HashSet<string> { from, to })
            (await scene.RunAsync("mb", $"s3://{profile}{bucket}")).Exits(0);
        (await scene.RunAsync("cp", "large", source)).Exits(0);

        (await scene.RunAsync("job", "create", "s3://jobs@scene/jobs/split", "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", source, copy)).Exits(0);
        (await scene.RunAsync("job", "run", "s3://jobs@scene/jobs/split", "--workers", "2")).Exits(0);
        string status = (await scene.RunAsync("job", "status", "s3://jobs@scene/jobs/split")).Exits(0).Output;
        // Two ranges, what begins them and what joins them.
        Assert.Contains("4 = 4 sealed", status, StringComparison.Ordinal);
        Assert.Contains("1 listed = 1 done + 0 pending", status, StringComparison.Ordinal);
        (await scene.RunAsync("verify", source, copy)).Exits(0);
    }

    async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"""
            [default]
            region = us-east-1
            endpoint_url = {moto.Endpoint}
            [profile bjs]
            region = us-east-1
            endpoint_url = {ceph.Endpoint}
            [profile jobs]
            region = us-east-1
            endpoint_url = {scene.Environment["AWS_ENDPOINT_URL"]}

            """);
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"""
            [default]
            aws_access_key_id = {Store.AccessKey}
            aws_secret_access_key = {Store.SecretKey}
            [bjs]
            aws_access_key_id = {Store.OtherAccessKey}
            aws_secret_access_key = {Store.OtherSecretKey}
            [jobs]
            aws_access_key_id = {scene.Server.AccessKey}
            aws_secret_access_key = {scene.Server.SecretKey}

            """);
        foreach (string name in (string[])["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
            scene.Environment.Remove(name);
        return scene;
    }
}
