using System.Security.Cryptography;
using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Tests.Scenarios;

public sealed class ChecksumScenarios
{
    [Fact]
    public async Task Checksum_lists_what_the_store_tells_and_reads_only_when_asked()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] body = Scene.Bytes(300_000);
        scene.Put("d/plain", body);
        Put(scene, "d/sub/told", body, ChecksumAlgorithm.Sha256);
        Put(scene, "d/none", body, ChecksumAlgorithm.None);
        string crc = ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, body).Base64, sha = Convert.ToHexStringLower(SHA256.HashData(body));
        string[] told = [.. (await scene.RunAsync("checksum", "-r", "s3://scene/d/")).Exits(0).Lines.Order(StringComparer.Ordinal)];
        Assert.Contains($"CRC64NVME (plain) = {crc}", told);
        Assert.Contains($"SHA256 (sub/told) = {Convert.ToBase64String(SHA256.HashData(body))}", told);
        // The store tells one SHA-256, and nothing is read for the others.
        scene.Server.Requests.Reset();
        Assert.Equal([$"{sha}  sub/told"], (await scene.RunAsync("checksum", "-r", "--algorithm", "sha256", "s3://scene/d/")).Exits(1).Says("d/plain", "does not tell its SHA256", "--read").Lines);
        (await scene.RunAsync("checksum", "--algorithm", "md5", "s3://scene/d/plain")).Exits(1).Says("does not tell its MD5", "--read");
        Assert.Equal(0, scene.Server.Requests["GetObject"]);
        Assert.Equal([$"{sha}  none", $"{sha}  plain", $"{sha}  sub/told"], (await scene.RunAsync("checksum", "-r", "--algorithm", "sha256", "--read", "s3://scene/d/")).Exits(0).Lines.Order(StringComparer.Ordinal));
        Assert.Equal(2, scene.Server.Requests["GetObject"]);
        var one = Assert.Single((await scene.RunAsync("checksum", "--json", "s3://scene/d/sub/told")).Exits(0).Json);
        Assert.Equal(("sha256", sha), (one.GetProperty("algorithm").GetString(), one.GetProperty("hex").GetString()));
        (await scene.RunAsync("checksum", "--read", "s3://scene/d/plain")).Exits(2).Says("--algorithm");
    }

    [Fact]
    public async Task Sha256sum_reads_the_lines_whatever_the_names()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "p/plain", "p/sub/ä b", "p/back\\slash", "p/line\nbreak" })
            scene.Put(key, key);
        (await scene.RunAsync("cp", "s3://scene/p/", "down/")).Exits(0);
        CommandResult checkedLines = await scene.ScriptAsync("sluice checksum -r --algorithm sha256 --read s3://scene/p/ > SUMS && cd down && sha256sum -c ../SUMS");
        Assert.Equal(4, checkedLines.Exits(0).Output.Split('\n').Count(static line => line.EndsWith(": OK", StringComparison.Ordinal)));
        scene.Write("down/plain", "other");
        (await scene.ScriptAsync("cd down && sha256sum -c ../SUMS")).Exits(1);
    }

    [Fact]
    public async Task Lines_of_a_pattern_below_a_directory_of_any_name_are_relative_to_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("back\\slash\u0007/x", "x");
        Assert.EndsWith("  x", Assert.Single((await scene.RunAsync("checksum", "--algorithm", "sha256", "--read", "s3://scene/back\\slash\u0007/*")).Exits(0).Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_the_store_contradicts_have_no_checksum()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", Scene.Bytes(1000));
        scene.Server.Faults.On("GetObject").Corrupt();
        Assert.Empty((await scene.RunAsync("checksum", "--algorithm", "sha256", "--read", "s3://scene/k")).Exits(4).Says("the store keeps").Lines);
    }

    static void Put(Scene scene, string key, byte[] body, ChecksumAlgorithm algorithm) =>
        _ = scene.Client.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey(key), new MemoryBody(body)) { Checksum = algorithm }, default).Value;
}
