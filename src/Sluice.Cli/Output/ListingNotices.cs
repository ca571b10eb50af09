using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Cli.Output;

/// <summary>Says, at the end of a command that has no summary, what was odd about the listings of its stores.</summary>
static class ListingNotices
{
    /// <summary>What one listing found, and whether it had names twice.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="lister">The listing, at its end.</param>
    /// <param name="client">Its store.</param>
    public static void Tell(Session session, ObjectLister lister, S3Client client)
    {
        if (lister.Notice is { } notice)
            session.Errors.Warning(notice);
        Tell(session, client.Concessions);
    }

    /// <summary>Says once that names were listed twice, whichever of the stores it was.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="clients">The stores.</param>
    public static void Tell(Session session, S3ClientFactory clients) => Tell(session, clients.Clients.SelectMany(static client => client.Concessions));

    /// <summary>The same of what a run found of its stores.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="concessions">What was found.</param>
    public static void Tell(Session session, IEnumerable<string> concessions)
    {
        if (concessions.Contains(S3Client.RepeatedNames))
            session.Errors.Warning($"{char.ToUpperInvariant(S3Client.RepeatedNames[0])}{S3Client.RepeatedNames[1..]}.");
    }
}
