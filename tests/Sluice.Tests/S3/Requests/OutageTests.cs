using System.Net;
using System.Net.Sockets;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;

namespace Sluice.Tests.S3.Requests;

/// <summary>A store that lets nobody connect any more.</summary>
public sealed class OutageTests
{
    static readonly EndpointOptions Options = new() { AccessKey = "AKID", SecretKey = "secret" };

    [Fact]
    public async Task A_store_that_lets_nobody_connect_any_more_is_given_up_as_a_whole_when_three_requests_have_found_nobody()
    {
        EndpointServer server = await EndpointServer.StartAsync(Options, CancellationToken.None);
        using S3Client client = ClientOf(server);
        Assert.Null(client.ListBuckets(default).Error);
        await server.DisposeAsync();
        Assert.Equal([false, false, true, true], Refusals(client, 4));
        // Whoever answers has ended it.
        await using (EndpointServer again = await EndpointServer.StartAsync(Options with { Port = server.Url.Port }, CancellationToken.None))
            Assert.Null(client.ListBuckets(default).Error);
        Assert.Equal([false, false, true], Refusals(client, 3));
    }

    [Fact]
    public async Task A_store_that_ends_every_connection_is_given_up_as_a_whole_when_sixteen_requests_have_got_no_answer_for_half_a_minute()
    {
        EndpointServer server = await EndpointServer.StartAsync(Options, CancellationToken.None);
        ManualClock clock = new() { SkipsWaits = true };
        using S3Client client = ClientOf(server, clock);
        Assert.Null(client.ListBuckets(default).Error);
        await server.DisposeAsync();
        using TcpListener closing = new(IPAddress.Loopback, server.Url.Port);
        closing.Start();
        using CancellationTokenSource stop = new();
        Task accepting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                (await closing.AcceptSocketAsync(stop.Token)).Close(0);
        });
        Assert.DoesNotContain(true, Refusals(client, 15));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([true, true], Refusals(client, 2));
        await stop.CancelAsync();
        closing.Stop();
        await Task.WhenAny(accepting);
        // Whoever answers has ended it.
        await using (EndpointServer again = await EndpointServer.StartAsync(Options with { Port = server.Url.Port }, CancellationToken.None))
            Assert.Null(client.ListBuckets(default).Error);
    }

    [Fact]
    public async Task A_store_that_answers_anybody_meanwhile_is_not_given_up_as_a_whole()
    {
        EndpointServer server = await EndpointServer.StartAsync(Options, CancellationToken.None);
        using S3Client client = ClientOf(server);
        for (int at = 0; at < 3; at++)
        {
            Assert.Null(client.ListBuckets(default).Error);
            await server.DisposeAsync();
            Assert.Equal([false, false], Refusals(client, 2));
            server = await EndpointServer.StartAsync(Options with { Port = server.Url.Port }, CancellationToken.None);
        }
        await server.DisposeAsync();
    }

    static S3Client ClientOf(EndpointServer server, ManualClock? clock = null) => new(new S3ClientOptions
    {
        Endpoint = server.Url,
        Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey),
        Clock = clock ?? new ManualClock { SkipsWaits = true },
        MaxAttempts = 3,
    });

    static List<bool> Refusals(S3Client client, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => client.ListBuckets(default).Error!).Select(static error => error.IsOfWholePlace && error.SilentFor is not null)];
}
