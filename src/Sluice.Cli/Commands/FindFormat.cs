using System.Globalization;
using System.Text;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>A line for each object by a template, as printf(1) and find(1) write them. What the store does not tell is a question mark.</summary>
sealed class FindFormat
{
    /// <summary>What the directives stand for, for the help.</summary>
    public const string Directives = "%u s3://BUCKET/KEY, %b bucket, %k key, %n name below the prefix, %s bytes, %h size such as 1.21 GiB, %t time in UTC, %T seconds since 1970, %e ETag, %c storage class, %% a percent sign; \\t, \\n, \\\\";

    readonly List<(string Text, char Directive)> _parts = [];

    FindFormat() { }

    /// <summary>Reads a template; false, and what is wrong, for one that has an unknown directive.</summary>
    public static bool TryParse(string template, out FindFormat format, out string problem)
    {
        format = new FindFormat();
        problem = "";
        if (template.Length == 0)
        {
            problem = "it is empty, and would print blank lines; give one such as '%s %k'.";
            return false;
        }
        StringBuilder text = new();
        for (int at = 0; at < template.Length; at++)
        {
            char c = template[at];
            if (c is not ('%' or '\\'))
            {
                text.Append(c);
                continue;
            }
            if (++at == template.Length)
            {
                problem = $"it ends in a {(c == '%' ? "percent sign; %% is one" : "backslash; \\\\ is one")}.";
                return false;
            }
            char next = template[at];
            if (c == '%' && "ubknshtTec".Contains(next, StringComparison.Ordinal))
            {
                format._parts.Add((text.ToString(), next));
                text.Clear();
            }
            else if ((c, next) is ('%', '%') or ('\\', '\\'))
                text.Append(next);
            else if (c == '\\' && next is 't' or 'n')
                text.Append(next == 't' ? '\t' : '\n');
            else
            {
                problem = $"there is no {DisplayText.Of($"{c}{next}")}; there are {Directives}.";
                return false;
            }
        }
        if (text.Length > 0)
            format._parts.Add((text.ToString(), '\0'));
        return true;
    }

    /// <summary>The line of an object, fit for a terminal but for what the template itself holds.</summary>
    /// <param name="place">Its bucket and profile.</param>
    /// <param name="found">The object.</param>
    /// <param name="nameStart">Bytes of its key before the name below the prefix.</param>
    public string Line(S3Location place, in ListedObject found, int nameStart)
    {
        StringBuilder line = new();
        foreach ((string text, char directive) in _parts)
            line.Append(text).Append(Value(directive, place, found, nameStart));
        return line.ToString();
    }

    static string Value(char directive, S3Location place, in ListedObject found, int nameStart) => directive switch
    {
        'u' => (place with { Key = found.Key, IsLiteral = true }).ToString(),
        'b' => DisplayText.Of(place.Bucket),
        'k' => DisplayText.Of(found.Key.Bytes),
        'n' => DisplayText.Of(found.Key.Bytes[Math.Min(nameStart, found.Key.Length)..]),
        's' => found.Size?.ToString(CultureInfo.InvariantCulture) ?? "?",
        'h' => found.Size is { } size ? ByteSize.Format(size) : "?",
        't' => found.LastModified?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "?",
        'T' => found.LastModified?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "?",
        'e' => found.ETag is { } etag ? DisplayText.Of(etag.Trim('"')) : "?",
        'c' => DisplayText.Of(found.StorageClass ?? "STANDARD"),
        _ => "",
    };
}
