using System.CommandLine;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Signing;

namespace Sluice.Cli.Options;

/// <summary>Which store, as whom, and how its connections are made.</summary>
sealed class ConnectionOptions
{
    readonly Option<string> _profile = Flags.Value("--profile", "NAME", "Profile of ~/.aws/config. A location may name its own: s3://NAME@bucket/key.").Completes(StoreCompletion.Profiles);
    readonly Option<string> _region = Flags.Value("--region", "NAME", "Region, such as eu-central-1.");
    readonly Option<string> _endpoint = Flags.Value("--endpoint-url", "URL", "A store other than AWS, such as http://127.0.0.1:9000.").Alias("--endpoint");
    readonly Option<bool> _anonymous = Flags.Switch("--no-sign-request", "Send no credentials; for public buckets.");
    readonly Option<string> _addressing = Flags.Value("--addressing-style", "STYLE", "Bucket in the path or in the host name: auto, path, virtual.", "auto", "path", "virtual");
    readonly Option<string> _payloadSigning = Flags.Value("--payload-signing", "WHEN", "Sign bodies: auto (over plain http), always, never.", "auto", "always", "never");
    readonly Option<bool> _noVerify = Flags.Switch("--no-verify-ssl", "Accept any TLS certificate. Only for tests.");
    readonly Option<string> _caBundle = Flags.Value("--ca-bundle", "FILE", "Certificate authorities to trust besides the system's (PEM).");
    readonly Option<bool> _requestPayer = Flags.Switch("--request-payer", "Pay for requests to a requester-pays bucket.");

    readonly Option<string> _maxRetries = Flags.Value("--max-retries", "N", "Times that a request is sent again, 0 to 99. Default: 9.");
    readonly Option<string> _connectTimeout = Flags.Value("--connect-timeout", "TIME", "For a connection to open, 0.1s to 10m. Default: 5s.");
    readonly Option<string> _readTimeout = Flags.Value("--read-timeout", "TIME", "Without a byte of an answer or a body, 0.1s to 60m. Default: 30s for the first one, 20s for others.");
    readonly Option<bool> _debug = Flags.Switch("--debug", "A line for each request: method, key, status, time, attempt, request id. No secrets.");
    readonly Option<string> _logFile = Flags.Value("--log-file", "FILE", "Messages, and requests with --debug, as JSON Lines; 64 MiB, then a new file, three old ones are kept.");
    readonly MetricsFlag _metrics = new();

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Connection", _endpoint, _region, _profile, _anonymous, _addressing, _payloadSigning, _caBundle, _noVerify, _requestPayer, _maxRetries, _connectTimeout, _readTimeout, _debug, _logFile, _metrics.Address);

    /// <summary>True for a command that has them.</summary>
    public static bool AreOf(Command command) => command.Options.Any(static option => option.Name == "--endpoint-url");

    /// <summary>Reads them.</summary>
    public ClientDefaults Read(CommandLine line)
    {
        line.Diagnostics.Debug = line.Has(_debug);
        line.Diagnostics.LogPath = line.File(_logFile);
        _metrics.Read(line);
        ClientDefaults read = ReadStore(line);
        return read with { Client = WithPatience(line, read.Client) with { OnRequest = line.Diagnostics.OnRequest } };
    }

    S3ClientOptions WithPatience(CommandLine line, S3ClientOptions client)
    {
        if (line.Number(_maxRetries, 0, 99) is { } retries)
            client = client with { MaxAttempts = retries + 1 };
        if (Time(line, _connectTimeout, TimeSpan.FromMinutes(10)) is { } connect)
            client = client with { ConnectTimeout = connect };
        if (Time(line, _readTimeout, TimeSpan.FromMinutes(60)) is { } read)
            client = client with { FirstByteTimeout = read, StallTimeout = read };
        return client;
    }

    static TimeSpan? Time(CommandLine line, Option<string> option, TimeSpan most)
    {
        if (line.Text(option) is not { } text)
            return null;
        if (Age.TryParse(text, out TimeSpan time) && time >= TimeSpan.FromSeconds(0.1) && time <= most)
            return time;
        line.Problem($"{option.Name} {DisplayText.Of(text)}: write a time from 0.1s to {most.TotalMinutes:0}m, such as 5s.");
        return null;
    }

    ClientDefaults ReadStore(CommandLine line) => new()
    {
        Profile = line.Text(_profile),
        Region = Region(line),
        Endpoint = Endpoint(line),
        NoSignRequest = line.Has(_anonymous),
        Deviations = SettingsFile.DeviationsOf,
        Client = new S3ClientOptions
        {
            Addressing = line.Choice(_addressing, AddressingStyle.Auto,
                ("auto", AddressingStyle.Auto), ("path", AddressingStyle.Path), ("virtual", AddressingStyle.VirtualHost)),
            PayloadSigning = line.Choice(_payloadSigning, PayloadSigning.Auto,
                ("auto", PayloadSigning.Auto), ("always", PayloadSigning.Always), ("never", PayloadSigning.Never)),
            RequesterPays = line.Has(_requestPayer),
            CaBundle = CaBundle(line),
            AcceptAnyCertificate = line.Has(_noVerify),
        },
    };

    string? Region(CommandLine line)
    {
        // It becomes a part of host names and of what is signed.
        if (line.Text(_region) is { } text && (text.Length == 0 || text.Any(static letter => char.IsControl(letter) || "/?#@ \\".Contains(letter, StringComparison.Ordinal))))
            line.Problem(text.Length == 0 ? "--region is empty; name a region, such as eu-central-1, or leave it out." : $"--region {DisplayText.Of(text)} is no region; write one such as eu-central-1.");
        return line.Text(_region);
    }

    Uri? Endpoint(CommandLine line)
    {
        if (line.Text(_endpoint) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0)
            return uri;
        // Without http:// a password is none to the parser of addresses, and must not be shown all the same.
        line.Problem(text.Contains('@', StringComparison.Ordinal)
            ? "--endpoint-url: leave out the credentials; they belong in the environment or in ~/.aws/credentials."
            : $"--endpoint-url {DisplayText.Of(text)}: begin with http:// or https://, such as http://127.0.0.1:9000.");
        return null;
    }

    string? CaBundle(CommandLine line)
    {
        if (line.Text(_caBundle) is { } file && !File.Exists(file))
            line.Problem($"--ca-bundle {DisplayText.Of(file)}: there is no such file.");
        return line.Text(_caBundle);
    }
}
