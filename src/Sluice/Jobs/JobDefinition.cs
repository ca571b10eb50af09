using System.Security.Cryptography;
using System.Text;

namespace Sluice.Jobs;

/// <summary>What a job is, as its store keeps it (<c>job.json</c>): never changed, and never with a secret.</summary>
/// <param name="Format">Version of the form of all that a job store has.</param>
/// <param name="Words">The command, word by word.</param>
/// <param name="Claim">How chunks are claimed: <c>lease</c> or <c>index</c>.</param>
/// <param name="LeaseSeconds">How long a lease lasts that nobody renews.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Hash">SHA-256 of the command, which chunks and plan name too.</param>
public sealed record JobDefinition(int Format, IReadOnlyList<string> Words, string Claim, double LeaseSeconds, DateTimeOffset Created, string Hash)
{
    /// <summary>The form that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The hash of a command.</summary>
    public static string HashOf(IReadOnlyList<string> words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', words))));

    /// <summary>Why a worker must not run it; null when it may.</summary>
    public string? Problem => Format > CurrentFormat ? $"The job was created by a newer version of sluice (format {Format}; this one knows {CurrentFormat})."
        : Hash != HashOf(Words) ? "The job's command is not the one that it was created with (its hash does not fit)."
        : Claim is not ("lease" or "index") ? $"The job's chunks are claimed in a way that this version does not know."
        : LeaseSeconds is not (>= 1 and <= 86_400) ? "The job's leases last a time that makes no sense."
        : null;
}
