using System.CommandLine;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Signing;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice presign</c>: prints URLs by which anyone may read, write or remove an object for a while.</summary>
sealed class PresignVerb : Verb
{
    // Those that S3 takes (S3 API reference, GetObject, "response-*").
    static readonly string[] ResponseHeaders = ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires"];

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly FilterFlags _filter = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _method = Flags.Value("--method", "METHOD", "What the URL allows: GET, HEAD, PUT or DELETE. Default: GET.", "GET", "HEAD", "PUT", "DELETE");
    readonly Option<string> _expires = Flags.Value("--expires", "AGE", "How long it is valid, such as 15m or 7d, which is the longest. Default: 1h.");
    readonly Option<string> _contentType = Flags.Value("--content-type", "TYPE", "With PUT: the Content-Type that must be sent, exactly.");
    readonly Option<string[]> _response = Flags.Values("--response-header", "NAME=VALUE", "A header of the answer, such as content-disposition=attachment. Repeatable.");
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Take a key without a slash at its end as a prefix.", "-r");

    /// <summary>Declares the command.</summary>
    public PresignVerb() : base("presign", "Print URLs by which anyone may read, write or remove an object for a while.", "[options] s3://BUCKET/KEY...") =>
        Declare(new("What to allow", [_method, _expires, _contentType, _response, _recursive, .. _locations.Meanings]), _filter.Group, _output.TimedGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Whoever has the URL may do this one thing, in the name of these credentials: keep it as a secret. It ends
        with the credentials, if they end earlier. A single object is not asked for: the URL of one that is not
        there says so when it is opened. The region is that of the bucket (--region, or the profile's).
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice presign s3://album/lake.jpg --expires 15m", "to read it, for a quarter of an hour"),
        new("sluice presign s3://inbox/report.pdf --method PUT --content-type application/pdf", "to send one: curl -T FILE -H 'Content-Type: application/pdf' URL"),
        new("sluice presign -r s3://album/2026/ --expires 7d", "many, a line each"),
        new("sluice presign s3://album/lake.jpg --response-header content-disposition=attachment", "that browsers save"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        List<S3Location> targets = UrlCommand.Read(line, line.Operands(Operands), _locations, Name);
        string method = line.Choice(_method, "GET", ("GET", "GET"), ("HEAD", "HEAD"), ("PUT", "PUT"), ("DELETE", "DELETE"));
        TimeSpan validity = ReadValidity(line);
        line.Expect(method == "PUT", "--content-type is that of a PUT; of an answer it is --response-header content-type=TYPE.", _contentType);
        string? type = line.Text(_contentType);
        if (type is not null && type.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            line.Problem("--content-type holds characters that no header can carry.");
        IReadOnlyList<KeyValuePair<string, string>> query = ReadResponse(line, method);
        if (method == "PUT" && targets.Exists(static target => target.VersionId is not null))
            line.Problem("A PUT makes a new version; give the key alone.");
        bool recursive = line.Has(_recursive), isOpen = _locations.IsOpen(line);
        ClientDefaults connection = _connection.Read(line);
        ItemFilter filter = _filter.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            bool isWarned = false;
            return new UrlCommand(session, connection, filter, recursive, (presigner, at) =>
            {
                PresignedUrl url = presigner.Sign(new PresignRequest(method, at.Bucket, at.Key, validity) { VersionId = at.VersionId, ContentType = type, Query = query }, session.Stop);
                if (!isWarned && (isWarned = url.IsCut || url.MayEndEarlier))
                    session.Errors.Warning(url.IsCut
                        ? string.Create(CultureInfo.InvariantCulture, $"The credentials end at {StatText.Time(session.Told(url.Expires))}, and the URL with them.")
                        : "The credentials are temporary and do not say when they end: the URL ends with them, perhaps earlier.");
                UrlCommand.Write(session, at, url.Url, method, url.Expires.ToUniversalTime());
            }).Run(targets, isOpen, _filter);
        })
        { OnlyReads = true };
    }

    TimeSpan ReadValidity(Options.CommandLine line)
    {
        if (line.Text(_expires) is not { } text)
            return TimeSpan.FromHours(1);
        if (!TimeArgument.TryParseAge(text, out TimeSpan validity, out string problem))
            line.Problem($"--expires {DisplayText.Of(text)}: {(problem.Length > 0 ? problem : "give a length of time such as 15m, 12h or 7d.")}");
        else if (validity < TimeSpan.FromSeconds(1) || validity > Presigner.LongestValidity)
            line.Problem($"--expires {DisplayText.Of(text)}: a URL is valid for 1 second to 7 days.");
        else
            return validity;
        return TimeSpan.FromHours(1);
    }

    List<KeyValuePair<string, string>> ReadResponse(Options.CommandLine line, string method)
    {
        line.Expect(method is "GET" or "HEAD", $"--response-header is of the answer to a GET or HEAD; a {method} has none.", _response);
        List<KeyValuePair<string, string>> query = [];
        foreach (string text in line.Texts(_response))
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? text : text[..equals].ToLowerInvariant();
            if (equals <= 0 || !ResponseHeaders.Contains(name))
                line.Problem($"--response-header {DisplayText.Of(text)}: give NAME=VALUE, of {string.Join(", ", ResponseHeaders)}.");
            else if (query.Exists(pair => pair.Key == "response-" + name))
                line.Problem($"--response-header {DisplayText.Of(name)} is given twice.");
            else
                query.Add(new("response-" + name, text[(equals + 1)..]));
        }
        return query;
    }
}
