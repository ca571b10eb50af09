using System.Buffers;
using System.CommandLine;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>What written objects get besides their bytes.</summary>
sealed class AttributeFlags
{
    // S3 API reference, "Canned ACL" and PutObject x-amz-storage-class. Stores may know more, so an unknown word is passed on.
    static readonly string[] Acls = ["private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"];
    static readonly string[] StorageClasses = ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "EXPRESS_ONEZONE"];

    // RFC 9110, 5.6.2: header names are tokens.
    static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    readonly Option<string> _contentType = Flags.Value("--content-type", "TYPE", "MIME type. Default: guessed from the file's extension.");
    readonly Option<string> _contentEncoding = Flags.Value("--content-encoding", "NAME", "Content-Encoding, such as gzip.");
    readonly Option<string> _contentDisposition = Flags.Value("--content-disposition", "TEXT", "Content-Disposition.");
    readonly Option<string> _cacheControl = Flags.Value("--cache-control", "TEXT", "Cache-Control.");
    readonly Option<string> _metadata = Flags.Value("--metadata", "K=V,...", "User metadata.");
    readonly Option<string> _tags = Flags.Value("--tags", "K=V,...", "Object tags, 10 at most.");
    readonly Option<string> _acl = Flags.Value("--acl", "NAME", "Canned ACL, such as public-read.", Acls);
    readonly Option<string> _storageClass = Flags.Value("--storage-class", "NAME", "Storage class, such as STANDARD_IA.", StorageClasses);
    readonly SseFlags _sse = new();

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("What objects get", _contentType, _contentEncoding, _contentDisposition, _cacheControl, _metadata, _tags, _acl, _storageClass);

    /// <summary>Encryption, under its own heading.</summary>
    public OptionGroup EncryptionGroup => _sse.WriteGroup;

    /// <summary>Reads them, and the key of SSE-C sources.</summary>
    public (ObjectAttributes Attributes, SseCustomerKey? SourceKey) Read(CommandLine line)
    {
        (SseOptions? sse, SseCustomerKey? sourceKey) = _sse.Read(line);
        ObjectAttributes attributes = new()
        {
            ContentType = Header(line, _contentType),
            ContentEncoding = Header(line, _contentEncoding),
            ContentDisposition = Header(line, _contentDisposition),
            CacheControl = Header(line, _cacheControl),
            Metadata = Metadata(line),
            Tags = Tags(line),
            Acl = Header(line, _acl),
            StorageClass = Header(line, _storageClass)?.ToUpperInvariant(),
            Sse = sse,
        };
        return (attributes, sourceKey);
    }

    List<KeyValuePair<string, string>> Metadata(CommandLine line)
    {
        List<KeyValuePair<string, string>> pairs = Pairs(line, _metadata);
        foreach ((string name, string value) in pairs)
        {
            if (name.AsSpan().ContainsAnyExcept(TokenCharacters))
                line.Problem($"--metadata: the name '{DisplayText.Of(name)}' has a character that no HTTP header name can have.");
            if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
                line.Problem($"--metadata: the value of '{DisplayText.Of(name)}' has a line break.");
        }
        // S3 User Guide, "Working with object metadata": 2 KB of user metadata.
        int size = pairs.Sum(static pair => System.Text.Encoding.UTF8.GetByteCount(pair.Key) + System.Text.Encoding.UTF8.GetByteCount(pair.Value));
        if (size > 2048)
            line.Problem($"--metadata has {size:N0} bytes; S3 takes 2,048 at most.");
        return pairs;
    }

    List<KeyValuePair<string, string>> Tags(CommandLine line)
    {
        List<KeyValuePair<string, string>> pairs = Pairs(line, _tags);
        // S3 User Guide, "Categorizing your storage using tags".
        if (pairs.Count > 10)
            line.Problem($"--tags has {pairs.Count} tags; S3 takes 10 at most.");
        foreach ((string name, string value) in pairs)
        {
            if (name.Length > 128 || value.Length > 256)
                line.Problem($"--tags: '{DisplayText.Of(name)}' is too long; names have 128 characters at most, values 256.");
        }
        return pairs;
    }

    static List<KeyValuePair<string, string>> Pairs(CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return [];
        if (KeyValueList.TryParse(text, out List<KeyValuePair<string, string>> pairs, out string problem))
            return pairs;
        line.Problem($"{option.Name} {DisplayText.Of(text)}: {DisplayText.Of(problem)}");
        return [];
    }

    static string? Header(CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return null;
        if (text.Length == 0 || text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            line.Problem($"{option.Name}: the value is empty or has control characters.");
        return text;
    }
}
