using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sluice.Tests.Support;

/// <summary>EC2's instance metadata service, version 2 only: a token first, then pages below <c>/latest/meta-data/</c>.</summary>
sealed class MetadataEndpoint : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, bool> _tokens = [];
    int _failures;

    MetadataEndpoint()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What it has, by the path below <c>/latest/meta-data/</c>.</summary>
    public ConcurrentDictionary<string, string> Pages { get; } = new() { ["instance-life-cycle"] = "spot" };

    /// <summary>The paths that were asked for with a token, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>For <c>AWS_EC2_METADATA_SERVICE_ENDPOINT</c>.</summary>
    public string Url => _app.Urls.First();

    public static async Task<MetadataEndpoint> StartAsync()
    {
        MetadataEndpoint service = new();
        await service._app.StartAsync();
        return service;
    }

    /// <summary>Answers the next requests with 503.</summary>
    public void Fail(int requests) => _failures = requests;

    /// <summary>Forgets all tokens, as if they had run out.</summary>
    public void Expire() => _tokens.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (Interlocked.Decrement(ref _failures) >= 0)
            context.Response.StatusCode = 503;
        else if (context.Request.Method == "PUT" && path == "/latest/api/token" && int.TryParse(context.Request.Headers["X-aws-ec2-metadata-token-ttl-seconds"], out int seconds) && seconds is >= 1 and <= 21600)
        {
            string token = Guid.NewGuid().ToString("n");
            _tokens[token] = true;
            await context.Response.WriteAsync(token);
        }
        else if (context.Request.Headers["X-aws-ec2-metadata-token"].ToString() is var given && !_tokens.ContainsKey(given))
            context.Response.StatusCode = 401;
        else
        {
            Asked.Enqueue(path);
            if (Pages.TryGetValue(path.Replace("/latest/meta-data/", "", StringComparison.Ordinal), out string? page))
                await context.Response.WriteAsync(page);
            else
                context.Response.StatusCode = 404;
        }
    }
}
