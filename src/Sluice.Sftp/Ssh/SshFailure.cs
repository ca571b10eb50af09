using Sluice.Failures;

namespace Sluice.Sftp.Ssh;

/// <summary>What the ssh client said when it ended, as one failure with the fix. Its words are those of OpenSSH, which does not translate them.</summary>
internal static class SshFailure
{
    /// <summary>The program could not be started.</summary>
    public static Failure NotStarted(SftpEndpoint endpoint, string program, Exception cause) => Whole(new Failure(FailureKind.Local, RetryClass.Never,
        $"sftp://{endpoint}: The ssh client {DisplayText.Of(program)} cannot be started. Install OpenSSH's client (Debian: apt-get install openssh-client), or name another one in SLUICE_SSH.")
    { Code = "SshMissing", Cause = cause });

    /// <summary>What its last words mean.</summary>
    /// <param name="endpoint">The host.</param>
    /// <param name="words">What it wrote to its standard error.</param>
    /// <param name="wasReady">The connection had been of use before.</param>
    public static Failure From(SftpEndpoint endpoint, string words, bool wasReady)
    {
        string where = $"sftp://{endpoint}", last = LastLine(words);
        if (Has(words, "IDENTIFICATION HAS CHANGED"))
            return Refused("HostKeyChanged", $"{where}: The host shows another key than the one that is known: somebody may be in between, or the host was set up anew. When you know why: {Removal(words) ?? "ssh-keygen -R " + Known(endpoint)}, then connect once with `{endpoint.Command}` and compare the fingerprint.");
        if (Has(words, "Host key verification failed") || Has(words, "host key is known for"))
            return Refused("HostKeyUnknown", $"{where}: The key of this host is not known yet. Connect once with `{endpoint.Command}`, compare the fingerprint that it shows with the host's own, and accept it.");
        if (Has(words, "Permission denied (") || Has(words, "Too many authentication failures") || Has(words, "Permission denied, please try again"))
            return Refused("SshDenied", $"{where}: The host refused to log in: {last} Sluice asks for no password and no pass phrase: load the key into the agent (ssh-add), or name it in ~/.ssh/config (IdentityFile), and have its public key in the host's authorized_keys. `{endpoint.Command}` must log in without a question.");
        if (Has(words, "Could not resolve hostname") || Has(words, "Name or service not known"))
            return Refused("HostUnknown", $"{where}: There is no host of this name: {last}");
        if (Has(words, "subsystem request failed"))
            return Refused("NoSftp", $"{where}: The host lets you log in, but has no SFTP there: its sshd_config needs the line `Subsystem sftp internal-sftp`.");
        if (Has(words, "Bad configuration option") || Has(words, "Bad owner or permissions") || Has(words, "Can't open user config file") || Has(words, "unknown option") || Has(words, "bad configuration options"))
            return Refused("SshConfiguration", $"{where}: The ssh client does not take its configuration: {last}");
        string said = last.Length == 0 ? "" : $": {last}";
        return wasReady
            ? new Failure(FailureKind.Network, RetryClass.AfterBackoff, $"{where}: The connection was lost{said}") { Code = "ConnectionLost" }
            : new Failure(FailureKind.Network, RetryClass.AfterBackoff, $"{where}: There is no connection{(said.Length > 0 ? said : ": the ssh client ended without a word.")} `{endpoint.Command}` shows more.") { Code = "HostUnreachable" };

        static Failure Refused(string code, string message) => Whole(new Failure(code == "SshDenied" ? FailureKind.Denied : FailureKind.Network, RetryClass.Never, message) { Code = code });
    }

    // Whatever else is to be done at this host would fail the same way.
    static Failure Whole(Failure failure) => failure with { IsOfWholePlace = true };

    static bool Has(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);

    // What ssh itself says removes the old key: it knows the file, and the name behind an alias.
    static string? Removal(string words) => words.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(static line => line.StartsWith("ssh-keygen -f ", StringComparison.Ordinal)) is { } line ? DisplayText.Of(line) : null;

    static string Known(SftpEndpoint endpoint) => DisplayText.Of(endpoint.Port is { } port and not 22 ? $"[{endpoint.Host}]:{port}" : endpoint.Host);

    static string LastLine(string words)
    {
        string[] lines = words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "" : DisplayText.Of(lines[^1]) is var line && line.EndsWith('.') ? line : line + ".";
    }
}
