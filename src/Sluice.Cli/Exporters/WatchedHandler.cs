using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Failures;

namespace Sluice.Cli.Exporters;

/// <summary>Sends requests to a collector with the headers that were asked for, and notes how they went wrong, which the SDK tells nobody.</summary>
/// <param name="headers">Names and values.</param>
/// <param name="tls">Certificates; null for the system's.</param>
/// <param name="watch">Is told.</param>
sealed class WatchedHandler(IReadOnlyList<KeyValuePair<string, string>> headers, CollectorTls? tls, CollectorWatch watch)
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), ActivityHeadersPropagator = null, SslOptions = tls?.Options() ?? new() })
{
    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Look(base.Send(Complete(request), cancellationToken));
        }
        catch (Exception failure)
        {
            Note(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Look(await base.SendAsync(Complete(request), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            Note(failure);
            throw;
        }
    }

    HttpRequestMessage Complete(HttpRequestMessage request)
    {
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    HttpResponseMessage Look(HttpResponseMessage answer)
    {
        watch.Seen = answer.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"it answers {(int)answer.StatusCode}");
        return answer;
    }

    void Note(Exception failure) => watch.Seen = failure switch
    {
        OperationCanceledException => "it does not answer",
        HttpRequestException { InnerException: SocketException or AuthenticationException } => DisplayText.Of(failure.InnerException!.Message),
        _ => DisplayText.Of(failure.Message),
    };
}
