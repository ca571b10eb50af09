using System.Globalization;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Integrity;

/// <summary>ETags are compared whatever form stores give them.</summary>
public sealed class ETagFormTests
{
    const int Size = 20_000;
    const int Large = 12_000_000;

    static readonly TransferOptions Options = new() { Concurrency = 1, PartSize = 5 << 20 };

    static bool IsBody(StoreRequest request) => request.Method == "GET" && request.Path.Contains("/p/", StringComparison.Ordinal);

    [Theory]
    [InlineData("W/\"{0}\"")]
    [InlineData("{0}")]
    [InlineData(" \"{0}\" ")]
    [InlineData("\"{1}\"")]
    [InlineData("&quot;{0}&quot;")]
    public async Task ETags_are_compared_in_one_form_whatever_form_headers_have(string form)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!request.Asks("list-type") && answer.Headers.TryGetValue("etag", out string? tag))
                answer.Headers["etag"] = string.Format(CultureInfo.InvariantCulture, form, tag.Trim('"'), tag.Trim('"').ToUpperInvariant());
        });
        byte[] small = EngineBench.Bytes(Size), large = EngineBench.Bytes(Large);
        bench.Put("p/small", small);
        bench.Put("p/large", large);
        TransferReport down = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options);
        Assert.True(down.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(large, File.ReadAllBytes(bench.PathOf("down/large")));
        TransferReport single = await bench.CopyAsync(EngineBench.S3("p/large"), new LocalLocation(bench.PathOf("one/large")), Options);
        Assert.True(single.Complete, string.Join("; ", bench.Outcomes));
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/small"), new LocalLocation(bench.PathOf("moved")), Options, static r => r with { Move = true })).Complete, string.Join("; ", bench.Outcomes));
        Assert.False(bench.Has("p/small"));
    }

    [Fact]
    public async Task A_store_that_compares_If_Match_with_another_form_of_the_ETag_is_read_all_the_same()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(null, static request => request.Method == "GET" && request.Headers.ContainsKey("if-match") ? StoreAnswer.Error(412, "PreconditionFailed") : null);
        byte[] bytes = EngineBench.Bytes(Large);
        bench.Put("o", bytes);
        Assert.True((await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("o")), Options)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("o")));
    }
}
