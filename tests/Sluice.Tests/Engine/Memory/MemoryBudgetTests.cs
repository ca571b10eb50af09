using Sluice.Engine.Memory;

namespace Sluice.Tests.Engine.Memory;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void Leases_of_many_threads_never_exceed_the_cap_and_all_come_back()
    {
        using MemoryBudget budget = new(1000);
        long most = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(seed => new Thread(() =>
        {
            Random random = new(seed);
            for (int round = 0; round < 500; round++)
            {
                using BufferLease lease = budget.Reserve(random.Next(1, 5) * 100, CancellationToken.None);
                lease.Span.Fill((byte)seed);
                // Now and then a lease is held for longer than a thread's turn, so that the threads meet however busy the machine is.
                if (round % 100 == 0)
                    Thread.Sleep(5);
                long leased = budget.Leased;
                Assert.InRange(leased, lease.Length, 1000);
                InterlockedMax(ref most, leased);
                Assert.Equal((byte)seed, lease.Span[^1]);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(0, budget.Leased);
        Assert.Equal(0, budget.OpenLeases);
        Assert.True(most > 400, "the threads never met");
    }

    [Fact]
    public async Task Waiting_for_memory_ends_when_a_lease_comes_back_or_the_run_is_cancelled()
    {
        using MemoryBudget budget = new(100);
        BufferLease all = budget.Reserve(100, CancellationToken.None);
        using CancellationTokenSource cancel = new();
        Task waiting = Task.Run(() => budget.Reserve(1, cancel.Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));

        Task<BufferLease> next = Task.Run(() => budget.Reserve(60, CancellationToken.None));
        all.Dispose();
        (await next).Dispose();
        Assert.Equal(0, budget.Leased);
    }

    [Fact]
    public void A_larger_buffer_that_is_kept_is_lent_before_it_would_be_dropped()
    {
        using MemoryBudget budget = new(100_000);
        budget.Reserve(60_000, CancellationToken.None).Dispose();
        long kept = budget.Kept;
        using (BufferLease lease = budget.Reserve(50_000, CancellationToken.None))
        {
            Assert.Equal((50_000, 0, kept), (lease.Length, budget.Kept, budget.Leased));
            // One that is more than twice as large would claim too much.
            using BufferLease small = budget.Reserve(8_192, CancellationToken.None);
            Assert.Equal(8_192, budget.Leased - kept);
        }
        Assert.Equal(kept + 8_192, budget.Kept);
    }

    [Fact]
    public void More_than_the_whole_budget_is_refused_at_once_because_it_would_wait_for_ever()
    {
        using MemoryBudget budget = new(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Reserve(101, CancellationToken.None));
    }

    [Fact]
    public void A_returned_buffer_is_used_again_and_dropped_when_another_size_needs_the_room()
    {
        using MemoryBudget budget = new(100);
        BufferLease first = budget.Reserve(80, CancellationToken.None);
        first.Span.Fill(42);
        first.Dispose();
        using (BufferLease again = budget.Reserve(80, CancellationToken.None))
            Assert.Equal(42, again.Span[0]);
        using (BufferLease other = budget.Reserve(90, CancellationToken.None))
            Assert.Equal(90, budget.Leased);
        using BufferLease fresh = budget.Reserve(80, CancellationToken.None);
        // Whatever it holds, it is no buffer that was kept.
        Assert.True(fresh.Span.ContainsAnyExcept((byte)42));
    }

    [Fact]
    public void Leases_of_almost_one_size_share_their_buffers_and_waste_at_most_an_eighth()
    {
        using MemoryBudget budget = new(1 << 30);
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            int length = random.Next(1, 20 << 20);
            using BufferLease lease = budget.Reserve(length, CancellationToken.None);
            Assert.Equal(length, lease.Span.Length);
            Assert.InRange(budget.Leased, length, length + length / 8 + 1);
        }
        Assert.InRange(budget.Kept, 0, 300 << 20);
    }

    [Fact]
    public void A_lease_given_back_cannot_be_used_nor_given_back_twice()
    {
        using MemoryBudget budget = new(100);
        BufferLease lease = budget.Reserve(10, CancellationToken.None);
        lease.Dispose();
        lease.Dispose();
        Assert.Equal(0, budget.Leased);
        Assert.Throws<ObjectDisposedException>(() => lease.Span.Length);
    }

    [Theory]
    [InlineData("0::/app\n", "app/memory.max", "2147483648\n", 2147483648L)]
    [InlineData("0::/app/inner\n", "app/memory.max", "1000000\n", 1000000L)]
    [InlineData("0::/app\n", "app/memory.max", "max\n", null)]
    [InlineData("4:memory:/box\n0::/\n", "memory/box/memory.limit_in_bytes", "536870912\n", 536870912L)]
    [InlineData("4:memory:/box\n", "memory/box/memory.limit_in_bytes", "9223372036854771712\n", null)]
    public void The_limit_of_the_control_group_is_found_in_both_versions(string membership, string file, string content, long? limit)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Null(MemoryLimit.CgroupLimit("nowhere", "nowhere"));
            return;
        }
        string root = Directory.CreateTempSubdirectory("sluice-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(root, "self"), membership);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.WriteAllText(Path.Combine(root, file), content);
            Assert.Equal(limit, MemoryLimit.CgroupLimit(Path.Combine(root, "self"), root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Theory]
    [InlineData(256L << 20, 64L << 20)]
    [InlineData(2L << 30, 512L << 20)]
    [InlineData(64L << 30, 1L << 30)]
    public void The_default_is_a_quarter_of_the_limit_and_at_most_1_GiB(long limit, long budget) => Assert.Equal(budget, MemoryLimit.DefaultFor(limit));

    [Fact]
    public async Task A_cap_that_is_lowered_holds_for_the_next_lease_and_one_that_is_raised_for_those_who_wait()
    {
        using MemoryBudget budget = new(100);
        BufferLease early = budget.Reserve(60, CancellationToken.None);
        budget.Limit = 50;
        Task<BufferLease> late = Task.Run(() => budget.Reserve(30, CancellationToken.None));
        Assert.NotSame(late, await Task.WhenAny(late, Task.Delay(250)));
        budget.Limit = 95;
        BufferLease second = await late.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(90, budget.Leased);
        early.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task A_lease_larger_than_a_cap_that_was_lowered_comes_alone_and_is_not_starved_by_small_ones()
    {
        using MemoryBudget budget = new(100);
        BufferLease small = budget.Reserve(10, CancellationToken.None);
        budget.Limit = 50;
        Task<BufferLease> large = Task.Run(() => budget.Reserve(80, CancellationToken.None));
        await Task.Delay(250);
        // It would fit, but who came first would wait for ever behind such as this.
        Task<BufferLease> late = Task.Run(() => budget.Reserve(10, CancellationToken.None));
        Assert.NotSame(late, await Task.WhenAny(late, large, Task.Delay(250)));
        small.Dispose();
        BufferLease alone = await large.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(80, budget.Leased);
        alone.Dispose();
        (await late.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
    }

    [Fact]
    public async Task A_lease_that_others_are_held_for_exceeds_a_cap_that_was_lowered_and_no_other_cap()
    {
        using MemoryBudget budget = new(100);
        using BufferLease held = budget.Reserve(60, CancellationToken.None);
        using CancellationTokenSource cancel = new();
        Task waiting = Task.Run(() => budget.Reserve(60, 0, static _ => true, cancel.Token).Dispose());
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(250)));
        budget.Limit = 50;
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    static void InterlockedMax(ref long most, long value)
    {
        for (long seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
                return;
    }
}
