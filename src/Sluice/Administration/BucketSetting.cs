using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Administration.Access;
using Sluice.Administration.Checks;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration;

/// <summary>
/// Something of a bucket that a document configures: read, checked and written as JSON, in the form that aws-cli and the SDKs have
/// (S3 API reference, "Data types"; for the policy IAM User Guide, "IAM JSON policy elements reference").
/// </summary>
public sealed class BucketSetting
{
    readonly DocumentField? _schema;

    BucketSetting(string name, string subResource, DocumentField? schema) => (Name, SubResource, _schema) = (name, subResource, schema);

    /// <summary>All of them, in the order of their documentation.</summary>
    public static IReadOnlyList<BucketSetting> All { get; } =
    [
        new("versioning", "versioning", DocumentSchemas.Versioning) { OffDocument = null, IsKept = true },
        new("policy", "policy", null),
        new("lifecycle", "lifecycle", DocumentSchemas.Lifecycle),
        new("cors", "cors", DocumentSchemas.Cors),
        new("encryption", "encryption", DocumentSchemas.Encryption),
        new("public-access-block", "publicAccessBlock", DocumentSchemas.PublicAccessBlock),
        new("ownership", "ownershipControls", DocumentSchemas.Ownership),
        new("tagging", "tagging", DocumentSchemas.Tagging),
        new("website", "website", DocumentSchemas.Website),
        new("notification", "notification", DocumentSchemas.Notification) { OffDocument = "{}", IsKept = true },
        new("object-lock", "object-lock", DocumentSchemas.ObjectLock) { OffDocument = """{"ObjectLockEnabled":"Enabled"}""" },
        new("logging", "logging", DocumentSchemas.Logging) { OffDocument = "{}", IsKept = true },
        new("request-payment", "requestPayment", DocumentSchemas.RequestPayment) { OffDocument = """{"Payer":"BucketOwner"}""", IsKept = true },
    ];

    /// <summary>Its name in the command, such as <c>public-access-block</c>.</summary>
    public string Name { get; }

    /// <summary>Its name in the query of a request.</summary>
    public string SubResource { get; }

    /// <summary>What is written in its place to turn off what cannot be removed; null where it is removed, and for versioning, which is only suspended.</summary>
    internal string? OffDocument { get; private init; }

    /// <summary>A store tells it always: an empty document where nothing is set.</summary>
    public bool IsKept { get; private init; }

    /// <summary>Versioning is suspended, never removed.</summary>
    public bool CanRemove => Name != "versioning";

    /// <summary>The setting of a name; null when there is none.</summary>
    public static BucketSetting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    /// <summary>Words that stand for a document: those of the one field that says all; empty where there is none.</summary>
    public IReadOnlyList<string> Words => Name switch
    {
        "versioning" => ["Enabled", "Suspended"],
        "ownership" => ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
        "encryption" => ["AES256", "aws:kms", "aws:kms:dsse"],
        "request-payment" => ["BucketOwner", "Requester"],
        _ => [],
    };

    /// <summary>The document that a word of <see cref="Words"/> stands for, whatever its case; null for any other.</summary>
    public JsonObject? FromWord(string word) => Words.FirstOrDefault(one => one.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } known ? null : Name switch
    {
        "versioning" => new JsonObject { ["Status"] = known },
        "request-payment" => new JsonObject { ["Payer"] = known },
        "ownership" => new JsonObject { ["Rules"] = new JsonArray(new JsonObject { ["ObjectOwnership"] = known }) },
        _ => new JsonObject { ["Rules"] = new JsonArray(new JsonObject { ["ApplyServerSideEncryptionByDefault"] = new JsonObject { ["SSEAlgorithm"] = known } }) },
    };

