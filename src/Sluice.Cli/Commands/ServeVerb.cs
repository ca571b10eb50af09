using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Cli.Options;
using Sluice.Endpoint.Faults;
using Sluice.Failures;
using Sluice.Trees.Local;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice serve</c>: an S3 endpoint on this machine, for first use, tests and fault drills.</summary>
sealed class ServeVerb : Verb
{
    // One certificate has a fraction of that.
    const int MaxCertificate = 16 << 10;

    readonly OutputFlags _output = new();
    readonly Option<string> _dataDirectory = Flags.Value("--data-dir", "DIR", "Keep objects in DIR. Without it they are kept in memory and gone at the end.");
    readonly Option<bool> _durable = Flags.Switch("--durable", "Acknowledge writes only when they are on the disk (fsync).");
    readonly Option<string> _port = Flags.Value("--port", "N", "Port. Default: 9000; 0 takes a free one.");
    readonly Option<string> _address = Flags.Value("--address", "IP", "Address to listen on. Default: 127.0.0.1.");
    readonly Option<bool> _tls = Flags.Switch("--tls", "Serve https with a certificate made at start.");
    readonly Option<string> _certificate = Flags.Value("--tls-cert-out", "FILE", "Write that certificate to FILE (PEM), for --ca-bundle. Default: a temporary file.");
    readonly Option<string> _region = Flags.Value("--region", "NAME", "Region that requests are signed for. Default: us-east-1.");
    readonly Option<string[]> _accounts = Flags.Values("--account", "NAME=SOURCE", "A further account, to try out access control; may be given many times.");
    readonly Option<bool> _log = Flags.Switch("--log", "Write one line a request to standard error.");
    readonly MetricsFlag _metrics = new();
    readonly Option<string> _faults = Flags.Value("--faults", "PLAN", "Fail on purpose, such as 'seed=7,latency=30ms,slowdown=1%'.");

    /// <summary>Declares the command.</summary>
    public ServeVerb() : base("serve", "Run an S3 endpoint on this machine, for tests. Not a production store.", "[options] [DIR]") =>
        Declare(new("Store", _dataDirectory, _durable), new("Network", _port, _address, _tls, _certificate, _region), new("Accounts and requests", _accounts, _log, _metrics.Address), new("Fault drills", _faults), _output.ShowGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Keys come from SLUICE_ACCESS_KEY and SLUICE_SECRET_KEY, or are made at random and printed once.
        The SOURCE of an account is a file with its access key and its secret, one a line, or env:PREFIX for
        PREFIX_ACCESS_KEY and PREFIX_SECRET_KEY; a secret has no place on a command line.
        Ctrl-C ends it. It is made for first use, tests and fault drills: no replication, no quotas, no care
        for your data beyond this process.

        A PLAN is settings with commas between: seed=N; latency and jitter such as 30ms; bandwidth and
        trickle-rate such as 1MB/s; prefix-rate such as 100/s; and the share of requests that meet slowdown
        (503), error (500), late-error (200, then an error), reset, truncate, corrupt or trickle, such as 1%.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice serve", "in memory, on http://127.0.0.1:9000"),
        new("sluice serve ./store --durable", "keep objects in a directory"),
        new("sluice serve --port 0 --json", "for scripts: address and keys as one line of JSON"),
        new("sluice serve --account alt=./alt.keys --account guest=env:GUEST", "three accounts"),
        new("sluice serve --faults 'seed=7,latency=30ms,slowdown=1%'", "practise failure"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 1, null, "One directory at a time.");
        line.Expect(operands.Count != 1, "One directory at a time.", _dataDirectory);
        string? directory = line.Text(_dataDirectory);
        directory ??= operands.Count > 0 ? operands[0] : null;
        if (directory?.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) == true)
            line.Problem($"{DisplayText.Of(directory)}: serve keeps objects in a local directory.");
        line.Expect(directory is not null, "--durable needs a directory: memory is not durable.", _durable);
        line.Expect(line.Has(_tls), "--tls-cert-out goes with --tls.", _certificate);
        string? certificate = line.Text(_certificate);
        if (certificate is not null && line.Has(_tls))
            NewFile.Check(line, "--tls-cert-out", certificate, MayReplace(certificate) ? null : "remove it, or name another");
        int port = line.Number(_port, 0, 65535) ?? 9000;
        IPAddress? address = IPAddress.Loopback;
        if (line.Text(_address) is { } text && !IPAddress.TryParse(text, out address))
            line.Problem($"--address {DisplayText.Of(text)}: give an IP address, such as 127.0.0.1 or 0.0.0.0.");
        string? accessKey = Environment.GetEnvironmentVariable("SLUICE_ACCESS_KEY"), secretKey = Environment.GetEnvironmentVariable("SLUICE_SECRET_KEY");
        if (string.IsNullOrEmpty(accessKey) != string.IsNullOrEmpty(secretKey))
            line.Problem("SLUICE_ACCESS_KEY and SLUICE_SECRET_KEY belong together: set both or neither.");
        _metrics.Read(line);
        string? faults = line.Text(_faults);
        if (faults is not null)
            CheckFaults(line, faults);
        ServeSettings settings = new(directory, line.Has(_durable), address ?? IPAddress.Loopback, port, line.Has(_tls), certificate,
            line.Text(_region) ?? "us-east-1", string.IsNullOrEmpty(accessKey) ? null : accessKey, string.IsNullOrEmpty(secretKey) ? null : secretKey, faults, AccountSource.ReadAll(line, "--account", line.Texts(_accounts), accessKey), line.Has(_log));
        return new BoundCommand(_output.Read(line), session => new ServeCommand(session, settings).Run());
    }

    // What an endpoint wrote there before, and what is no file (a pipe), loses nothing.
    static bool MayReplace(string path)
    {
        if (RegularFile.LengthOf(path) is not { } length)
            return true;
        if (length > MaxCertificate)
            return false;
        try
        {
            string text = File.ReadAllText(path).Trim();
            using X509Certificate2 earlier = X509Certificate2.CreateFromPem(text);
            return earlier.Subject == "CN=Sluice embedded endpoint" && earlier.ExportCertificatePem() == text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    // In a method of its own, so that the endpoint's assembly is loaded only when there is a plan to read.
    static void CheckFaults(Options.CommandLine line, string faults)
    {
        if (FaultPlan.TryParse(faults, out _, out IReadOnlyList<string> problems))
            return;
        foreach (string problem in problems)
            line.Problem($"--faults: {DisplayText.Of(problem)}");
    }
}
