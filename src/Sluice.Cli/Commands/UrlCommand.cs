using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Signing;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Prints a line for each object that locations name: for one, without asking the store whether it is there; for prefixes and patterns, as they are listed.</summary>
/// <param name="session">Where to.</param>
/// <param name="connection">How stores are reached.</param>
/// <param name="filter">Which objects of a listing.</param>
/// <param name="recursive">A key without a slash at its end is a prefix.</param>
/// <param name="print">Prints one.</param>
sealed class UrlCommand(Session session, ClientDefaults connection, ItemFilter filter, bool recursive, Action<Presigner, S3Location> print)
{
    /// <summary>Prints all; the exit code.</summary>
    /// <param name="targets">What is named.</param>
    /// <param name="isOpen">Names with wildcards may be names of what is there.</param>
    /// <param name="flags">The filters as they were given.</param>
    public int Run(IEnumerable<S3Location> targets, bool isOpen, FilterFlags flags)
    {
        Location[] places = [.. targets];
        if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: true).Make(places) is { } end)
            return end;
        using S3ClientFactory clients = session.OpenClients(connection);
        int exitCode = ExitCode.Done;
        try
        {
            foreach (S3Location target in places.Cast<S3Location>())
            {
                S3Client client = clients.For(target.Profile);
                Presigner presigner = new(client.Options);
                bool isOne = target.VersionId is not null || !target.Key.IsEmpty && !recursive && Glob.FirstWildcard(target) < 0 && (target.IsLiteral || target.Key.Bytes[^1] != '/');
                if (isOne)
                    Print(presigner, target);
                else
                    exitCode = Math.Max(exitCode, List(client, presigner, target, flags));
            }
        }
        catch (S3Exception refused)
        {
            return session.Fail(refused.Error);
        }
        session.Output.Flush();
        ListingNotices.Tell(session, clients);
        return session.Stop.IsCancellationRequested ? session.Stopped() : flags.Tell(session, exitCode);
    }

    // RFC 3986, section 5.2.4: who opens an address may take such segments out of it first, and most do.
    void Print(Presigner presigner, S3Location target)
    {
        print(presigner, target);
        foreach (Range part in target.Key.Bytes.Split((byte)'/'))
            if (target.Key.Bytes[part] is [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                session.Errors.Warning($"{target}: browsers and most programs take '.' and '..' out of an address, and then ask for another object; curl needs --path-as-is.");
                return;
            }
    }

    int List(S3Client client, Presigner presigner, S3Location target, FilterFlags flags)
    {
        ListingSelection selection = new(Glob.FirstWildcard(target) < 0 && recursive ? target with { Key = target.Key.AsPrefix() } : target, filter);
        bool any = false;
        using ObjectLister lister = new(client, new ListObjectsRequest(target.Bucket) { Prefix = selection.Prefix }, new ListingOptions { Order = ListingOrder.SortedWherePossible }, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
            foreach (ListedObject found in page.Objects.Where(selection.Takes))
            {
                any = true;
                Print(presigner, target with { Key = found.Key, IsLiteral = true });
            }
        if (lister.Error is { } error)
            return session.Fail(error, target.ToString());
        if (any || selection.Hidden + selection.Undecided > 0 || session.Stop.IsCancellationRequested)
            return selection.TellUndecided(session, flags.Given, ExitCode.Done);
        session.Errors.PrintSentence($"{target}: {selection.Nothing(client, session.Stop)}");
        return ExitCode.Failures;
    }

    /// <summary>Reads the locations of such a command.</summary>
    public static List<S3Location> Read(Options.CommandLine line, IReadOnlyList<string> operands, LocationReader locations, string verb)
    {
        if (operands.Count == 0)
            line.Problem($"Say of which object: sluice {verb} s3://BUCKET/KEY.");
        List<S3Location> targets = [];
        foreach (string operand in operands)
            if (locations.ReadS3(line, operand, takesVersions: true) is { } target)
                targets.Add(target);
        return targets;
    }

    /// <summary>Writes a line: the URL, or a record.</summary>
    public static void Write(Session session, S3Location target, string url, string? method = null, DateTimeOffset? expires = null)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new UrlRecord(target.Bucket, KeyText.Of(target.Key), KeyText.Base64(target.Key), KeyText.Escaped(target.Key), target.VersionId, url, method, expires), JsonLines.Readable.UrlRecord));
        else
            session.Output.WriteLine(url);
    }
}
