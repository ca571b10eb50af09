using System.Diagnostics;
using System.Text;

namespace Sluice.Tests.Scenarios;

/// <summary>bzip2 and xz as the programs of these names write them.</summary>
public sealed class ProcessCompressionScenarios
{
    [Fact, Trait("Needs", "bzip2")]
    public Task Bzip2_is_decompressed_and_what_ends_early_or_is_damaged_fails() => DecompressesAsync("bzip2");

    [Fact, Trait("Needs", "xz")]
    public Task Xz_is_decompressed_and_what_ends_early_or_is_damaged_fails() => DecompressesAsync("xz");

    [Fact, Trait("Needs", "xz")]
    public async Task No_block_of_xz_gets_a_dictionary_of_more_than_64_MiB()
    {
        await using Scene scene = await Scene.BeginAsync();
        string text = scene.Write("text", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"line {i}\n"))));
        byte[] one = await PackAsync("xz", text);
        byte[] blocks = await PackAsync("xz", text, "--block-size=30000", "--check=sha256");
        byte[] filter = Filter(one), ofBlocks = Filter(blocks);
        scene.Put("good/blocks", blocks);
        scene.Put("good/x86", await PackAsync("xz", text, "--x86", "--lzma2=dict=64MiB"));
        scene.Put("bad/first", Enlarged(one, one.AsSpan().IndexOf(filter)));
        scene.Put("bad/last", Enlarged(blocks, blocks.AsSpan().LastIndexOf(ofBlocks)));
        scene.Put("bad/second-stream", (byte[])[.. one, .. Enlarged(one, one.AsSpan().IndexOf(filter))]);
        Assert.True(blocks.AsSpan().LastIndexOf(ofBlocks) > 4 * blocks.AsSpan().IndexOf(ofBlocks));
        Assert.Equal(["10000", "10000"], (await scene.RunAsync("process", "--decompress", "--count", "lines", "s3://scene/good/")).Exits(0).Lines);
        CommandResult run = (await scene.RunAsync("process", "--decompress", "--count", "lines", "s3://scene/bad/")).Exits(1);
        Assert.Equal(3, run.Error.Split('\n').Count(static line => line.StartsWith("failed: ", StringComparison.Ordinal) && line.Contains("its dictionary is larger than the 64 MiB", StringComparison.Ordinal)));

        // LZMA2, one byte, the size of the dictionary (section 5.3.1).
        static byte[] Filter(byte[] packed) => packed[(12 + packed.AsSpan(12).IndexOf((ReadOnlySpan<byte>)[0x21, 0x01]))..][..3];
        static byte[] Enlarged(byte[] packed, int at) => [.. packed[..(at + 2)], 40, .. packed[(at + 3)..]];
    }

    static async Task DecompressesAsync(string program)
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300_000).Select(static i => $"line {i}\n")));
        byte[] packed = await PackAsync(program, scene.Write("text", text));
        scene.Put("p/a-once", packed);
        scene.Put("p/b-twice", (byte[])[.. packed, .. packed]);
        scene.Put("p/c-text", "BZh9 is how a text may begin\n");
        Assert.Equal(["300000", "600000", "1"], (await scene.RunAsync("process", "--keep-order", "--decompress", "--count", "lines", "s3://scene/p/")).Exits(0).Lines);
        Assert.Equal(["300000", "600000", "1"], (await scene.RunAsync("process", "--keep-order", "--decompress", "s3://scene/p/", "--", "wc", "-l")).Exits(0).Lines);
        int[] cuts = [20, packed.Length / 3, packed.Length / 2, packed.Length - 13, packed.Length - 4, packed.Length - 1];
        foreach (int cut in cuts)
            scene.Put($"q/cut-{cut}", packed[..cut]);
        scene.Put("q/junk", (byte[])[.. packed, 1, 2, 3]);
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0x10;
        scene.Put("q/damaged", damaged);
        CommandResult run = (await scene.RunAsync("process", "--decompress", "s3://scene/q/", "--", "cat")).Exits(1);
        Assert.Equal("", run.Output);
        run.Says("8 failed", "cannot be decompressed");
        Assert.Equal(8, run.Error.Split('\n').Count(static line => line.StartsWith("failed: ", StringComparison.Ordinal) && line.Contains("cannot be decompressed", StringComparison.Ordinal)));
    }

    static async Task<byte[]> PackAsync(string program, string path, params string[] more)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, ["-c", .. more.Length > 0 ? more : ["-1"], path]) { RedirectStandardOutput = true })!;
        MemoryStream packed = new();
        await process.StandardOutput.BaseStream.CopyToAsync(packed);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return packed.ToArray();
    }
}
