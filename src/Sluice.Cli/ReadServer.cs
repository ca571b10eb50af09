using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sluice.Cli;

/// <summary>What this process lets others read while a command runs, over HTTP/1.1: no bodies are taken, and the server has no name.</summary>
sealed class ReadServer : IAsyncDisposable
{
    static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    readonly WebApplication _application;

    ReadServer(WebApplication application)
    {
        _application = application;
        Port = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Listens. Throws <see cref="IOException"/> when that is not possible.</summary>
    /// <param name="at">Where; port 0 for a free one.</param>
    /// <param name="connections">So many at once.</param>
    /// <param name="answer">Answers a request, perhaps before this returns.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="longestRequestLine">Bytes that a request's first line may have.</param>
    public static async Task<ReadServer> StartAsync(IPEndPoint at, int connections, RequestDelegate answer, CancellationToken cancellationToken, int longestRequestLine = 8 << 10)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestLineSize = longestRequestLine;
            kestrel.Limits.MaxConcurrentConnections = connections;
            kestrel.Listen(at, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        application.Run(answer);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ReadServer(application);
        }
        catch (SocketException taken)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new IOException(taken.Message, taken);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(ShutdownTime);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The process belongs to the command: its signals are not the server's to handle.</summary>
    sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
