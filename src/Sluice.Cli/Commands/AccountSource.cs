using Sluice.Endpoint;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary>Reads the keys of further accounts from files and the environment: command lines are seen by all users of a machine.</summary>
static class AccountSource
{
    const string Variables = "env:";

    /// <summary>Two keys and their names have a fraction of that.</summary>
    const int MostBytes = 4 << 10;

    /// <summary>The accounts; problems go to the line.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="flag">Its flag, for problems.</param>
    /// <param name="texts">Each <c>NAME=FILE</c> or <c>NAME=env:PREFIX</c>.</param>
    /// <param name="mainKey">The main account's access key, which no other may have; null when it is made at random.</param>
    public static IReadOnlyList<EndpointAccount> ReadAll(Options.CommandLine line, string flag, IReadOnlyList<string> texts, string? mainKey)
    {
        List<EndpointAccount> accounts = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? text : text[..equals], source = equals < 0 ? "" : text[(equals + 1)..];
            if (name.Length is 0 or > 64 || source.Length == 0)
            {
                line.Problem($"{flag} {DisplayText.Of(text)}: give NAME=FILE or NAME=env:PREFIX.");
                continue;
            }
            if (Read(line, flag, name, source) is not { } account)
                continue;
            if (name == "main" || accounts.Exists(other => other.Name == name))
                line.Problem($"{flag} {DisplayText.Of(name)}: there is an account of this name already.");
            else if (account.AccessKey == mainKey || accounts.Exists(other => other.AccessKey == account.AccessKey))
                line.Problem($"{flag} {DisplayText.Of(name)}: its access key is another account's.");
            else
                accounts.Add(account);
        }
        return accounts;
    }

    static EndpointAccount? Read(Options.CommandLine line, string flag, string name, string source)
    {
        if (source.StartsWith(Variables, StringComparison.Ordinal))
        {
            string prefix = source[Variables.Length..];
            string? accessKey = Environment.GetEnvironmentVariable(prefix + "_ACCESS_KEY"), secretKey = Environment.GetEnvironmentVariable(prefix + "_SECRET_KEY");
            if (!string.IsNullOrEmpty(accessKey) && !string.IsNullOrEmpty(secretKey))
                return new EndpointAccount(name, accessKey, secretKey);
            line.Problem($"{flag} {DisplayText.Of(name)}: {DisplayText.Of(prefix)}_ACCESS_KEY and {DisplayText.Of(prefix)}_SECRET_KEY must both be set.");
            return null;
        }
        try
        {
            using FileStream file = new(source, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] bytes = new byte[MostBytes + 1];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string[] keys = [.. System.Text.Encoding.UTF8.GetString(bytes, 0, read).Split('\n').Select(Value).Where(static value => value.Length > 0)];
            if (read <= MostBytes && keys.Length == 2)
                return new EndpointAccount(name, keys[0], keys[1]);
            line.Problem($"{flag} {DisplayText.Of(name)}: {DisplayText.Of(source)} must hold two lines, the access key and the secret key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            line.Problem($"{flag} {DisplayText.Of(name)}: {DisplayText.Of(source)} cannot be read: {DisplayText.Of(e.Message)}");
        }
        return null;
    }

    /// <summary>The line's key: as it stands, or behind a name as in a credentials file.</summary>
    static string Value(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith('[') || trimmed.StartsWith('#'))
            return "";
        int equals = trimmed.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && (trimmed[..equals].Trim() is "aws_access_key_id" or "aws_secret_access_key") ? trimmed[(equals + 1)..].Trim() : trimmed;
    }
}
