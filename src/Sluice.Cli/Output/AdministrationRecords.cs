namespace Sluice.Cli.Output;

/// <summary>A document that configures a bucket.</summary>
sealed record BucketSettingRecord(string Bucket, string Setting, System.Text.Json.Nodes.JsonObject Document) : JsonRecord("bucket_setting");

/// <summary>What became, or would become, of a document that configures a bucket.</summary>
sealed record SettingChangeRecord(string Bucket, string Setting, bool Done, IReadOnlyList<string> Changes, IReadOnlyList<string> Dangers) : JsonRecord("setting_change");

/// <summary>The access control list of a bucket or an object.</summary>
sealed record AclRecord(string Bucket, string? Key, string? VersionId, System.Text.Json.Nodes.JsonObject Acl) : JsonRecord("acl");

/// <summary>What became, or would become, of an access control list.</summary>
sealed record AclChangeRecord(string Bucket, string? Key, bool Done) : JsonRecord("acl_change");

/// <summary>Whether somebody may do something.</summary>
sealed record AccessFindingRecord(string Bucket, string? Key, string Operation, string Who, string Answer, bool ByRequest, string Why) : JsonRecord("access");

/// <summary>Why something is denied or missing.</summary>
sealed record DiagnosisRecord(string Bucket, string? Key, bool Readable, string Conclusion, string? Change, IReadOnlyList<Administration.Access.DiagnosisLine> Lines) : JsonRecord("why");

/// <summary>What a rule of a lifecycle will do in one way.</summary>
sealed record LifecycleRecord(string Bucket, string Rule, string Action, string? StorageClass, long Due, long DueBytes, long Later, long LaterBytes, DateTimeOffset? Next, DateTimeOffset? Last, bool AtMost) : JsonRecord("lifecycle");
