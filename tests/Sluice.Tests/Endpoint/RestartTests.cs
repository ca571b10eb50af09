using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Endpoint;

namespace Sluice.Tests.Endpoint;

/// <summary>What a directory holds is there again when it is opened again.</summary>
public sealed partial class RestartTests : EndpointTest
{
    static readonly EndpointAccount Other = new("other", "OTHERKEY", "othersecret");

    EndpointOptions Options => new() { DataDirectory = TemporaryDirectory, AccessKey = "key", SecretKey = "secret", Accounts = [Other] };

    [Fact]
    public async Task A_delete_marker_survives_a_restart_and_its_removal_brings_the_object_back()
    {
        string marker;
        await using (EndpointServer server = await StartAsync(Options))
        {
            using RawClient client = new(server);
            await SetVersioningAsync(client, Bucket, "Enabled");
            await BytesAsync(client.PutAsync($"/{Bucket}/k", "kept"u8.ToArray()));
            using HttpResponseMessage deleted = await client.SendAsync("DELETE", $"/{Bucket}/k", null);
            marker = deleted.Headers.GetValues("x-amz-version-id").Single();
        }
        await using (EndpointServer server = await StartAsync(Options, withBucket: false))
        {
            using RawClient client = new(server);
            string versions = await TextAsync(client, $"/{Bucket}?versions=");
            Assert.Contains($"<DeleteMarker><Key>k</Key><VersionId>{marker}</VersionId><IsLatest>true</IsLatest>", versions, StringComparison.Ordinal);
            Assert.Contains("<Version><Key>k</Key>", versions, StringComparison.Ordinal);
            using HttpResponseMessage hidden = await client.GetAsync($"/{Bucket}/k");
            Assert.Equal((HttpStatusCode.NotFound, "true"), (hidden.StatusCode, hidden.Headers.GetValues("x-amz-delete-marker").Single()));
            await BytesAsync(client.SendAsync("DELETE", $"/{Bucket}/k?versionId={marker}", null));
            Assert.Equal("kept"u8.ToArray(), await BytesAsync(client.GetAsync($"/{Bucket}/k")));
        }
    }

    [Fact]
    public async Task Every_kind_of_record_answers_after_a_restart_as_before()
    {
        List<string> asked;
        List<string> before;
        await using (EndpointServer server = await StartAsync(Options))
        {
            using RawClient client = new(server), other = RawClient.For(server.Url, Other.AccessKey, Other.SecretKey);
            asked = await FillAsync(client, other);
            before = await AnswersAsync(client, asked);
        }
        for (int restart = 0; restart < 2; restart++)
        {
            await using EndpointServer server = await StartAsync(Options, withBucket: false);
            Assert.Empty(server.Damage);
            using RawClient client = new(server);
            Assert.Equal(before, await AnswersAsync(client, asked));
            await ExpectAsync(403, "AccessDenied", client.SendAsync("DELETE", await VersionOfAsync(client, "locked", "held"), null));
            await ExpectAsync(403, "AccessDenied", client.SendAsync("DELETE", await VersionOfAsync(client, "locked", "retained"), null));
        }
    }

