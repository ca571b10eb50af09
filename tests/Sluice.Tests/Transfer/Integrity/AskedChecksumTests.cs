using Sluice.Engine;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Integrity;

/// <summary>Stores whose GET tells no checksum, and an ETag that is no MD5: what HEAD tells of the object decides.</summary>
public sealed class AskedChecksumTests
{
    const int Size = 20_000;
    static readonly TransferOptions Options = new() { Concurrency = 1 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Other_bytes_than_the_store_keeps_are_a_failure_wherever_they_go(bool toStream)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(Answer(static (request, body) => body[7] ^= 1));
        bench.Put("p/o", EngineBench.Bytes(Size));
        MemoryStream output = new();
        ItemOutcome outcome = await CopyAsync(bench, toStream, output);
        Assert.Equal((OutcomeKind.Failed, "Corrupt"), (outcome.Kind, outcome.ErrorCode));
        Assert.Equal(0, output.Length);
        Assert.Empty(bench.Files("down"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_right_bytes_are_proved_by_a_checksum_also_behind_many_doubts(bool toStream)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(Answer(static (_, _) => { }));
        for (int i = 0; i < 6; i++)
            bench.Put($"p/{i}", EngineBench.Bytes(Size, i));
        MemoryStream output = new();
        for (int i = 0; i < 6; i++)
            Assert.Equal(Verification.Checksum, (await CopyAsync(bench, toStream, output, $"p/{i}")).Verified);
    }

    [Fact]
    public async Task A_store_that_tells_no_checksum_anywhere_is_asked_again_for_few()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            Retag(answer);
        });
        for (int i = 0; i < 9; i++)
            bench.Put($"p/{i}", EngineBench.Bytes(Size, i));
        int fetches = 0, looks = 0;
        for (int i = 0; i < 9; i++)
        {
            bench.Deviant.Requests.Clear();
            Assert.Equal(Verification.Unverified, (await CopyAsync(bench, toStream: true, new MemoryStream(), $"p/{i}")).Verified);
            fetches += bench.Deviant.Requests.Count(static request => request.Method == "GET");
            looks += bench.Deviant.Requests.Count(static request => request.Method == "HEAD");
        }
        // Each is described by a HEAD, and by another one when the store refuses the ETag that it gave itself; it comes by a second GET. The first doubts are looked into, by one more of both.
        Assert.Equal((9 * 2 + 2, 9 * 2 + 2), (fetches, looks));
    }

    static Action<StoreRequest, StoreAnswer> Answer(Action<StoreRequest, byte[]> change) => (request, answer) =>
    {
        Retag(answer);
        if (request.Method != "GET" || !request.Path.Contains("/p/", StringComparison.Ordinal))
            return;
        ProvedDownloadTests.Strip(answer);
        change(request, answer.Body);
    };

    // Has the form of an MD5, and is none.
    static void Retag(StoreAnswer answer)
    {
        if (answer.Headers.TryGetValue("etag", out string? etag) && etag.Length == 34)
            answer.Headers["etag"] = $"\"{new string([.. etag[1..^1].Reverse()])}\"";
    }

    static async Task<ItemOutcome> CopyAsync(EngineBench bench, bool toStream, MemoryStream output, string key = "p/o")
    {
        List<ItemOutcome> outcomes = [];
        TransferEngine engine = new(Options, bench.Clients) { OpenOutput = () => output };
        _ = await engine.CopyAsync(new CopyRequest { Sources = [EngineBench.S3(key)], Destination = toStream ? new StreamLocation() : new LocalLocation(bench.PathOf("down")), OnOutcome = outcomes.Add }, default);
        return Assert.Single(outcomes);
    }
}
