using System.Globalization;
using System.Net.Sockets;
using Sluice.Failures;

namespace Sluice.Cli.Exporters;

/// <summary>Notes how requests to a collector went wrong, which the SDK tells nobody.</summary>
/// <param name="watch">Is told.</param>
sealed class WatchedHandler(CollectorWatch watch) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), ActivityHeadersPropagator = null })
{
    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Look(base.Send(request, cancellationToken));
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
            return Look(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            Note(failure);
            throw;
        }
    }

    HttpResponseMessage Look(HttpResponseMessage answer)
    {
        watch.Seen = answer.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"it answers {(int)answer.StatusCode}");
        return answer;
    }

    void Note(Exception failure) => watch.Seen = failure switch
    {
        OperationCanceledException => "it does not answer",
        HttpRequestException { InnerException: SocketException socket } => DisplayText.Of(socket.Message),
        _ => DisplayText.Of(failure.Message),
    };
}
