using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sluice.Tests.Support;

/// <summary>What a cluster answers to whoever creates a job, over TLS (Kubernetes API reference: "Job v1 batch", "Status").</summary>
sealed class KubernetesApi : IAsyncDisposable
{
    /// <summary>The only token that it takes.</summary>
    public const string Token = "token-of-the-test-0123456789";

    readonly WebApplication _application;
    readonly X509Certificate2 _certificate;

    KubernetesApi(WebApplication application, X509Certificate2 certificate) => (_application, _certificate) = (application, certificate);

    /// <summary>Path and query, and the body, of each request whose token is right.</summary>
    public ConcurrentQueue<(string Target, string Body)> Requests { get; } = new();

    /// <summary>Status and body of the next answers; null for the job as it came.</summary>
    public (int Status, string Body)? Answer { get; set; }

    public static async Task<KubernetesApi> StartAsync(X509Certificate2 certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        WebApplication application = builder.Build();
        KubernetesApi api = new(application, certificate);
        application.Run(api.TakeAsync);
        await application.StartAsync();
        return api;
    }

    /// <summary>A configuration whose context this is, with a program that gives its token.</summary>
    /// <param name="space">The context's namespace.</param>
    public string Configuration(string space) =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: here
        contexts:
          - name: here
            context: {cluster: one, user: me, namespace: {{space}}}
        clusters:
          - name: one
            cluster:
              server: {{_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}}
              certificate-authority-data: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()))}}
        users:
          - name: me
            user:
              exec:
                apiVersion: client.authentication.k8s.io/v1
                command: sh
                args: [give-token]
                interactiveMode: Never

        """;

    /// <summary>What that program is.</summary>
    public static string TokenProgram => $$$"""echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "{{{Token}}}"}}'""" + "\n";

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    async Task TakeAsync(HttpContext http)
    {
        string body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        bool mayAsk = http.Request.Headers.Authorization == $"Bearer {Token}";
        if (mayAsk)
            Requests.Enqueue(($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", body));
        (int status, string said) = mayAsk ? Answer ?? (201, body) : (401, """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""");
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(said);
    }
}
