using System.Text;
using System.Text.RegularExpressions;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>
/// Finds out what was meant by names with wildcards: <c>report[1].pdf</c> is a pattern, and may be the very name of an object. What has that name wins;
/// where something would be removed, nothing is, and both ways to say it are told.
/// </summary>
/// <param name="session">Where that is told.</param>
/// <param name="connection">How to reach the stores.</param>
/// <param name="removes">The command removes what it finds.</param>
/// <param name="takesPatterns">False for commands that refuse patterns.</param>
/// <param name="takesPrefixes">A name without a slash at its end may be that of a prefix, too.</param>
sealed class WildcardChoice(Session session, ClientDefaults connection, bool removes, bool takesPrefixes, bool takesPatterns = true)
{
    /// <summary>Replaces each location whose key is a name by one that says so; null, or the exit code with which the command ends before it began.</summary>
    public int? Make(IList<Location> locations)
    {
        List<S3Location> ambiguous = [];
        using S3ClientFactory? own = session.Host is null && locations.Any(IsOpen) ? session.OpenClients(connection) : null;
        for (int i = 0; i < locations.Count; i++)
        {
            if (!IsOpen(locations[i]))
                continue;
            S3Location at = locations[i].InStore!;
            S3Client client = (own ?? session.Host!.Clients).For(at.Profile);
            bool isThere = IsObject(client, at, out S3Error? error) || (error is null && IsPrefix(client, at, out error));
            if (error is not null)
                return session.Fail(error, at.ToString());
            if (!isThere)
                continue;
            locations[i] = at with { IsName = true };
            if (removes)
                ambiguous.Add(at);
            else if (takesPatterns && !session.Settings.Quiet)
                TellOthers(client, at);
        }
        foreach (S3Location at in ambiguous)
            session.Errors.PrintSentence($"{at} is the name of something that is there, and a wildcard pattern too. Nothing was changed.",
                "Add --exact to mean that name, or --wildcard to mean all that the pattern matches.");
        return ambiguous.Count > 0 ? ExitCode.Usage : null;
    }

    /// <summary>The same for commands with one location.</summary>
    public int? Make(ref S3Location location)
    {
        Location[] one = [location];
        int? end = Make(one);
        location = one[0].InStore!;
        return end;
    }

    static bool IsOpen(Location location) => location.InStore is { } s3 && Glob.FirstWildcard(s3) >= 0;

    // Absence is only what the store says plainly: where a HEAD is refused, its listing must tell.
    bool IsObject(S3Client client, S3Location at, out S3Error? error)
    {
        S3Result<ObjectInfo> head = client.HeadObject(new HeadObjectRequest(at.Bucket, at.Key) { ChecksumMode = false }, session.Stop);
        error = null;
        if (head.Error is not { } refused)
            return true;
        return refused.Kind != FailureKind.NotFound && First(client, at, at.Key, out error) is { } first && first == at.Key;
    }

    bool IsPrefix(S3Client client, S3Location at, out S3Error? error)
    {
        error = null;
        return (takesPrefixes || at.Key.Bytes[^1] == '/') && First(client, at, at.Key.AsPrefix(), out error) is not null;
    }

    ObjectKey? First(S3Client client, S3Location at, ObjectKey prefix, out S3Error? error) =>
        client.ListObjects(new ListObjectsRequest(at.Bucket) { Prefix = prefix, MaxKeys = 1 }, session.Stop).TryGet(out ListObjectsPage? page, out error) && page.Objects.Count > 0
            ? page.Objects[0].Key
            : null;

    // One page of what the pattern could match: to list all of it only to say so would be too much.
    void TellOthers(S3Client client, S3Location at)
    {
        string text = Encoding.UTF8.GetString(at.Key.Bytes);
        Regex pattern;
        try
        {
            pattern = Glob.ToRegex(text);
        }
        catch (ArgumentException)
        {
            return;
        }
        if (!client.ListObjects(new ListObjectsRequest(at.Bucket) { Prefix = new ObjectKey(text[..Glob.FirstWildcard(text)]) }, session.Stop).TryGet(out ListObjectsPage? page, out _))
            return;
        foreach (ListedObject found in page.Objects)
        {
            if (found.Key == at.Key || !pattern.IsMatch(Encoding.UTF8.GetString(found.Key.Bytes)))
                continue;
            session.Errors.Note($"{at} is there under that very name; as a pattern it would match others, such as {at with { Key = found.Key }}: --wildcard takes it so.");
            return;
        }
        if (page.NextToken is not null)
            session.Errors.Note($"{at} is there under that very name; --wildcard would take it as a pattern.");
    }
}
