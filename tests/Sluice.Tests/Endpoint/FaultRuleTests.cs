using System.Diagnostics;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Endpoint;

public sealed class FaultRuleTests : EndpointTest
{
    static readonly byte[] Body = new byte[200_000];

    [Fact]
    public async Task A_scripted_reply_meets_the_nth_request_only()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        FaultRule rule = server.Faults.On("GetObject").Key("key").Nth(2).Reply(503, "SlowDown");
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        await BytesAsync(client.GetAsync($"/{Bucket}/key"));
        await ExpectAsync(503, "SlowDown", client.GetAsync($"/{Bucket}/key"));
        await BytesAsync(client.GetAsync($"/{Bucket}/key"));
        Assert.Equal((1, 3), (rule.Hits, server.Requests["GetObject"]));
    }

    [Fact]
    public async Task A_cut_body_ends_early_under_the_right_length_and_works_the_next_time()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        server.Faults.On("GetObject").Times(1).CutAfter(70_000);
        using HttpResponseMessage cut = await client.GetAsync($"/{Bucket}/key");
        Assert.Equal(Body.Length, cut.Content.Headers.ContentLength);
        Assert.Equal(70_000, await CountUntilBrokenAsync(cut));
        Assert.Equal(Body, await BytesAsync(client.GetAsync($"/{Bucket}/key")));
    }

    [Fact]
    public async Task A_reset_breaks_downloads_and_uploads()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        server.Faults.On("GetObject").Times(1).ResetAfter(50_000);
        // A reset takes along what is still on its way, even the headers.
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => await (await client.GetAsync($"/{Bucket}/key")).Content.ReadAsByteArrayAsync());
        Assert.Equal(Body, await BytesAsync(client.GetAsync($"/{Bucket}/key")));
        server.Faults.On("PutObject").Times(1).ResetAfter(50_000);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.PutAsync($"/{Bucket}/other", Body));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/other"));
    }

    [Fact]
    public async Task Corruption_changes_one_bit_on_the_way_out_or_in_the_store()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        server.Faults.On("GetObject").Times(1).Corrupt();
        Assert.Equal(1, WrongBits(await BytesAsync(client.GetAsync($"/{Bucket}/key"))));
        Assert.Equal(0, WrongBits(await BytesAsync(client.GetAsync($"/{Bucket}/key"))));
        server.Faults.On("PutObject").Times(1).Corrupt();
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        Assert.Equal(1, WrongBits(await BytesAsync(client.GetAsync($"/{Bucket}/key"))));
    }

    [Fact]
    public async Task Delay_bandwidth_and_trickle_take_their_time()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        server.Faults.On("HeadObject").Delay(TimeSpan.FromMilliseconds(200));
        Assert.InRange(await TimeAsync(() => client.SendAsync("HEAD", $"/{Bucket}/key", null)), 0.19, 60);
        server.Faults.On("GetObject").Trickle(1_000_000);
        Assert.InRange(await TimeAsync(() => client.GetAsync($"/{Bucket}/key")), 0.15, 60);
        server.Faults.Clear();
        server.Faults.Plan = new FaultPlan { Bandwidth = 1_000_000, Latency = TimeSpan.FromMilliseconds(100) };
        Assert.InRange(await TimeAsync(() => client.PutAsync($"/{Bucket}/key", Body)), 0.25, 60);
    }

    [Fact]
    public async Task A_server_with_a_slow_request_stops_within_its_time()
    {
        EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        server.Faults.On("GetObject").Trickle(100);
        using HttpResponseMessage trickling = await client.GetAsync($"/{Bucket}/key");
        Stopwatch watch = Stopwatch.StartNew();
        await server.DisposeAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("slowdown=100%", 503, "SlowDown")]
    [InlineData("error=1", 500, "InternalError")]
    public async Task Rates_meet_their_share_of_requests(string plan, int status, string code)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        server.Faults.Plan = FaultPlan.Parse(plan);
        await ExpectAsync(status, code, client.GetAsync($"/{Bucket}/key"));
        server.Faults.Clear();
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_faults()
    {
        static async Task<List<int>> StatusesAsync(int seed)
        {
            await using EndpointServer server = await StartAsync();
            using RawClient client = new(server);
            server.Faults.Plan = new FaultPlan { Seed = seed, SlowDown = 0.3, Error = 0.3 };
            List<int> statuses = [];
            for (int i = 0; i < 40; i++)
                statuses.Add((int)(await client.GetAsync($"/{Bucket}/{i}")).StatusCode);
            return statuses;
        }
        List<int> first = await StatusesAsync(7);
        Assert.Equal([404, 500, 503], first.Distinct().Order());
        Assert.Equal(first, await StatusesAsync(7));
        Assert.NotEqual(first, await StatusesAsync(8));
    }

    [Fact]
    public async Task A_prefix_above_its_rate_is_slowed_down_and_its_neighbour_is_not()
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Clock = new StandingClock(TimeProvider.System.GetUtcNow()) });
        using RawClient client = new(server);
        server.Faults.Plan = FaultPlan.Parse("prefix-rate=5/s");
        List<int> statuses = [];
        for (int i = 0; i < 7; i++)
            statuses.Add((int)(await client.GetAsync($"/{Bucket}/hot/{i}")).StatusCode);
        Assert.Equal([404, 404, 404, 404, 404, 503, 503], statuses);
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/cool/1"));
    }

    [Fact]
    public async Task A_copy_can_fail_after_status_200()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        server.Faults.On("CopyObject").ErrorAfterOk("InternalError");
        await ExpectAsync(200, "InternalError", client.PutAsync($"/{Bucket}/copy", [], ("x-amz-copy-source", $"{Bucket}/key")));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/copy"));
    }

    [Fact]
    public void A_plan_in_text_is_read_whole_and_all_its_problems_are_said_at_once()
    {
        FaultPlan plan = FaultPlan.Parse("seed=7,latency=30ms, slowdown=1%,reset=0.5%,corrupt=0.1%,bandwidth=1MB/s");
        Assert.Equal(new FaultPlan { Seed = 7, Latency = TimeSpan.FromMilliseconds(30), SlowDown = 0.01, Reset = 0.005, Corrupt = 0.001, Bandwidth = 1_000_000 }, plan);
        Assert.False(FaultPlan.TryParse("latency=soon,slowdown=200%,sed=1,bandwidth=0", out _, out IReadOnlyList<string> problems));
        Assert.Equal(4, problems.Count);
        Assert.Contains("'soon'", problems[0], StringComparison.Ordinal);
    }

    static int WrongBits(byte[] actual)
    {
        Assert.Equal(Body.Length, actual.Length);
        return actual.Zip(Body, static (a, b) => System.Numerics.BitOperations.PopCount((uint)(a ^ b))).Sum();
    }

    static async Task<double> TimeAsync(Func<Task<HttpResponseMessage>> send)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await BytesAsync(send());
        return watch.Elapsed.TotalSeconds;
    }

    static async Task<long> CountUntilBrokenAsync(HttpResponseMessage response)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[8192];
        long count = 0;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                int read = await stream.ReadAsync(buffer);
                Assert.NotEqual(0, read);
                count += read;
            }
        });
        return count;
    }

    /// <summary>Also its timestamps stand still, so that no token comes back.</summary>
    sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => 1;
    }
}