    /// <summary>Reads it from a store.</summary>
    /// <param name="client">The store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The document; one with <see cref="BucketDocument.Content"/> null where the store says that nothing is set. Any other refusal is an error: not to be allowed to look is not to find nothing.</returns>
    public S3Result<BucketDocument> Read(S3Client client, string bucket, CancellationToken cancellationToken)
    {
        if (!client.GetBucketDocument(bucket, SubResource, Beside?.Header, cancellationToken).TryGet(out StoredDocument? stored, out S3Error? error))
            return error is { Kind: FailureKind.NotFound, Status: 404, IsForeign: false, Code.Length: > 0 } ? new BucketDocument(null, []) : error;
        List<string> unknown = [];
        byte[] text = stored.Text;
        if (Parse(text, unknown) is { } content)
        {
            if (stored.Beside is { } beside)
                content[Beside!.Name] = beside;
            return new BucketDocument(content, unknown);
        }
        // A store that does not know a sub-resource may answer as if it had not been asked for: with the listing of the bucket.
        return text.AsSpan().IndexOf("<ListBucketResult"u8) >= 0
            ? new S3Error(FailureKind.NotSupported, RetryClass.Never, $"the store knows no {Name} of buckets: it answers with their listing")
            : new S3Error(FailureKind.Protocol, RetryClass.Never, $"the store answered with something else than the bucket's {Name}");
    }

    /// <summary>Writes it in place of the one before. The document must have no <see cref="Problems"/>.</summary>
    public S3Result<bool> Write(S3Client client, string bucket, JsonObject content, CancellationToken cancellationToken) =>
        client.PutBucketDocument(bucket, SubResource, Bytes(content), Beside is { Header: { } header } field && content.Text(field.Name) is { } value ? (header, value) : null, cancellationToken);

    /// <summary>Removes it, or turns it off where it cannot be removed.</summary>
    public S3Result<bool> Remove(S3Client client, string bucket, CancellationToken cancellationToken) =>
        OffDocument is { } off ? Write(client, bucket, JsonNode.Parse(off)!.AsObject(), cancellationToken) : client.DeleteBucketDocument(bucket, SubResource, cancellationToken);

    /// <summary>Whether a document that a store tells is what is left when the setting was removed.</summary>
    public bool IsRemovedAs(JsonObject told) => OffDocument is { } off ? JsonNode.DeepEquals(JsonNode.Parse(off), told) : IsUnset(told);

    /// <summary>The document without what aws-cli puts around it when it tells one: <c>{"PublicAccessBlockConfiguration": {...}}</c>, or a policy as a text.</summary>
    public JsonObject Unwrapped(JsonObject content)
    {
        if (content.Count != 1)
            return content;
        (string name, JsonNode? inner) = content.First();
        if (_schema is null)
            return name == "Policy" && inner is JsonValue text && text.GetValueKind() == JsonValueKind.String && TryParse(text.GetValue<string>()) is { } policy ? policy : content;
        return name == _schema.Name && inner is JsonObject fields && !_schema.Fields.Any(field => field.Name == name) ? fields : content;
    }

    /// <summary>What is wrong with a document, one sentence each, fit for a terminal; empty when it can be sent.</summary>
    /// <param name="content">The document.</param>
    /// <param name="target">The bucket that it is for.</param>
    public IReadOnlyList<string> Problems(JsonObject content, BucketTarget target)
    {
        if (_schema is null)
            return [.. PolicyCheck.Problems(content, target)];
        List<string> problems = [.. SchemaCheck.Problems(content, _schema)];
        if (problems.Count == 0)
            problems.AddRange(SettingCheck.Problems(this, content, target));
        return problems;
    }

    /// <summary>What can be sent and is hardly meant, one sentence each, fit for a terminal: a condition of a policy that requests of its actions never meet.</summary>
    /// <param name="content">The document, without <see cref="Problems"/>.</param>
    public IReadOnlyList<string> Remarks(JsonObject content) => _schema is null ? [.. PolicyCheck.Statements(content).SelectMany(ConditionCheck.Remarks)] : [];

