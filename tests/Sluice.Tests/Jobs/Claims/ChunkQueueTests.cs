using Sluice.Jobs;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Tests.Jobs.Claims;

public sealed class ChunkQueueTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-claims-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_claim_that_was_begun_is_told_to_a_worker_that_is_asked_to_stop_meanwhile()
    {
        using S3ClientFactory clients = new(new ClientDefaults());
        JobStore store = JobStore.Open(LocationParser.Parse(_directory), clients);
        store.Write(JobNames.Chunk("000000000"), "any"u8.ToArray(), CancellationToken.None);
        using CancellationTokenSource stop = new();
        StoppedMeanwhile claims = new(stop);
        ChunkQueue queue = new(store, claims, TimeSpan.FromSeconds(1), "worker", 0, TimeProvider.System);
        ChunkClaim claim = queue.TryTake(stop.Token, out _)!;
        Assert.Equal("000000000", claim.Chunk);
        queue.GiveBack(claim, CancellationToken.None);
        Assert.Equal(1, claims.Abandoned);
    }

    sealed class StoppedMeanwhile(CancellationTokenSource stop) : IChunkClaims
    {
        public int Abandoned { get; private set; }

        public TimeSpan? Lasts => TimeSpan.FromMinutes(5);

        public ChunkClaim? TryClaim(string chunk, bool isClaimed, CancellationToken cancellationToken)
        {
            stop.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            return new ChunkClaim(chunk, 0);
        }

        public TimeSpan? HeldFor(string chunk, CancellationToken cancellationToken) => null;

        public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) => true;

        public void Abandon(ChunkClaim claim, CancellationToken cancellationToken) => Abandoned++;
    }
}
