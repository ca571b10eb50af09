using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Http;

/// <summary>Writes answers other than object bodies.</summary>
static class Reply
{
    public static void SetCommonHeaders(HttpResponse response, string requestId)
    {
        response.Headers["x-amz-request-id"] = requestId;
        response.Headers["x-amz-id-2"] = "c2x1aWNlLWVuZHBvaW50" + requestId;
        response.Headers.Server = "SluiceEndpoint";
    }

    public static Task EmptyAsync(S3Request request, int status)
    {
        request.Http.Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent)
            request.Http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Sends a document, and disposes it.</summary>
    public static async Task XmlAsync(S3Request request, XmlBuilder xml, int status = StatusCodes.Status200OK)
    {
        using (xml)
        {
            HttpResponse response = request.Http.Response;
            response.StatusCode = status;
            response.ContentType = "application/xml";
            response.ContentLength = xml.Bytes.Length;
            if (request.Method != HttpMethods.Head)
                await response.Body.WriteAsync(xml.Bytes, request.Aborted).ConfigureAwait(false);
        }
    }

    /// <summary>The error as S3 writes it; without a body for HEAD and 304.</summary>
    public static Task RefusalAsync(HttpContext http, string requestId, string resource, Refusal refusal)
    {
        HttpResponse response = http.Response;
        response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status304NotModified || http.Request.Method == HttpMethods.Head)
            return Task.CompletedTask;
        XmlBuilder xml = Describe(refusal, requestId, resource);
        response.ContentType = "application/xml";
        response.ContentLength = xml.Bytes.Length;
        return response.Body.WriteAsync(xml.Bytes, http.RequestAborted).AsTask();
    }

    /// <summary>An error under status 200, as S3 answers when a long operation fails after its headers are out.</summary>
    public static Task ErrorAfterOkAsync(S3Request request, string code) =>
        XmlAsync(request, Describe(new Refusal(code, StatusCodes.Status200OK, "This answer is a fault that was asked for."), request.Id, "/"));

    public static XmlBuilder Describe(Refusal refusal, string requestId, string resource)
    {
        XmlBuilder xml = new();
        xml.Open("Error").Text("Code", refusal.Code).Text("Message", refusal.Message);
        foreach (KeyValuePair<string, string> detail in refusal.Details)
            xml.Text(detail.Key, detail.Value);
        return xml.Text("Resource", resource).Text("RequestId", requestId).Text("HostId", "c2x1aWNlLWVuZHBvaW50" + requestId).Close("Error");
    }

    public static string HttpDate(DateTimeOffset time) => time.ToString("r", CultureInfo.InvariantCulture);

    public static string XmlDate(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
