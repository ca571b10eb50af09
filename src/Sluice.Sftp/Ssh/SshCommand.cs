using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sluice.Sftp.Ssh;

/// <summary>The command line of the ssh client. No secret is ever on it, and no word of a location can become an option.</summary>
internal static class SshCommand
{
    /// <summary>What starts the SFTP subsystem of a host.</summary>
    public static ProcessStartInfo For(SftpEndpoint endpoint, SftpOptions options)
    {
        ProcessStartInfo start = new(options.Program[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardErrorEncoding = Encoding.Latin1,
        };
        foreach (string word in options.Program.Skip(1))
            start.ArgumentList.Add(word);
        // The first value of an option counts, so that words of the caller win. Nobody could answer a prompt: there may be several connections at once.
        int seconds = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds);
        string[] settings = ["BatchMode=yes", string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={seconds}"), "ServerAliveInterval=15", "ServerAliveCountMax=3",
            "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes", "PermitLocalCommand=no", "RemoteCommand=none", "RequestTTY=no"];
        foreach (string setting in settings)
            start.ArgumentList.Add("-o" + setting);
        if (endpoint.Port is { } port)
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"-p{port}"));
        if (endpoint.User is { } user)
            start.ArgumentList.Add("-l" + user);
        foreach (string word in (string[])["-s", "--", endpoint.Host, "sftp"])
            start.ArgumentList.Add(word);
        return start;
    }
}
