using System.CommandLine;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Signing;

namespace Sluice.Cli.Options;

/// <summary>Which store, as whom, and how its connections are made.</summary>
sealed class ConnectionOptions
{
    readonly Option<string> _profile = Flags.Value("--profile", "NAME", "Profile of ~/.aws/config. A location may name its own: s3://NAME@bucket/key.");
    readonly Option<string> _region = Flags.Value("--region", "NAME", "Region, such as eu-central-1.");
    readonly Option<string> _endpoint = Flags.Value("--endpoint-url", "URL", "A store other than AWS, such as http://127.0.0.1:9000.");
    readonly Option<bool> _anonymous = Flags.Switch("--no-sign-request", "Send no credentials; for public buckets.");
    readonly Option<string> _addressing = Flags.Value("--addressing-style", "STYLE", "Bucket in the path or in the host name: auto, path, virtual.", "auto", "path", "virtual");
    readonly Option<string> _payloadSigning = Flags.Value("--payload-signing", "WHEN", "Sign bodies: auto (over plain http), always, never.", "auto", "always", "never");
    readonly Option<bool> _noVerify = Flags.Switch("--no-verify-ssl", "Accept any TLS certificate. Only for tests.");
    readonly Option<string> _caBundle = Flags.Value("--ca-bundle", "FILE", "Certificate authorities to trust besides the system's (PEM).");
    readonly Option<bool> _requestPayer = Flags.Switch("--request-payer", "Pay for requests to a requester-pays bucket.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Connection", _endpoint, _region, _profile, _anonymous, _addressing, _payloadSigning, _caBundle, _noVerify, _requestPayer);

    /// <summary>Reads them.</summary>
    public ClientDefaults Read(CommandLine line) => new()
    {
        Profile = line.Text(_profile),
        Region = line.Text(_region),
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

    Uri? Endpoint(CommandLine line)
    {
        if (line.Text(_endpoint) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0)
            return uri;
        line.Problem(uri?.UserInfo.Length > 0
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