    /// <summary>What differs between two documents, one line each in words, fit for a terminal; empty when both say the same. Where the first rule that fits counts (CORS, the routes of a website) a rule that moved is a change.</summary>
    /// <param name="before">The document that is there; null for none.</param>
    /// <param name="after">The one that is to be there; null for none.</param>
    public IReadOnlyList<string> Changes(JsonObject? before, JsonObject? after) => DocumentDifference.Between(before, after, _schema);

    /// <summary>What a change would do that is not easily taken back: it locks its owner out, opens the bucket, or loses what was kept. Empty for none.</summary>
    /// <param name="before">What is set now; null for nothing.</param>
    /// <param name="after">What is to be set, without problems; null when it is to be removed.</param>
    /// <param name="target">The bucket.</param>
    public IReadOnlyList<SettingDanger> Dangers(JsonObject? before, JsonObject? after, BucketTarget target) => [.. DangerCheck.Find(this, before, after, target)];

    /// <summary>Dangers that only the store can tell of: who loses what by the end of ACLs.</summary>
    /// <param name="client">The store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="before">What is set now; null for nothing.</param>
    /// <param name="after">What is to be set; null when it is to be removed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<SettingDanger> StoredDangers(S3Client client, string bucket, JsonObject? before, JsonObject? after, CancellationToken cancellationToken) =>
        Name == "ownership" && DangerCheck.Owner(after) == "BucketOwnerEnforced" && DangerCheck.Owner(before) != "BucketOwnerEnforced" && ReadersByAcl.OfObjects(client, bucket, default, cancellationToken) is { } whom ? [new($"makes the ACLs of objects count no longer, and ends what they grant to others{whom}", "")] : [];

    /// <summary>What is there already and makes the store refuse a document, one sentence each, fit for a terminal: a bucket for logs that is not there, object lock without versioning. Asks the store; what it does not tell is no obstacle.</summary>
    /// <param name="content">The document, without <see cref="Problems"/>.</param>
    /// <param name="client">The store.</param>
    /// <param name="target">The bucket.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<string> Obstacles(JsonObject content, S3Client client, BucketTarget target, CancellationToken cancellationToken) => [.. ObstacleCheck.Find(this, content, client, target, cancellationToken)];

    /// <summary>What a document that was read back says of other keys than the one that was sent, in words, fit for a terminal: another prefix, tag or size of a rule, a rule more or less. Null when it is about the same keys.</summary>
    /// <param name="sent">The document that was sent.</param>
    /// <param name="told">The one that the store tells.</param>
    public string? OtherKeys(JsonObject sent, JsonObject told) => DocumentKeys.Difference(this, sent, told);

    internal JsonObject? Parse(byte[] text, List<string> unknown) => _schema is not null ? DocumentReader.Read(text, _schema, unknown) : TryParse(Encoding.UTF8.GetString(text));

    // What a header carries beside the document.
    DocumentField? Beside => _schema?.Fields.FirstOrDefault(static one => one.Header is not null);

    internal byte[] Bytes(JsonObject content) => _schema is null ? Encoding.UTF8.GetBytes(Texts(content)!.ToJsonString()) : DocumentWriter.Write(content, _schema);

    // An account is twelve digits, which YAML has as a number; policies know numbers as texts everywhere.
    static JsonNode? Texts(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(static field => KeyValuePair.Create(field.Key, Texts(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Texts)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(value.ToJsonString()),
        _ => node?.DeepClone(),
    };

    // What stores tell that do not say that nothing is set: Ceph a block that blocks nothing, AWS the encryption of all new objects.
    bool IsUnset(JsonObject told) => Name == "encryption" && told.Members("Rules").All(static rule => rule.Fields("ApplyServerSideEncryptionByDefault").Text("SSEAlgorithm") == "AES256") || Name == "public-access-block" && told.All(static field => field.Value is JsonValue flag && flag.ToJsonString() == "false");

    static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
