using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Sluice.Tests.S3.Wire;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>What a command tells a collector of OpenTelemetry and Prometheus, and what it costs when there is none.</summary>
public sealed partial class TelemetryScenarios
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenTelemetrys_variables_send_spans_and_metrics_of_a_run_its_objects_and_its_requests(bool isGrpc)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync(isGrpc);
        await using Scene scene = await TreeAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        scene.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = isGrpc ? "grpc" : "http/protobuf";
        scene.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = " x-key = hunter2%2C%20and=more ,";
        scene.Environment["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test";
        scene.Environment["OTEL_SERVICE_NAME"] = "nightly";
        scene.Environment["TRACEPARENT"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        scene.Server.Faults.On("PutObject").Nth(1).Reply(503, "SlowDown");
        CommandResult result = (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--debug", "--log-file", "log")).Exits(0).SaysNot("hunter2", "warning");

        OtlpSpan command = Assert.Single(collector.Spans, static span => span.Name == "sluice cp");
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "0"), (command.TraceId, command.ParentId, command["sluice.exit_code"]));
        OtlpSpan[] objects = [.. collector.Spans.Where(static span => span.Name == "sluice.object")];
        Assert.Equal(3, objects.Length);
        Assert.All(objects, item => Assert.Equal((command.Id, "done", "100"), (item.ParentId, item["sluice.item.outcome"], item["sluice.item.bytes"])));
        // A key with a control character is as harmless as on a terminal.
        Assert.Contains(objects, static item => item["sluice.item.to"] == @"s3://scene/t/odd\x1b[2J");
        OtlpSpan[] puts = [.. collector.Spans.Where(static span => span.Name == "PUT PutObject")];
        Assert.Equal(4, puts.Length);
        Assert.All(puts, put => Assert.Contains(objects, item => item.Id == put.ParentId));
        OtlpSpan refused = Assert.Single(puts, static put => put["http.response.status_code"] == "503");
        Assert.Equal(("SlowDown", 2), (refused["error.type"], refused.Status));
        OtlpSpan again = Assert.Single(puts, static put => put["sluice.request.attempt"] == "2");
        Assert.Equal((refused.ParentId, "1", "scene"), (again.ParentId, again["http.request.resend_count"], again["aws.s3.bucket"]));
        Assert.All(puts, static put => Assert.False(string.IsNullOrEmpty(put["aws.request_id"])));

        Assert.Equal((3, 300, 1), (collector.Sum("sluice.run.items", "sluice.item.outcome", "done"), collector.Sum("sluice.run.io"), collector.Sum("sluice.run.retries", "sluice.retry.reason", "503 SlowDown")));
        Assert.Equal(3, collector.Sum("http.client.request.duration", "http.response.status_code", "200"));
        Assert.Equal(1, collector.Sum("http.client.request.duration", "error.type", "503"));
        Assert.Equal("s", collector.Points.First(static point => point.Name == "http.client.request.duration").Unit);
        Assert.Equal(("nightly", "test"), (collector.Resource["service.name"], collector.Resource["deployment.environment.name"]));
        Assert.All(collector.Requests, static request => Assert.EndsWith(" hunter2, and=more", request, StringComparison.Ordinal));
        foreach (string secret in (string[])["hunter2", scene.Server.SecretKey, scene.Server.AccessKey, "Signature", "Credential"])
        {
            Assert.DoesNotContain(secret, collector.Raw.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, File.ReadAllText(scene.Path("log")), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_failed_is_counted_by_its_code_and_has_a_span()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using Scene scene = await TreeAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        scene.Server.Faults.On("PutObject").Nth(1).Reply(403, "AccessDenied");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(1);
        Assert.Equal(1, collector.Sum("sluice.run.failures", "error.type", "AccessDenied"));
        OtlpSpan failed = Assert.Single(collector.Spans, static span => span["sluice.item.outcome"] == "denied");
        Assert.Equal(("AccessDenied", 2), (failed["error.type"], failed.Status));
        Assert.Equal((2, "1"), (collector.Spans.Single(static span => span.Name == "sluice cp").Status, collector.Spans.Single(static span => span.Name == "sluice cp")["sluice.exit_code"]));
    }

    [Fact]
    public async Task A_worker_of_a_job_is_told_as_one_run_with_the_objects_of_all_its_chunks()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 12; at++)
            scene.Put($"from/{at:00}", "abc");
        (await scene.RunAsync("job", "create", "s3://scene/job/", "--chunk-items", "5", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        (await scene.RunAsync("work", "s3://scene/job/")).Exits(0);
        Assert.Equal(12, collector.Sum("sluice.run.items", "sluice.run.name", "work"));
        Assert.Equal(12, collector.Sum("sluice.run.items"));
        OtlpSpan command = Assert.Single(collector.Spans, static span => span.Name == "sluice work");
        Assert.Equal(12, collector.Spans.Count(span => span.Name == "sluice.object" && span.ParentId == command.Id && span["sluice.item.outcome"] == "done"));
    }

    [Fact]
    public async Task Each_signal_has_variables_of_its_own_and_none_are_sent_where_they_say_so()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using Scene scene = await TreeAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = new Uri(collector.Url, "/own").ToString();
        (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0);
        Assert.All(collector.Requests, static request => Assert.Equal("/own ", request));
        Assert.NotEmpty(collector.Requests);
        collector.Requests.Clear();

        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        scene.Environment["OTEL_TRACES_EXPORTER"] = "none";
        (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0);
        Assert.All(collector.Requests, static request => Assert.Equal("/v1/metrics ", request));
        Assert.NotEmpty(collector.Requests);
        collector.Requests.Clear();

        scene.Environment["OTEL_SDK_DISABLED"] = "true";
        (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0);
        scene.Environment["OTEL_SDK_DISABLED"] = null;
        scene.Environment["OTEL_TRACES_EXPORTER"] = null;
        scene.Environment["OTEL_METRICS_EXPORTER"] = "none";
        scene.Environment["OTEL_TRACES_SAMPLER"] = "always_off";
        (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0);
        // What reaches no store has nothing to tell.
        (await scene.RunAsync("settings")).Exits(0);
        Assert.Empty(collector.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collector_with_certificates_of_its_own_is_trusted_where_a_variable_says_so_and_shown_who_sends(bool isGrpc)
    {
        using X509Certificate2 its = TlsBench.Make("127.0.0.1"), own = TlsBench.Make("sender");
        await using OtlpCollector collector = await OtlpCollector.StartAsync(isGrpc, its, own);
        await using Scene scene = await TreeAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        scene.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = isGrpc ? "grpc" : null;
        (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0).Says("cannot be sent to https://127.0.0.1");
        scene.Environment["OTEL_EXPORTER_OTLP_CERTIFICATE"] = scene.Path("nowhere.pem");
        (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0).Says("OTEL_EXPORTER_OTLP_CERTIFICATE", "nowhere.pem", "The system's certificates are taken.");
        Assert.Empty(collector.Requests);

        scene.Environment["OTEL_EXPORTER_OTLP_CERTIFICATE"] = scene.Write("its.pem", its.ExportCertificatePem());
        scene.Environment["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = scene.Write("own.pem", own.ExportCertificatePem());
        scene.Environment["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = scene.Write("own.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        CommandResult sent = (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0);
        Assert.DoesNotContain("cannot be sent", sent.Error, StringComparison.Ordinal);
        Assert.NotEmpty(collector.Requests);
        Assert.Contains(collector.Spans, static span => span.Name == "sluice cp");
    }

    [Fact]
    public async Task Of_a_run_a_hundred_objects_a_second_have_spans_and_all_are_counted()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 1000; at++)
            scene.Write($"tree/{at}", "x");
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        long began = Stopwatch.GetTimestamp();
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(0);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Assert.Equal(1000, collector.Sum("sluice.run.items"));
        Assert.Equal(1000, collector.Sum("http.client.request.duration"));
        int spans = collector.Spans.Count(static span => span.Name == "sluice.object");
        Assert.InRange(spans, 100, 100 * (1 + (int)seconds));
        Assert.Equal(spans, collector.Spans.Count(static span => span.Name == "PUT PutObject"));
    }

    [Theory]
    [InlineData(401, "it answers 401")]
    [InlineData(500, "it answers 500")]
    [InlineData(0, "it does not answer")]
    [InlineData(-1, "Connection refused")]
    public async Task A_collector_that_takes_nothing_is_said_once_and_costs_two_seconds_at_most(int status, string why)
    {
        OtlpCollector collector = await OtlpCollector.StartAsync();
        await using Scene scene = await TreeAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Url.ToString();
        long began = Stopwatch.GetTimestamp();
        (await scene.RunAsync("cp", "tree/", "s3://scene/without/", "--dry-run")).Exits(0);
        collector.Status = status;
        if (status < 0)
            await collector.DisposeAsync();
        TimeSpan before = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        CommandResult result = (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(0).Says("Copied 3 objects", why, "The command goes on without.");
        // As much as the run before took, twice over, and the two seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, 2 * before + TimeSpan.FromSeconds(4));
        Assert.Equal(1, Warning().Count(result.Error));
        if (status >= 0)
            await collector.DisposeAsync();
    }

    [Fact]
    public async Task Variables_that_cannot_be_are_said_once_without_secrets_and_the_work_is_done()
    {
        await using Scene scene = await TreeAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector at home, token hunter2";
        scene.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "smoke";
        scene.Environment["OTEL_TRACES_SAMPLER"] = "dice";
        scene.Environment["TRACEPARENT"] = "00-xyz";
        scene.Environment["OTEL_RESOURCE_ATTRIBUTES"] = "a";
        CommandResult first = (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0).SaysNot("hunter2")
            .Says("OTEL_EXPORTER_OTLP_ENDPOINT is no address", "OTEL_RESOURCE_ATTRIBUTES is no list");
        Assert.Single(Regex.Matches(first.Error, "OTEL_EXPORTER_OTLP_ENDPOINT"));
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        scene.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = "hunter2";
        scene.Environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "soon";
        scene.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "-1";
        CommandResult second = (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0).SaysNot("hunter2", "bug").Says("smoke: grpc or http/protobuf", "OTEL_TRACES_SAMPLER dice is not known here", "TRACEPARENT is none",
            "OTEL_EXPORTER_OTLP_HEADERS is no list", "OTEL_EXPORTER_OTLP_TIMEOUT soon: a whole number", "OTEL_METRIC_EXPORT_INTERVAL -1");
        Assert.Single(Regex.Matches(second.Error, "smoke"));
        Assert.NotEmpty(collector.Spans);
        foreach (string headers in (string[])["x y=hunter2", "x=%0d%0ahunter2", "=hunter2"])
        {
            scene.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = headers;
            (await scene.RunAsync("cp", "tree/a", "s3://scene/")).Exits(0).SaysNot("hunter2").Says("OTEL_EXPORTER_OTLP_HEADERS is no list");
        }
        // Who wants to hear of errors only hears of none.
        Assert.Equal("", (await scene.RunAsync("cp", "tree/a", "s3://scene/", "--quiet")).Exits(0).Error);
    }

    [Fact]
    public async Task Metrics_address_serves_Prometheus_text_while_the_command_runs()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(12 << 20));
        using CommandProcess process = scene.Start("cp", "big", "s3://scene/", "--part-size", "5MiB", "--bandwidth", "4MiB", "--metrics-address", "0", "--no-progress");
        Uri url = new(await UrlOf(process));
        Assert.Equal("127.0.0.1", url.Host);
        using HttpClient http = new();
        string text = "";
        await Scene.UntilAsync(() => (text = http.GetStringAsync(url).Result).Contains("sluice_run_io_bytes_total{sluice_run_name=\"cp\"} ", StringComparison.Ordinal));
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Matches(PrometheusLine(), line);
        Assert.Contains("# TYPE sluice_run_listed_total counter", text, StringComparison.Ordinal);
        Assert.Contains("sluice_run_limit{sluice_run_name=\"cp\"}", text, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(new Uri(url, "/"))).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, (await http.PostAsync(url, null)).StatusCode);
        (await process.ResultAsync()).Exits(0);
    }

    [Fact]
    public async Task The_endpoint_serves_metrics_of_the_requests_it_answered()
    {
        await using Scene scene = await Scene.BeginAsync();
        using CommandProcess process = scene.Start("serve", "--port", "0", "--metrics-address", "127.0.0.1:0", "--json");
        string url = await UrlOf(process);
        scene.Adopt(await process.FirstLine);
        (await scene.RunAsync("mb", "s3://bucket")).Exits(0);
        using HttpClient http = new();
        string text = await http.GetStringAsync(new Uri(url));
        Assert.Contains("http_server_request_duration_seconds_count{http_request_method=\"PUT\",http_response_status_code=\"200\",rpc_method=\"CreateBucket\",url_scheme=\"http\"} 1", text, StringComparison.Ordinal);
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(0);
    }

    [Fact]
    public async Task An_address_for_metrics_that_is_taken_or_none_is_said_before_any_work()
    {
        await using Scene scene = await TreeAsync();
        string taken = $"127.0.0.1:{scene.Server.Url.Port}";
        (await scene.RunAsync("cp", "tree/a", "s3://scene/", "--metrics-address", taken)).Exits(3).Says($"--metrics-address {taken} cannot be listened on", "Choose another port");
        foreach (string wrong in (string[])["70000", "host.example:80", "127.0.0.1", "::1:80", "1.2.3.4:-1"])
            (await scene.RunAsync("cp", "tree/a", "s3://scene/", "--metrics-address", wrong)).Exits(2).Says($"--metrics-address {wrong}: give a port");
        Assert.Empty(scene.Keys());
    }

    static async Task<Scene> TreeAsync()
    {
        Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["a", "b", "odd\u001b[2J"])
            scene.Write($"tree/{name}", new string('x', 100));
        return scene;
    }

    static async Task<string> UrlOf(CommandProcess process)
    {
        Match? found = null;
        await Scene.UntilAsync(() => (found = MetricsUrl().Match(process.ErrorSoFar)).Success);
        return found!.Groups[1].Value;
    }

    [GeneratedRegex(@"Metrics are on (http://\S+/metrics)")]
    private static partial Regex MetricsUrl();

    [GeneratedRegex("warning:")]
    private static partial Regex Warning();

    // Exposition formats, "Text-based format".
    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? [0-9.E+-]+)$""")]
    private static partial Regex PrometheusLine();
}
