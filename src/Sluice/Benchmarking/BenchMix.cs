using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sluice.Benchmarking;

/// <summary>Shares of the operations of a mixed benchmark; only their proportions count.</summary>
/// <param name="Get">Downloads of test objects.</param>
/// <param name="Put">Uploads of new objects.</param>
/// <param name="Stat">HEADs of test objects.</param>
/// <param name="Delete">Removals of what was put before; not more than <paramref name="Put"/>, or there would be nothing to remove.</param>
public sealed record BenchMix(int Get, int Put, int Stat, int Delete)
{
    const int MostShares = 1_000_000;

    /// <summary>45 gets, 15 puts, 30 stats, 10 deletes: mostly reads, and fewer removals than new objects.</summary>
    public static BenchMix Default { get; } = new(45, 15, 30, 10);

    /// <summary>Reads <c>get=45,put=15,stat=30,delete=10</c>; what is not named has no share.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="mix">The shares.</param>
    /// <param name="problem">What is wrong, as a sentence; empty when all is well.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BenchMix? mix, out string problem)
    {
        mix = null;
        Dictionary<string, int> shares = new(StringComparer.OrdinalIgnoreCase);
        foreach (string term in text.Split(','))
        {
            string[] sides = term.Split('=');
            if (sides.Length != 2 || sides[0].Trim().ToLowerInvariant() is not ("get" or "put" or "stat" or "delete")
                || !int.TryParse(sides[1].Trim().TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out int share) || share > MostShares)
            {
                problem = $"write shares as whole numbers, such as {Default}.";
                return false;
            }
            if (!shares.TryAdd(sides[0].Trim(), share))
            {
                problem = $"{sides[0].Trim().ToLowerInvariant()} is given twice.";
                return false;
            }
        }
        BenchMix read = new(shares.GetValueOrDefault("get"), shares.GetValueOrDefault("put"), shares.GetValueOrDefault("stat"), shares.GetValueOrDefault("delete"));
        problem = read.Problem ?? "";
        mix = problem.Length == 0 ? read : null;
        return mix is not null;
    }

    /// <summary>What is wrong with the shares, as a sentence; null for nothing.</summary>
    public string? Problem => Get < 0 || Put < 0 || Stat < 0 || Delete < 0 ? "shares cannot be negative."
        : Get + Put + Stat + Delete == 0 ? "at least one operation needs a share."
        : Delete > Put ? "deletes take what was put before, so they cannot have a larger share than puts."
        : null;

    /// <summary>As it is written on a command line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"get={Get},put={Put},stat={Stat},delete={Delete}");
}
