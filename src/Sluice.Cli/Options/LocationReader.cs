using System.CommandLine;
using Sluice.Locations;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>Reads locations from a command line and tells what is wrong with them, with what was probably meant.</summary>
sealed class LocationReader
{
    readonly Option<bool> _exact = Flags.Switch("--exact", @"Keys are written as ls shows them: \xNN, \u{N} and \\ are escapes, * ? [ and a slash at the end mean themselves.");

    /// <summary>The option that makes keys literal.</summary>
    public Option Exact => _exact;

    /// <summary>Reads a location; null after telling the line what is wrong with it.</summary>
    public Location? Read(CommandLine line, string text)
    {
        if (!LocationParser.TryParse(text, out Location location, out string problem))
            line.Problem(problem);
        else if (location is not S3Location s3)
            return location;
        else if (line.Has(_exact) ? Literal(line, s3) is { } literal && IsPossible(line, s3 = literal) : IsPossible(line, s3))
            return s3;
        return null;
    }

    /// <summary>Reads a location that must be in S3; null after telling the line what is wrong with it.</summary>
    public S3Location? ReadS3(CommandLine line, string text)
    {
        Location? location = Read(line, text);
        if (location is StreamLocation)
            line.Problem("A stream (-) is not in S3; write s3://BUCKET/KEY.");
        else if (location is LocalLocation)
            line.Problem($"{DisplayText.Of(text)} is on this machine; write s3://BUCKET/KEY. Did you mean s3://{DisplayText.Of(text.TrimStart('.', '/'))}?");
        return location as S3Location;
    }

    static S3Location? Literal(CommandLine line, S3Location location)
    {
        if (EscapedKey.TryRead(location.Key.Bytes, out byte[] key))
            return location with { Key = new ObjectKey(key), IsLiteral = true };
        line.Problem($@"{location}: with --exact a backslash begins \xNN, \u{{N}} or \\, as ls shows them.");
        return null;
    }

    static bool IsPossible(CommandLine line, S3Location location)
    {
        string? problem =
            location.Bucket.AsSpan().ContainsAny("*?[") ? $"{location}: wildcards work in keys, not in bucket names."
            : BucketName.ProblemOfExisting(location.Bucket) is { } rule ? rule
            // S3 User Guide, "Naming Amazon S3 objects".
            : location.Key.Length > 1024 ? $"The key of {location} has {location.Key.Length:N0} bytes; S3 takes 1,024 at most."
            : null;
        if (problem is not null)
            line.Problem(problem);
        return problem is null;
    }
}
