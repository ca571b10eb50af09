using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>Server-side encryption. Keys come from files or the environment, never from the command line, where every user of the machine could read them.</summary>
sealed class SseFlags
{
    /// <summary>What holds keys that no option names.</summary>
    public const string KeyVariable = "SLUICE_SSE_C_KEY", SourceKeyVariable = "SLUICE_SSE_C_COPY_SOURCE_KEY";

    const string KeeperProblem = "--sse and an SSE-C key exclude each other: either the store keeps the key or you do.";

    readonly Option<string> _mode = Flags.Value("--sse", "MODE", "Server-side encryption: AES256, aws:kms or aws:kms:dsse.", "AES256", "aws:kms", "aws:kms:dsse");
    readonly Option<string> _kmsKey = Flags.Value("--sse-kms-key-id", "ID", "KMS key id or ARN, with --sse aws:kms.");
    readonly Option<string> _kmsContext = Flags.Value("--sse-kms-context", "JSON", "Encryption context, a JSON object of texts, with --sse aws:kms.");
    readonly Option<bool> _bucketKey = Flags.Switch("--sse-bucket-key", "Use an S3 bucket key, with --sse aws:kms.");
    readonly Option<string> _keyFile = Flags.Value("--sse-c-key-file", "FILE", "Your own key (SSE-C): 32 bytes, raw, hex or base64. Or in SLUICE_SSE_C_KEY.");
    readonly Option<string> _sourceKeyFile = Flags.Value("--sse-c-copy-source-key-file", "FILE", "The source's SSE-C key. Or in SLUICE_SSE_C_COPY_SOURCE_KEY.");

    /// <summary>For commands that write.</summary>
    public OptionGroup WriteGroup => new("Encryption", _mode, _kmsKey, _kmsContext, _bucketKey, _keyFile, _sourceKeyFile);

    /// <summary>For commands that only read.</summary>
    public OptionGroup ReadGroup => new("Encryption", _keyFile);

    /// <summary>What to ask for on writes, and the key of SSE-C sources: the copy-source key, or without one the same key.</summary>
    public (SseOptions? Write, SseCustomerKey? Source) Read(CommandLine line)
    {
        line.Exclude(_mode, _keyFile, KeeperProblem);
        string? mode = line.Choice<string?>(_mode, null, ("AES256", "AES256"), ("aws:kms", "aws:kms"), ("aws:kms:dsse", "aws:kms:dsse"));
        foreach (Option option in (IEnumerable<Option>)[_kmsKey, _kmsContext, _bucketKey])
            line.Expect(mode is "aws:kms" or "aws:kms:dsse", $"{option.Name} goes with --sse aws:kms or --sse aws:kms:dsse.", option);
        string? kmsKey = line.Text(_kmsKey), context = Context(line);
        // Who types that the store keeps the key does not mean the variable's.
        SseCustomerKey? key = line.IsTyped(_mode) && !line.Has(_keyFile) ? null : Key(line, _keyFile, KeyVariable);
        SseCustomerKey? sourceKey = Key(line, _sourceKeyFile, SourceKeyVariable);
        if (key is not null && mode is not null && !line.Has(_keyFile))
            line.Problem(KeeperProblem);
        if (mode is null && key is null && sourceKey is null)
            return (null, null);
        return (new SseOptions { Mode = mode, KmsKeyId = kmsKey, KmsContext = context, BucketKey = line.Has(_bucketKey) ? true : null, CustomerKey = key, CopySourceCustomerKey = sourceKey }, sourceKey ?? key);
    }

    /// <summary>The key of a command that only reads.</summary>
    public SseCustomerKey? ReadKey(CommandLine line) => Key(line, _keyFile, KeyVariable);

    /// <summary>What tells the key in a variable from others, and nothing of it; null where it holds none. A key has 256 bits at random, of which no hash tells.</summary>
    public static string? FingerprintOf(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text && Decode(Encoding.UTF8.GetBytes(text)) is { } key
        ? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(key))[..16] : null;

    // S3 API reference, PutObject, "x-amz-server-side-encryption-context": base64 of a JSON object of texts.
    string? Context(CommandLine line)
    {
        if (line.Text(_kmsContext) is not { } text)
            return null;
        if (text.AsSpan().TrimStart().StartsWith("{") && KeyValueList.TryParse(text, commas: false, out _, out _))
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        line.Problem("--sse-kms-context: write a JSON object of texts, such as {\"department\": \"10103.0\"}.");
        return null;
    }

    static SseCustomerKey? Key(CommandLine line, Option<string> option, string variable)
    {
        byte[] bytes;
        string origin;
        try
        {
            if (line.File(option) is { } file)
                (bytes, origin) = (File.ReadAllBytes(file), $"{option.Name} {DisplayText.Of(file)}");
            else if (line.Text(option) is null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text)
                (bytes, origin) = (Encoding.UTF8.GetBytes(text), variable);
            else
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            line.Problem($"{option.Name}: {DisplayText.Of(e.Message)}");
            return null;
        }
        if (Decode(bytes) is { } key)
            return new SseCustomerKey(key);
        line.Problem($"{origin}: an SSE-C key has 32 bytes; give them raw, as 64 hexadecimal digits or as base64. This has {bytes.Length:N0} bytes.");
        return null;
    }

    static byte[]? Decode(byte[] bytes)
    {
        if (bytes.Length == 32)
            return bytes;
        if (bytes.Length > 128)
            return null;
        string text = Encoding.ASCII.GetString(bytes).Trim();
        if (text.Length == 64 && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);
        byte[] key = new byte[48];
        return Convert.TryFromBase64String(text, key, out int count) && count == 32 ? key[..32] : null;
    }
}