    /// <summary>Makes one of each kind. Returns the paths whose answers show them.</summary>
    static async Task<List<string>> FillAsync(RawClient client, RawClient other)
    {
        List<string> asked = ["/", $"/{Bucket}", $"/{Bucket}?versions=", $"/{Bucket}?uploads=", $"/{Bucket}?versioning=", $"/{Bucket}?acl="];
        // 1 Objects: empty, described, from before versioning, with versions, hidden, hidden without one, null versions again.
        await PutAsync(client, "empty", "");
        await PutAsync(client, "described", "text", ("content-type", "text/x-kept"), ("x-amz-meta-color", "blue"), ("x-amz-tagging", "t=1&u="), ("x-amz-acl", "public-read"), ("x-amz-storage-class", "STANDARD_IA"), ("cache-control", "no-cache"));
        await PutAsync(client, "was-here-before", "0");
        await PutAsync(client, "hidden-null", "0");
        await SetVersioningAsync(client, Bucket, "Enabled");
        foreach (string key in (string[])["was-here-before", "versions", "versions", "hidden", "empty"])
            await PutAsync(client, key, key == "empty" ? "" : "later");
        foreach (string key in (string[])["hidden", "hidden-null", "never-there"])
            await BytesAsync(client.SendAsync("DELETE", $"/{Bucket}/{key}", null));
        await SetVersioningAsync(client, Bucket, "Suspended");
        await PutAsync(client, "versions", "null again");
        await PutAsync(client, "suspended", "0");
        await BytesAsync(client.SendAsync("DELETE", $"/{Bucket}/suspended", null));
        foreach (string key in (string[])["empty", "described", "was-here-before", "versions", "hidden", "hidden-null", "never-there", "suspended"])
            asked.AddRange([$"/{Bucket}/{key}", $"/{Bucket}/{key}?versionId=null", $"/{Bucket}/{key}?tagging=", $"/{Bucket}/{key}?acl="]);

        // 2 Locks.
        await BytesAsync(client.PutAsync("/locked", [], ("x-amz-bucket-object-lock-enabled", "true")));
        (string, string) digest = ("content-md5", Convert.ToBase64String(System.Security.Cryptography.MD5.HashData("0"u8)));
        await PutAsync(client, "held", "0", bucket: "locked", headers: [digest, ("x-amz-object-lock-legal-hold", "ON")]);
        await PutAsync(client, "released", "0", bucket: "locked", headers: [digest, ("x-amz-object-lock-legal-hold", "OFF")]);
        await PutAsync(client, "retained", "0", bucket: "locked", headers: [digest, ("x-amz-object-lock-mode", "COMPLIANCE"), ("x-amz-object-lock-retain-until-date", "2999-01-01T00:00:00Z")]);
        asked.AddRange(["/locked?object-lock=", "/locked?versions=", "/locked/held?legal-hold=", "/locked/released?legal-hold=", "/locked/retained?retention=", "/locked/held", "/locked/retained"]);

        // 3 Documents, and what another account owns.
        foreach ((string name, string document) in Documents)
            await BytesAsync(client.PutAsync($"/{Bucket}?{name}=", Encoding.UTF8.GetBytes(document)));
        asked.AddRange(Documents.Select(static d => $"/{Bucket}?{d.Name}="));
        await BytesAsync(other.PutAsync($"/{Bucket}/theirs", "theirs"u8.ToArray()));
        asked.AddRange([$"/{Bucket}/theirs", $"/{Bucket}/theirs?acl="]);

        // 4 Uploads in progress: with parts, with an empty one, with checksums, without parts.
        foreach ((string key, int parts, (string, string)[] headers) in ((string, int, (string, string)[])[])[
            ("up", 2, [("x-amz-meta-a", "b"), ("x-amz-tagging", "a=b")]), ("up-checked", 1, [("x-amz-checksum-algorithm", "CRC32"), ("x-amz-checksum-type", "FULL_OBJECT")]), ("up-none", 0, [])])
        {
            string created = Encoding.UTF8.GetString(await BytesAsync(client.SendAsync("POST", $"/{Bucket}/{key}?uploads=", [], headers)));
            string id = created.Split("<UploadId>")[1].Split('<')[0];
            for (int part = 1; part <= parts; part++)
                await BytesAsync(client.PutAsync($"/{Bucket}/{key}?partNumber={part}&uploadId={id}", part == 2 ? [] : "part"u8.ToArray()));
            asked.Add($"/{Bucket}/{key}?uploadId={id}");
        }
        return asked;
    }

    static readonly (string Name, string Document)[] Documents =
    [
        ("policy", $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{Bucket}}/*"}]}"""),
        ("cors", "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>"),
        ("lifecycle", "<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter><Prefix>x</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>"),
        ("tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
        ("website", "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>"),
        ("encryption", "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"),
        ("ownershipControls", "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>"),
        ("publicAccessBlock", "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"),
        ("notification", "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:1:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>"),
    ];

    static Task PutAsync(RawClient client, string key, string body, params (string, string)[] headers) => PutAsync(client, key, body, Bucket, headers);

    static async Task PutAsync(RawClient client, string key, string body, string bucket, params (string, string)[] headers) =>
        await BytesAsync(client.PutAsync($"/{bucket}/{key}", Encoding.UTF8.GetBytes(body), headers));

    static async Task SetVersioningAsync(RawClient client, string bucket, string status) =>
        await BytesAsync(client.PutAsync($"/{bucket}?versioning=", Encoding.UTF8.GetBytes($"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>")));

    static async Task<string> TextAsync(RawClient client, string path) => Encoding.UTF8.GetString(await BytesAsync(client.GetAsync(path)));

    static async Task<string> VersionOfAsync(RawClient client, string bucket, string key)
    {
        using HttpResponseMessage answer = await client.GetAsync($"/{bucket}/{key}");
        return $"/{bucket}/{key}?versionId={answer.Headers.GetValues("x-amz-version-id").Single()}";
    }

    /// <summary>Status, headers and body of each, without what is of the answer itself.</summary>
    static async Task<List<string>> AnswersAsync(RawClient client, List<string> paths)
    {
        List<string> answers = [];
        foreach (string path in paths)
        {
            using HttpResponseMessage answer = await client.GetAsync(path);
            IEnumerable<string> headers = answer.Headers.Concat(answer.Content.Headers).Where(static h => h.Key is not ("Date" or "x-amz-request-id" or "x-amz-id-2")).Select(static h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal);
            answers.Add($"{path} {(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{OfThisAnswer().Replace(await answer.Content.ReadAsStringAsync(), "")}");
        }
        return answers;
    }

    [GeneratedRegex("<(RequestId|HostId)>[^<]*</")]
    private static partial Regex OfThisAnswer();
}
