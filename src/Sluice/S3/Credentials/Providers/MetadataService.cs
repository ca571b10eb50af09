using System.Net;
using System.Text.Json;

namespace Sluice.S3.Credentials.Providers;

/// <summary>
/// Asks the HTTP services of a container or an instance. They are on this machine or beside it: a second without a
/// connection or an answer means that there is none.
/// </summary>
internal static class MetadataService
{
    const int LongestAnswer = 64 << 10;
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    // Made when first used, never closed: one for the process, idle but for once an hour.
    static readonly Lazy<HttpClient> Shared = new(static () => new HttpClient(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectTimeout,
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = AnswerTimeout,
        MaxResponseContentBufferSize = LongestAnswer,
    });

    /// <summary>Sends a request without a body. Returns the answer's status and text; throws <see cref="HttpRequestException"/> when there is none in time.</summary>
    public static (HttpStatusCode Status, string Text) Send(HttpMethod method, Uri uri, string? header, string? value, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, uri);
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        try
        {
            using HttpResponseMessage response = Shared.Value.Send(request, cancellationToken);
            using StreamReader reader = new(response.Content.ReadAsStream(cancellationToken));
            return (response.StatusCode, reader.ReadToEnd());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"No answer within {AnswerTimeout.TotalSeconds:0} s.", e);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    /// <summary>Reads credentials in the form that both kinds of service use; null for anything else.</summary>
    public static IssuedCredentials? Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "AccessKeyId") is not { } id || Text(root, "SecretAccessKey") is not { } secret)
                return null;
            DateTimeOffset? end = DateTimeOffset.TryParse(Text(root, "Expiration"), System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
            return new IssuedCredentials(new S3Credentials(id, secret, Text(root, "Token")), end);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
