using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sluice.Cli.Limits;

namespace Sluice.Cli.Output;

/// <summary>How records become lines: snake_case names, absent values left out.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OutcomeRecord))]
[JsonSerializable(typeof(ProcessedRecord))]
[JsonSerializable(typeof(ReducedRecord))]
[JsonSerializable(typeof(PlanRecord))]
[JsonSerializable(typeof(ListedJobRecord))]
[JsonSerializable(typeof(RetryRecord))]
[JsonSerializable(typeof(FleetRecord))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(DashboardRecord))]
[JsonSerializable(typeof(InventoryRecord))]
[JsonSerializable(typeof(InventoryPlanRecord))]
[JsonSerializable(typeof(DifferenceRecord))]
[JsonSerializable(typeof(DifferencesRecord))]
[JsonSerializable(typeof(SummaryRecord))]
[JsonSerializable(typeof(LineRecord))]
[JsonSerializable(typeof(FindingRecord))]
[JsonSerializable(typeof(VerifySummaryRecord))]
[JsonSerializable(typeof(ErrorRecord))]
[JsonSerializable(typeof(ObjectRecord))]
[JsonSerializable(typeof(PrefixRecord))]
[JsonSerializable(typeof(ListedBucketRecord))]
[JsonSerializable(typeof(TotalRecord))]
[JsonSerializable(typeof(UrlRecord))]
[JsonSerializable(typeof(AclRecord))]
[JsonSerializable(typeof(DiagnosisRecord))]
[JsonSerializable(typeof(LifecycleRecord))]
[JsonSerializable(typeof(AccessFindingRecord))]
[JsonSerializable(typeof(AclChangeRecord))]
[JsonSerializable(typeof(BucketSettingRecord))]
[JsonSerializable(typeof(SettingChangeRecord))]
[JsonSerializable(typeof(TagsRecord))]
[JsonSerializable(typeof(HeadRecord))]
[JsonSerializable(typeof(ChecksumRecord))]
[JsonSerializable(typeof(MetadataRecord))]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(UsageGroupRecord))]
[JsonSerializable(typeof(HostFileRecord))]
[JsonSerializable(typeof(HostUsageRecord))]
[JsonSerializable(typeof(StatRecord))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(LeftoverRecord))]
[JsonSerializable(typeof(LoggedCommand))]
[JsonSerializable(typeof(LoggedMessage))]
[JsonSerializable(typeof(LoggedRequest))]
[JsonSerializable(typeof(LoggedEnd))]
[JsonSerializable(typeof(SettingRecord))]
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(CleanupRecord))]
[JsonSerializable(typeof(VersionRecord))]
[JsonSerializable(typeof(EndpointRecord))]
[JsonSerializable(typeof(DemoRecord))]
[JsonSerializable(typeof(TuneWorkRecord))]
[JsonSerializable(typeof(TuneRecord))]
[JsonSerializable(typeof(ProbeCheckRecord))]
[JsonSerializable(typeof(ProbeRecord))]
[JsonSerializable(typeof(LimitRequest))]
[JsonSerializable(typeof(RunningRecord))]
[JsonSerializable(typeof(SilentRecord))]
[JsonSerializable(typeof(WaitingRunRecord))]
[JsonSerializable(typeof(ComparisonRecord))]
sealed partial class JsonLines : JsonSerializerContext
{
    /// <summary>Text stays readable (no <c>\u002B</c> for a plus in a checksum); control characters are always escaped.</summary>
    public static JsonLines Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>One record as a line of UTF-8, without its end.</summary>
    public static byte[] Line<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(record, type);
}
