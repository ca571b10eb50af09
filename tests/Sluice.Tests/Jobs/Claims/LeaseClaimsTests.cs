using Sluice.Jobs.Claims;
using Sluice.Tests.Jobs.Watching;

namespace Sluice.Tests.Jobs.Claims;

public sealed class LeaseClaimsTests
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(90), Second = TimeSpan.FromSeconds(1);

    readonly MemoryJobStore _store = new() { HasTags = true };

    [Fact]
    public void A_lease_is_taken_over_when_it_ran_out_and_one_that_was_renewed_after_three_times_as_long()
    {
        ChunkClaim first = Of("one").TryClaim("000000000", isClaimed: false, default)!;
        Assert.Equal(Lease, first.Lasts);
        _store.Time += Lease - Second;
        Assert.Null(Of("two").TryClaim("000000000", isClaimed: true, default));
        Assert.True(Of("one").Renew(first, default));
        Assert.Equal(Lease * 3, first.Lasts);
        _store.Time += (Lease * 3) - Second;
        Assert.Null(Of("two").TryClaim("000000000", isClaimed: true, default));
        _store.Time += Second;
        ChunkClaim taken = Of("two").TryClaim("000000000", isClaimed: true, default)!;
        Assert.Equal((2, Lease), (taken.Attempt, taken.Lasts!.Value));
    }

    [Fact]
    public void Only_a_worker_that_has_renewed_its_lease_and_still_has_it_is_slow_instead_of_dead()
    {
        ChunkClaim claim = Of("one").TryClaim("000000000", isClaimed: false, default)!;
        _store.Time += Lease / 2;
        Assert.Null(Of("two").HeldFor("000000000", default));
        Assert.True(Of("one").Renew(claim, default));
        Assert.Equal(Lease / 2, Of("two").HeldFor("000000000", default));
        _store.Time += Lease;
        Assert.Equal(Lease * 1.5, Of("two").HeldFor("000000000", default));
        _store.Time += Lease * 3;
        Assert.Null(Of("two").HeldFor("000000000", default));
        // Over this one somebody has died.
        ChunkClaim taken = Of("two").TryClaim("000000000", isClaimed: true, default)!;
        Assert.True(Of("two").Renew(taken, default));
        Assert.Null(Of("three").HeldFor("000000000", default));
    }

    [Fact]
    public void A_worker_stops_when_a_sixth_of_a_first_lease_is_left_of_its_own_however_often_it_was_renewed()
    {
        MovedClock clock = new();
        ChunkClaim claim = new("000000000", 1) { Lasts = Lease };
        clock.Seconds = 74;
        Assert.True(LeaseKeeper.Holds(claim, Lease, clock));
        clock.Seconds = 75;
        Assert.False(LeaseKeeper.Holds(claim, Lease, clock));
        claim.Lasts = Lease * 3;
        clock.Seconds = 254;
        Assert.True(LeaseKeeper.Holds(claim, Lease, clock));
        clock.Seconds = 255;
        Assert.False(LeaseKeeper.Holds(claim, Lease, clock));
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(89, 1)]
    [InlineData(90, 0)]
    public void A_claim_that_has_run_out_is_lost_and_not_renewed_though_nobody_has_taken_it(int seconds, int renewals)
    {
        MovedClock clock = new();
        AnyQueue queue = new();
        using CancellationTokenSource lost = new();
        using LeaseKeeper keeper = new(queue, new ChunkClaim("000000000", 1) { Lasts = Lease }, clock, lost);
        // Frozen for so long; its timer is the first that goes on.
        clock.Seconds = seconds;
        clock.Fire!();
        Assert.Equal((renewals, renewals == 0), (queue.Renewals, lost.IsCancellationRequested));
    }

    LeaseClaims Of(string worker) => new(_store, worker, Lease);

    sealed class MovedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public Action? Fire { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fire = () => callback(state);
            return new Timer(static _ => { });
        }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    sealed class AnyQueue : IChunkQueue
    {
        public int Renewals { get; private set; }

        public TimeSpan? Lasts => Lease;

        public string? Awaited => null;

        public ChunkClaim? TryTake(CancellationToken cancellationToken, out bool isOver) => throw new NotSupportedException();

        public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) => ++Renewals > 0;

        public void Add(IReadOnlyList<string> chunks, CancellationToken cancellationToken) { }

        public void Complete(ChunkClaim claim, CancellationToken cancellationToken) { }

        public void GiveBack(ChunkClaim claim, CancellationToken cancellationToken) { }

        public void SetAside(ChunkClaim claim, CancellationToken cancellationToken) { }
    }
}
