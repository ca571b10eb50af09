using System.Globalization;
using Sluice.Engine;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees.Local;
using static Sluice.Tests.Transfer.OddMultipartTests;

namespace Sluice.Tests.Transfer;

/// <summary>Stores that take fewer, larger or smaller parts than S3.</summary>
public sealed class PartLimitTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = Part };

    static int PartNumber(StoreRequest request) => int.Parse(request.Query.Split('&').First(static one => one.StartsWith("partNumber=", StringComparison.Ordinal))[11..], CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("number", 400, "InvalidArgument")]
    [InlineData("number", 400, "TooManyParts")]
    [InlineData("join", 400, "TooManyParts")]
    public async Task A_store_that_takes_few_parts_gets_fewer_then_and_from_then_on(string where, int status, string code)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request =>
            where == "number" && IsPart(request) && PartNumber(request) > 3 || where == "join" && IsComplete(request) && request.Text.Contains("<PartNumber>4<", StringComparison.Ordinal)
                ? StoreAnswer.Error(status, code) : null);
        byte[] bytes = EngineBench.Bytes(6 * Part + 1000);
        LocalLocation file = new(bench.WriteFile("o", bytes));
        Assert.True((await bench.CopyAsync(file, EngineBench.S3("o"), SmallParts)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
        Assert.Empty(bench.OpenUploads());
        bench.Deviant.Requests.Clear();
        Assert.True((await bench.CopyAsync(file, EngineBench.S3("again"), SmallParts)).Complete);
        Assert.Single(bench.Deviant.Requests, IsCreate);
        Assert.InRange(bench.Deviant.Requests.Count(IsPart), 1, 3);
        Assert.True((await Stream(bench, bytes, SmallParts with { Memory = 64 << 20 })).Complete, string.Join("; ", bench.Outcomes));
    }

    [Theory]
    [InlineData(8 << 20, true)]
    [InlineData(8 << 20, false)]
    public async Task A_store_that_wants_larger_parts_gets_larger_ones(int least, bool names)
    {
        Dictionary<int, int> sizes = [];
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request =>
        {
            lock (sizes)
            {
                if (IsCreate(request))
                    sizes.Clear();
                else if (IsPart(request))
                    sizes[PartNumber(request)] = request.Body.Length;
                return IsComplete(request) && sizes.Where(part => part.Key < sizes.Keys.Max()).Any(part => part.Value < least)
                    ? StoreAnswer.Error(400, "EntityTooSmall", names ? $"<MinSizeAllowed>{least}</MinSizeAllowed>" : "") : null;
            }
        });
        byte[] bytes = EngineBench.Bytes(5 * Part + 1000);
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", bytes)), EngineBench.S3("o"), SmallParts)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData(12 << 20, 400, "EntityTooLarge")]
    [InlineData(12 << 20, 413, "")]
    public async Task A_store_that_wants_smaller_bodies_gets_them_in_parts(int most, int status, string code)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Method == "PUT" && request.Body.Length > most
            ? code.Length > 0 ? StoreAnswer.Error(status, code) : new StoreAnswer(status, "<html><body>413</body></html>") : null);
        foreach (int size in (int[])[15 << 20, 33 << 20])
        {
            byte[] bytes = EngineBench.Bytes(size);
            Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", bytes)), EngineBench.S3("o"), new TransferOptions { Concurrency = 2 })).Complete, string.Join("; ", bench.Outcomes));
            Assert.Equal(bytes, bench.Get("o"));
        }
        Assert.Empty(bench.OpenUploads());
    }

    [Fact]
    public async Task A_refusal_that_has_nothing_to_do_with_limits_is_not_planned_around_for_ever()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => IsPart(request) && PartNumber(request) > 1 ? StoreAnswer.Error(400, "InvalidArgument")
            : IsPart(request) && request.Body.Length > Part ? StoreAnswer.Error(400, "EntityTooLarge") : null);
        await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", EngineBench.Bytes(6 * Part))), EngineBench.S3("o"), SmallParts);
        Assert.Equal(OutcomeKind.Failed, Assert.Single(bench.Outcomes).Kind);
        Assert.Empty(bench.OpenUploads());
        Assert.InRange(bench.Deviant.Requests.Count, 1, 60);
    }

    [Fact]
    public async Task A_stream_that_a_store_takes_too_few_parts_of_says_what_to_do()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => IsPart(request) && PartNumber(request) > 3 ? StoreAnswer.Error(400, "InvalidArgument") : null);
        Assert.False((await Stream(bench, EngineBench.Bytes(6 * Part))).Complete);
        Assert.Contains("larger part size", Assert.Single(bench.Outcomes).Message, StringComparison.Ordinal);
        Assert.False(bench.Has("o"));
        Assert.Empty(bench.OpenUploads());
    }
}
