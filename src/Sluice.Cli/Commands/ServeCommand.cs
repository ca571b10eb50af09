using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Sluice.Cli.Output;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Cli.Commands;

/// <summary>Runs an endpoint until it is interrupted.</summary>
sealed class ServeCommand(Session session, ServeSettings settings)
{
    /// <summary>Serves. Being stopped is the normal end, so the exit code is then 0.</summary>
    public int Run()
    {
        EndpointServer server;
        try
        {
            server = EndpointServer.StartAsync(Options(), session.Stop).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Errors.PrintSentence($"The endpoint cannot start: {DisplayText.Of(e.Message)}", "Choose another --port (0 takes a free one) or another directory.");
            return ExitCode.CannotStart;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
        string? certificate = null;
        try
        {
            certificate = SaveCertificate(server);
            Announce(server, certificate);
            session.Stop.WaitHandle.WaitOne();
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (certificate is not null && settings.CertificateFile is null)
                File.Delete(certificate);
        }
        session.Errors.Note("Stopped.");
        return ExitCode.Done;
    }

    EndpointOptions Options() => new()
    {
        DataDirectory = settings.Directory,
        Durable = settings.Durable,
        Address = settings.Address,
        Port = settings.Port,
        Tls = settings.Tls,
        Region = settings.Region,
        AccessKey = settings.AccessKey,
        SecretKey = settings.SecretKey,
        Faults = settings.Faults is null ? FaultPlan.None : FaultPlan.Parse(settings.Faults),
        Accounts = settings.Accounts,
        AccessLog = settings.Log ? Log : null,
        Clock = session.Clock,
    };

    void Announce(EndpointServer server, string? certificate)
    {
        string url = server.Url.ToString().TrimEnd('/');
        bool secretIsOurs = settings.SecretKey is null;
        if (!IPAddress.IsLoopback(settings.Address))
            session.Errors.Warning($"listening on {settings.Address}: everyone who can reach this machine can try. This is a test endpoint, not a production store.");
        foreach (string sentence in server.Damage)
            session.Errors.Warning(sentence);
        if (session.Settings.Json)
        {
            EndpointRecord record = new(url, settings.Region, server.AccessKey, secretIsOurs ? server.SecretKey : null, settings.Directory, certificate, settings.Faults, [.. settings.Accounts.Prepend(new EndpointAccount("main", server.AccessKey, "")).Select(static a => new EndpointAccountRecord(a.Name, a.AccessKey, a.Id))]);
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.EndpointRecord));
        }
        else
        {
            Paint paint = session.OutputPaint;
            session.Output.WriteLine($"Serving S3 on {paint.Bold(url)}, {(settings.Directory is { } directory ? "objects in " + DisplayText.Of(directory) : "objects in memory")}.");
            session.Output.WriteLine(paint.Dim("A test endpoint, not a production store. Ctrl-C ends it. In another shell:"));
            session.Output.WriteLine("");
            session.Output.WriteLine($"  export AWS_ENDPOINT_URL={url}");
            session.Output.WriteLine($"  export AWS_REGION={settings.Region}");
            session.Output.WriteLine($"  export AWS_ACCESS_KEY_ID={ShellWord(server.AccessKey)}");
            // Another shell need not have the variable that this one has, and a secret that was given is not written down.
            session.Output.WriteLine(secretIsOurs ? $"  export AWS_SECRET_ACCESS_KEY={server.SecretKey}" : paint.Dim("  # and AWS_SECRET_ACCESS_KEY: what SLUICE_SECRET_KEY is here"));
            session.Output.WriteLine("");
            // Not an export: it would be the only authority of every other program of that shell.
            if (certificate is not null)
            {
                session.Output.WriteLine(paint.Dim("The certificate was made at start. For one command, put before it:"));
                session.Output.WriteLine($"  AWS_CA_BUNDLE={DisplayText.Of(certificate)} aws s3 ls");
                session.Output.WriteLine("");
            }
            foreach (EndpointAccount account in settings.Accounts)
                session.Output.WriteLine($"Account {DisplayText.Of(account.Name)}: access key {DisplayText.Of(account.AccessKey)}, canonical id {account.Id}.");
            if (settings.Faults is { } faults)
                session.Output.WriteLine(paint.Yellow("Fails on purpose: ") + DisplayText.Of(faults));
        }
        session.Output.Flush();
    }

    static string ShellWord(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '+') ? text : $"'{DisplayText.Of(text).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    void Log(AccessLogEntry entry)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{entry.Time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {entry.Remote ?? "-"} {entry.Account} {entry.Operation} {entry.Method} {entry.Path} {(entry.Status == 0 ? "broken" : entry.Status)} {entry.ErrorCode ?? "-"} {entry.Duration.TotalMilliseconds:0.0}ms {entry.RequestId}{(entry.Fault is null ? "" : $" fault: {entry.Fault}")}");
        session.Errors.Note(DisplayText.Of(line));
    }

    // The certificate is made at start, so clients need a file to trust. One of ours goes when the endpoint goes.
    string? SaveCertificate(EndpointServer server)
    {
        if (server.CertificatePem is not { } pem)
            return null;
        // A line: files of several are put together with cat.
        pem += "\n";
        if (settings.CertificateFile is { } asked)
        {
            File.WriteAllText(asked, pem);
            return Path.GetFullPath(asked);
        }
        string file = Path.Combine(Path.GetTempPath(), $"sluice-serve-{server.Url.Port}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}.pem");
        using StreamWriter writer = new(file, FileModes.PrivateFile(FileMode.CreateNew, FileAccess.Write));
        writer.Write(pem);
        return file;
    }
}
