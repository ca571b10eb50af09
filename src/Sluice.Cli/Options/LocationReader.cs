using System.CommandLine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Options;

/// <summary>Reads locations from a command line and tells what is wrong with them, with what was probably meant.</summary>
sealed class LocationReader
{
    readonly Option<bool> _exact = Flags.Switch("--exact", @"Keys are written as ls shows them: \xNN, \u{N} and \\ are escapes, * ? [ and a slash at the end mean themselves.");

    readonly Option<bool> _wildcard = Flags.Switch("--wildcard", "* ? [a-z] are wildcards, also where something has that very name; [[] is a [.");

    /// <summary>The option that makes keys literal.</summary>
    public Option Exact => _exact;

    /// <summary>The options that say what keys with wildcards mean, for commands that take wildcards.</summary>
    public IReadOnlyList<Option> Meanings => [_exact, _wildcard];

    /// <summary>True when names with wildcards may be names of what is there: neither of both options decides it.</summary>
    public bool IsOpen(CommandLine line)
    {
        line.Exclude(_exact, _wildcard, "--exact and --wildcard exclude each other.");
        return !line.Has(_wildcard) && line.Source is null;
    }

    // Whether the other one goes before it is told by who asks whether names are open.
    bool IsExact(CommandLine line)
    {
        _ = line.Collide(_exact, _wildcard);
        return line.Has(_exact);
    }

    /// <summary>Reads a place that is written to: its wildcards mean themselves.</summary>
    public Location? ReadDestination(CommandLine line, string text)
    {
        Location? location = ReadPlace(line, text) is var place && place?.InStore is { } s3 ? s3 with { IsName = true } : place;
        if (location?.InStore is { VersionId: not null })
            line.Problem($"{location} is one version of an object, and nothing is written to that; write the key alone.");
        if (location is not null)
            line.Destination?.Invoke(location);
        return location;
    }

    /// <summary>Reads a place that a source is compared with; null after telling the line what is wrong with it.</summary>
    public Location? ReadOther(CommandLine line, string text)
    {
        Location? location = ReadPlace(line, text);
        if (location is not null)
            line.Destination?.Invoke(location);
        return location;
    }

    /// <summary>Tells the line of wildcards where only a prefix makes sense, and nothing tells whether they mean themselves.</summary>
    public static void RefuseWildcards(CommandLine line, S3Location? location)
    {
        if (location is not null && Glob.ProblemOfPlace(location) is { } problem)
            line.Problem(problem);
    }

    /// <summary>Reads a source; null after telling the line what is wrong with it.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="text">The source as typed.</param>
    /// <param name="inventory">What may list it in its place; null for nothing.</param>
    public Location? Read(CommandLine line, string text, InventoryFlags? inventory = null)
    {
        if (ReadPlace(line, text) is not { } place)
            return null;
        Location source = inventory?.Wrap(line, place) ?? place;
        return line.Source?.Invoke(source) ?? source;
    }

    Location? ReadPlace(CommandLine line, string text)
    {
        if (!LocationParser.TryParse(text, IsExact(line), out Location location, out string problem))
            line.Problem(problem);
        else if (location.FilePath is { } path && OtherForm(path) is { } meant)
            line.Problem(meant);
        else if (location.InStore is not { } s3)
        {
            if (location.FilePath is { } named && !location.IsStream)
                line.Needs(named);
            return location.FilePath is { } local && IsExact(line) ? new LocalLocation(local) { IsLiteral = true } : location;
        }
        else if (IsExact(line) ? Literal(line, s3) is { } literal && IsPossible(line, s3 = literal) : IsPossible(line, s3))
            return s3;
        return null;
    }

    /// <summary>Reads a location that must be in S3 or on a host; null after telling the line what is wrong with it.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="text">As typed.</param>
    /// <param name="takesVersions">It may be one version of an object.</param>
    public Location? ReadShared(CommandLine line, string text, bool takesVersions = false) =>
        LocationParser.TryParse(text, out Location location, out _) && location is SftpLocation ? location : ReadS3(line, text, takesVersions);

