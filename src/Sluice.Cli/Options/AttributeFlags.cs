using System.CommandLine;
using System.Globalization;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>What written objects get besides their bytes.</summary>
/// <param name="clock">What lengths of time count from; null for this machine's.</param>
/// <param name="inPlace">Objects get it that are there already.</param>
sealed class AttributeFlags(TimeProvider? clock = null, bool inPlace = false)
{
    // S3 API reference, PutObject, "x-amz-storage-class". Stores may know more, so an unknown word is passed on.
    static readonly string[] StorageClasses = ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "EXPRESS_ONEZONE"];

    readonly Option<string> _contentType = Flags.Value("--content-type", "TYPE", inPlace ? "MIME type." : "MIME type. Default: guessed from the file's extension.");
    readonly Option<string> _contentEncoding = Flags.Value("--content-encoding", "NAME", "Content-Encoding, such as gzip.");
    readonly Option<string> _contentDisposition = Flags.Value("--content-disposition", "TEXT", "Content-Disposition.");
    readonly Option<string> _contentLanguage = Flags.Value("--content-language", "TEXT", "Content-Language, such as de-CH.");
    readonly Option<string> _expires = Flags.Value("--expires", "TIME", "Expires: a time, a length of time from now on such as 30d, or a date as in HTTP.");
    readonly Option<string> _cacheControl = Flags.Value("--cache-control", "TEXT", "Cache-Control.");
    readonly Option<string[]> _metadata = Flags.Values("--metadata", "K=V,...",
        "User metadata, also repeated. A value may hold commas; where name= follows one, quote the value (k=\"a,b=c\") or write JSON ({\"k\": \"a,b=c\"}).");
    readonly Option<string[]> _tags = Flags.Values("--tags", "K=V,...", "Object tags, 10 at most; also repeated, and as JSON.");
    readonly Option<string> _redirect = Flags.Value("--website-redirect", "TARGET", "Where a website sends readers: a URL, or a key with a slash before it.");
    readonly Option<string> _storageClass = Flags.Value("--storage-class", "NAME", "Storage class, such as STANDARD_IA.", StorageClasses);
    readonly AccessFlags _access = new(clock);
    readonly SseFlags _sse = new();

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("What objects get", _contentType, _contentEncoding, _contentDisposition, _contentLanguage, _cacheControl, _expires, _metadata, _tags, _storageClass, _redirect);

    /// <summary>Tags.</summary>
    public Option TagOption => _tags;

    /// <summary>Headers alone, for a command that changes them.</summary>
    public IReadOnlyList<Option> Headers => [_contentType, _contentEncoding, _contentDisposition, _contentLanguage, _cacheControl, _expires, _storageClass, _redirect];

    /// <summary>Access and locks, under their own heading.</summary>
    public OptionGroup AccessGroup => new("Who may use objects", _access.Options);

    /// <summary>Encryption, under its own heading.</summary>
    public OptionGroup EncryptionGroup => _sse.WriteGroup;

    /// <summary>Reads them, and the key of SSE-C sources.</summary>
    public (ObjectAttributes Attributes, SseCustomerKey? SourceKey) Read(CommandLine line)
    {
        (SseOptions? sse, SseCustomerKey? sourceKey) = _sse.Read(line);
        ObjectAttributes attributes = ReadHeaders(line) with { Metadata = Metadata(line), Tags = Tags(line), Sse = sse };
        return (_access.AddTo(line, attributes), sourceKey);
    }

    /// <summary>Reads what belongs to <see cref="Headers"/>.</summary>
    public ObjectAttributes ReadHeaders(CommandLine line) => new()
    {
        ContentType = Header(line, _contentType),
        ContentEncoding = Header(line, _contentEncoding),
        ContentDisposition = Header(line, _contentDisposition),
        ContentLanguage = Header(line, _contentLanguage),
        CacheControl = Header(line, _cacheControl),
        Expires = Expires(line),
        StorageClass = StorageClass(line),
        WebsiteRedirect = Redirect(line),
    };

    string? Expires(CommandLine line)
    {
        if (line.Text(_expires) is not { } text)
            return null;
        if (TimeArgument.TryParseAhead(text, clock ?? TimeProvider.System, out DateTimeOffset moment, out string problem))
            return moment.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);
        line.Problem($"{_expires.Name} {DisplayText.Of(text)}: {problem}");
        return null;
    }

    // An object that is there has a class already: a word that is none must not cost it a copy. To what is written the store itself says no, of each object.
    string? StorageClass(CommandLine line)
    {
        string? name = Header(line, _storageClass)?.ToUpperInvariant();
        if (name is null || StorageClasses.Contains(name))
            return name;
        string given = $"{_storageClass.Name} {DisplayText.Of(name)}", known = $"{string.Join(", ", StorageClasses)}.{Spelling.DidYouMean(name, StorageClasses)}";
        if (inPlace)
            line.Problem($"{given}: there is no such class; there are {known}");
        else
            line.Warning($"{given}: S3 has no such class, and the store may refuse every object; S3 has {known}");
        return name;
    }

    // S3 User Guide, "Configuring a webpage redirect".
    string? Redirect(CommandLine line)
    {
        string? target = Header(line, _redirect);
        if (target is not null and not ['/', ..] && !target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !target.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            line.Problem($"{_redirect.Name} {DisplayText.Of(target)}: begin with a slash for a key of the same bucket, or with http:// or https://.");
        return target;
    }

    List<KeyValuePair<string, string>> Metadata(CommandLine line)
    {
        List<KeyValuePair<string, string>> pairs = Pairs(line, _metadata, commas: true);
        foreach (string problem in MetadataRules.ProblemsOf(pairs))
            line.Problem($"--metadata: {problem}");
        return pairs;
    }

    List<KeyValuePair<string, string>> Tags(CommandLine line)
    {
        List<KeyValuePair<string, string>> pairs = Pairs(line, _tags, commas: false);
        if (TagRules.ProblemOf(pairs) is { } problem)
            line.Problem($"--tags: {problem}");
        return pairs;
    }

    static List<KeyValuePair<string, string>> Pairs(CommandLine line, Option<string[]> option, bool commas)
    {
        List<KeyValuePair<string, string>> all = [];
        foreach (string text in line.Texts(option))
        {
            if (KeyValueList.TryParse(text, commas, out List<KeyValuePair<string, string>> pairs, out string problem))
            {
                foreach ((string name, string value) in pairs)
                    if (!KeyValueList.TryAdd(all, name, value, out problem))
                        break;
            }
            if (problem.Length > 0)
                line.Problem($"{option.Name} {DisplayText.Of(text)}: {DisplayText.Of(problem)}");
        }
        return all;
    }

    /// <summary>The text of an option as a header can carry it.</summary>
    public static string? Header(CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return null;
        if (text.Length == 0 || text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            line.Problem($"{option.Name}: the value is empty or has control characters.");
        return text;
    }
}
