using System.Text.Json.Serialization.Metadata;
using Sluice.Cli.Output;

namespace Sluice.Tests.Cli.Output;

/// <summary>Which lines each command writes with <c>--json</c>. Each may write errors besides.</summary>
static class OutputLines
{
    static readonly JsonLines Lines = JsonLines.Readable;
    static readonly JsonTypeInfo[] Run = [Lines.OutcomeRecord, Lines.SummaryRecord], Listing = [Lines.ObjectRecord, Lines.PrefixRecord, Lines.TotalRecord];
    static readonly JsonTypeInfo Result = Sluice.Benchmarking.ResultJson.OneLine.BenchResult;

    /// <summary>By the words of the command.</summary>
    public static IReadOnlyDictionary<string, JsonTypeInfo[]> ByVerb { get; } = new SortedDictionary<string, JsonTypeInfo[]>(StringComparer.Ordinal)
    {
        ["cp"] = Run,
        ["mv"] = Run,
        ["rm"] = Run,
        ["sync"] = Run,
        ["mirror"] = Run,
        ["undo"] = Run,
        ["pipe"] = Run,
        ["run"] = [Lines.LineRecord, .. Run],
        ["restore"] = Run,
        ["tag set"] = Run,
        ["tag add"] = Run,
        ["tag rm"] = Run,
        ["tag get"] = [Lines.TagsRecord],
        ["meta set"] = Run,
        ["meta get"] = [Lines.MetadataRecord],
        ["acl get"] = [Lines.AclRecord],
        ["acl set"] = [Lines.AclChangeRecord, .. Run],
        ["ls"] = [.. Listing, Lines.ListedBucketRecord, Lines.HostFileRecord],
        ["tree"] = Listing,
        ["find"] = [Lines.ObjectRecord],
        ["du"] = [Lines.UsageRecord, Lines.UsageGroupRecord, Lines.HostUsageRecord, Lines.TotalRecord],
        ["head"] = [Lines.HeadRecord],
        ["stat"] = [Lines.StatRecord, Lines.ListedBucketRecord],
        ["checksum"] = [Lines.ChecksumRecord],
        ["verify"] = [Lines.FindingRecord, Lines.VerifySummaryRecord],
        ["url"] = [Lines.UrlRecord],
        ["presign"] = [Lines.UrlRecord],
        ["mb"] = [Lines.ListedBucketRecord],
        ["rb"] = [Lines.ListedBucketRecord],
        ["bucket get"] = [Lines.BucketSettingRecord],
        ["bucket set"] = [Lines.SettingChangeRecord],
        ["bucket rm"] = [Lines.SettingChangeRecord],
        ["access"] = [Lines.AccessFindingRecord],
        ["why"] = [Lines.DiagnosisRecord],
        ["lifecycle explain"] = [Lines.LifecycleRecord],
        ["process"] = [Lines.ProcessedRecord, Lines.ReducedRecord, .. Run],
        ["inventory"] = [Lines.InventoryRecord, Lines.InventoryPlanRecord],
        ["inventory diff"] = [Lines.DifferenceRecord, Lines.DifferencesRecord],
        ["job create"] = [Lines.PlanRecord],
        ["job run"] = [Lines.FleetRecord, Lines.JobRecord, .. Run],
        ["job status"] = [Lines.JobRecord],
        ["job ls"] = [Lines.ListedJobRecord],
        ["job cleanup"] = [Lines.LeftoverRecord, Lines.CleanupRecord],
        ["job retry"] = [Lines.RetryRecord],
        // What these do is told in words; --json is for what goes wrong, and a report is refused with it: its rows are CSV.
        ["job cancel"] = [],
        ["job delete"] = [],
        ["job report"] = [],
        ["work"] = [Lines.JobRecord, .. Run],
        ["dashboard"] = [Lines.DashboardRecord],
        ["top"] = [Lines.RunningRecord, Lines.SilentRecord, Lines.WaitingRunRecord],
        ["limit"] = [Lines.RunningRecord, Lines.SilentRecord],
        ["resume"] = [Lines.RunRecord, .. Run],
        ["cleanup"] = [Lines.LeftoverRecord, Lines.CleanupRecord],
        ["serve"] = [Lines.EndpointRecord],
        ["bench copy"] = [Result],
        ["bench download"] = [Result],
        ["bench list"] = [Result],
        ["bench mixed"] = [Result],
        ["bench upload"] = [Result],
        ["bench compare"] = [Lines.ComparisonRecord],
        ["tune"] = [Lines.TuneWorkRecord, Lines.TuneRecord],
        ["probe"] = [Lines.ProbeCheckRecord, Lines.ProbeRecord],
        ["demo"] = [Lines.DemoRecord],
        ["settings"] = [Lines.SettingRecord],
        ["version"] = [Lines.VersionRecord],
    };

    /// <summary>Lines of any command: what could not be done, and on stderr, where they were asked for, how far it is.</summary>
    public static IReadOnlyList<JsonTypeInfo> OfAll { get; } = [Lines.ErrorRecord, Lines.ProgressRecord];

    /// <summary>Its name in the schema, such as <c>verify_summary</c>.</summary>
    public static string NameOf(JsonTypeInfo line) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(line.Type.Name.EndsWith("Record", StringComparison.Ordinal) ? line.Type.Name[..^"Record".Length] : line.Type.Name);
}
