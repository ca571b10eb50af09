using Sluice.S3;

namespace Sluice.Cli.Output;

/// <summary>Says, at the end of a command that has no summary, that a store listed names twice.</summary>
static class ListedTwice
{
    /// <summary>Says it once, whichever of the stores it was.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="clients">The stores.</param>
    public static void Tell(Session session, S3ClientFactory clients) => Tell(session, clients.Clients.SelectMany(static client => client.Concessions));

    /// <summary>The same of what a run found of its stores.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="concessions">What was found.</param>
    public static void Tell(Session session, IEnumerable<string> concessions)
    {
        if (concessions.Contains(S3Client.RepeatedNames))
            session.Errors.Warning("The store listed names twice: each is taken once.");
    }
}
