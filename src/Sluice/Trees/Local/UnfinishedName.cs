using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Sluice.Trees.Local;

/// <summary>The form of the names that Sluice gives to files which are not finished: <c>.NAME.sluice-RANDOM.part</c>, or <c>.sluice-RANDOM.part</c>.</summary>
internal static partial class UnfinishedName
{
    /// <summary>What tells the names that this process gives on hosts from those of all others.</summary>
    public static string OfProcess { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>True for a name of exactly this form: of a file that a run writes now, or that a killed one left.</summary>
    public static bool IsOne(ReadOnlySpan<char> name) => name.EndsWith(".part", StringComparison.Ordinal) && Form().IsMatch(name);

    // 48 random bits for the run, and a counter of 1 to 16 digits.
    [GeneratedRegex(@"\A\.(.*\.)?sluice-[0-9a-f]{13,28}\.part\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
