using System.Diagnostics.CodeAnalysis;
using Sluice.S3;

namespace Sluice.Cli.Settings;

/// <summary>How deviations of a store are written in the settings file.</summary>
static class DeviationNames
{
    /// <summary>What stands for none.</summary>
    public const string None = "none";

    static readonly (string Name, StoreDeviations Deviation)[] All =
    [
        ("create-conditions", StoreDeviations.CreateConditions), ("replace-conditions", StoreDeviations.ReplaceConditions), ("complete-conditions", StoreDeviations.CompleteConditions),
        ("copy-conditions", StoreDeviations.CopyConditions), ("copy-create-conditions", StoreDeviations.CopyCreateConditions), ("delete-conditions", StoreDeviations.DeleteConditions), ("opaque-etags", StoreDeviations.OpaqueETags),
        ("unchecked-checksums", StoreDeviations.UncheckedChecksums), ("unordered-listings", StoreDeviations.UnorderedListings), ("batch-deletions", StoreDeviations.BatchDeletions), ("ranges", StoreDeviations.Ranges),
    ];

    /// <summary>The names of some.</summary>
    public static IEnumerable<string> Of(StoreDeviations deviations) => All.Where(one => deviations.HasFlag(one.Deviation)).Select(static one => one.Name);

    /// <summary>Reads names that commas separate; false when one of them is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StoreDeviations? deviations)
    {
        deviations = StoreDeviations.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name == None)
                continue;
            StoreDeviations found = All.FirstOrDefault(one => one.Name == name).Deviation;
            if (found == StoreDeviations.None)
            {
                deviations = null;
                return false;
            }
            deviations |= found;
        }
        return true;
    }
}