    /// <summary>Reads a location that must be in S3; null after telling the line what is wrong with it.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="text">As typed.</param>
    /// <param name="takesVersions">It may be one version of an object.</param>
    public S3Location? ReadS3(CommandLine line, string text, bool takesVersions = false)
    {
        Location? location = ReadPlace(line, text);
        if (!takesVersions && location?.InStore is { VersionId: not null })
            line.Problem($"{location} is one version of an object; give the key alone. (--exact takes ?versionId= as a part of the name.)");
        if (location?.IsStream == true)
            line.Problem("A stream (-) is not in S3; write s3://BUCKET/KEY.");
        else if (location?.FilePath is not null)
            line.Problem(OnThisMachine(line, text));
        else if (location is SftpLocation)
            line.Problem($"{location} is on a host, and this works in S3 only; write s3://BUCKET/KEY.");
        return location?.InStore;
    }

    // What has no file of that name may be a key without its scheme. What has one is for the system's own command, where there is one of the same name.
    static string OnThisMachine(CommandLine line, string text)
    {
        string shown = DisplayText.Of(text), verb = line.Verb;
        if (!File.Exists(text) && !Directory.Exists(text))
            return $"{shown} is on this machine; write s3://BUCKET/KEY.{(text[0] is not ('/' or '.' or '~') && BucketName.ProblemOfExisting(text.Split('/')[0]) is null ? $" Did you mean s3://{shown}?" : "")}";
        string place = Directory.Exists(text) ? "a directory" : "a file";
        return verb == "ls"
            ? $"{shown} is {place} of this machine, and ls lists stores: write s3://BUCKET/PREFIX, or nothing for all buckets. For the {place[2..]} type: ls -l {shown}"
            : $"{shown} is {place} of this machine, and this works in stores: write s3://BUCKET/KEY.{(SystemVerbs.Contains(verb) ? $" For the {place[2..]} there is the system's own {verb}." : "")}";
    }

    static readonly HashSet<string> SystemVerbs = ["cat", "du", "find", "head", "rm", "stat", "tail", "tree"];

    // As rclone writes it, REMOTE:BUCKET/KEY: it would become a file with a colon in its name. A file that is there is meant.
    static string? OtherForm(string path)
    {
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || !char.IsAsciiLetter(path[0]) || path.AsSpan(0, colon).IndexOfAnyExcept(RemoteCharacters) >= 0)
            return null;
        string rest = path[(colon + 1)..].TrimStart('/');
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || BucketName.ProblemOfExisting(rest[..slash]) is not null || File.Exists(path) || Directory.Exists(path) || Directory.Exists(path[..path.IndexOf('/', StringComparison.Ordinal)]))
            return null;
        string shown = DisplayText.Of(path);
        return $"{shown} is how rclone writes it; here a profile stands before the bucket: s3://{DisplayText.Of(path[..colon])}@{DisplayText.Of(rest)}, or s3://{DisplayText.Of(rest)} without one. (./{shown} when it is a file.)";
    }

    static readonly System.Buffers.SearchValues<char> RemoteCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    static S3Location? Literal(CommandLine line, S3Location location)
    {
        if (EscapedKey.TryRead(location.Key.Bytes, out byte[] key))
            return location with { Key = new ObjectKey(key), IsLiteral = true };
        line.Problem($@"{location}: with --exact a backslash begins \xNN, \u{{N}} or \\, as ls shows them.");
        return null;
    }

    bool IsPossible(CommandLine line, S3Location location)
    {
        string? problem =
            // What the system passes on for bytes that are no text: another name than the one that was typed.
            !IsExact(line) && location.Key.Bytes.IndexOf("\uFFFD"u8) >= 0 ? $@"{location} holds bytes that are not UTF-8, or U+FFFD itself: add --exact and write them as \xNN, as ls shows them."
            : location.Bucket.AsSpan().ContainsAny("*?[") ? $"{location}: wildcards work in keys, not in bucket names."
            : BucketName.ProblemOfExisting(location.Bucket) is { } rule ? rule
            // S3 User Guide, "Naming Amazon S3 objects".
            : location.Key.Length > 1024 ? $"The key of {location} has {location.Key.Length:N0} bytes; S3 takes 1,024 at most."
            : null;
        if (problem is not null)
            line.Problem(problem);
        return problem is null;
    }
}
