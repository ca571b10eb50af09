using System.CommandLine;
using System.Globalization;
using System.Net;
using Sluice.Failures;

namespace Sluice.Cli.Options;

/// <summary>Where the metrics of a command that makes or answers requests are served.</summary>
sealed class MetricsFlag
{
    /// <summary>The option, to stand among others.</summary>
    public Option<string> Address { get; } = Flags.Value("--metrics-address", "ADDRESS", "Serve metrics as Prometheus' text: PORT or IP:PORT. 127.0.0.1 unless said; 0 takes a free port.");

    /// <summary>Reads it.</summary>
    public void Read(CommandLine line)
    {
        line.Diagnostics.IsMeasured = true;
        if (line.Text(Address) is not { } text)
            return;
        if (TryParse(text, out IPEndPoint? address))
            line.Diagnostics.MetricsAddress = address;
        else
            line.Problem($"--metrics-address {DisplayText.Of(text)}: give a port, or an IP address with a port, such as 9464, 127.0.0.1:9464 or [::1]:9464.");
    }

    static bool TryParse(string text, out IPEndPoint? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return false;
        string host = colon < 0 ? "" : text[..colon];
        IPAddress? ip = host is "" or "localhost" ? IPAddress.Loopback
            : host is ['[', .. var inner, ']'] ? IPAddress.TryParse(inner, out IPAddress? six) ? six : null
            : !host.Contains(':') && IPAddress.TryParse(host, out IPAddress? four) ? four : null;
        if (ip is not null)
            address = new IPEndPoint(ip, port);
        return ip is not null;
    }
}
