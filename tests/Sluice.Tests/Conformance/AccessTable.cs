using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Administration.Access;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Conformance;

/// <summary>Set-ups of a bucket and an object, each asked for with plain requests as the owner, another user and nobody, and held against what access and why tell.</summary>
public abstract class AccessTable(Store store) : RawConformance(store)
{
    const string Reading = "Allow s3:GetObject /*", Listing = "Allow s3:ListBucket", Writing = "Allow s3:PutObject /*", Both = Reading + ";" + Listing;

    // ACLs of bucket and object; policy; public access block; ownership; encryption; who pays.
    public static TheoryData<string, string, string, string, string, string, string> SetUps
    {
        get
        {
            TheoryData<string, string, string, string, string, string, string> rows = [];
            foreach (string bucket in new[] { "private", "public-read", "public-read-write", "authenticated-read" })
                foreach (string key in new[] { "private", "public-read", "authenticated-read" })
                    rows.Add(bucket, key, "", "", "", "", "");
            foreach (string policy in new[] { Reading, Listing, Writing, Both, "Allow s3:* /*", "Allow s3:GetObject /other*", "Allow s3:GetObject /* IpAddress 127.0.0.0/8", "Allow s3:GetObject /* IpAddress 192.0.2.0/24", "Allow s3:PutObject /up/*",
                "Allow s3:ListBucket  StringLike s3:prefix=pub/*", Writing + ";Deny s3:PutObject /* StringNotEquals s3:x-amz-server-side-encryption=AES256", "Deny s3:* /* Bool aws:SecureTransport=true;" + Both })
                rows.Add("private", "private", policy, "", "", "", "");
            foreach (string policy in new[] { "Deny s3:GetObject /*", "Deny s3:ListBucket", "Deny s3:PutObject /*", Reading + ";Deny s3:GetObject /key" })
                rows.Add("public-read-write", "public-read", policy, "", "", "", "");
            foreach (string block in new[] { "IgnorePublicAcls", "RestrictPublicBuckets", "IgnorePublicAcls RestrictPublicBuckets" })
                foreach ((string acl, string policy) in new[] { ("public-read", ""), ("private", Both), ("authenticated-read", ""), ("public-read", Both) })
                    rows.Add(acl, acl, policy, block, "", "", "");
            foreach ((string acl, string policy) in new[] { ("private", ""), ("public-read", ""), ("authenticated-read", ""), ("public-read", Reading), ("private", Both), ("public-read-write", "Deny s3:GetObject /*") })
                // S3 disables ACLs of a bucket only while its own lets nobody else in.
                rows.Add("private", acl == "public-read-write" ? "public-read" : acl, policy, "", "BucketOwnerEnforced", "", "");
            foreach (string encryption in new[] { "AES256", "aws:kms", "SSE-C" })
                foreach (string acl in new[] { "private", "public-read" })
                    rows.Add(acl, acl, "", "", "", encryption, "");
            foreach ((string acl, string policy) in new[] { ("private", ""), ("public-read", ""), ("authenticated-read", ""), ("private", Both), ("public-read-write", "") })
                rows.Add(acl, acl, policy, "", "", "", "Requester");
            return rows;
        }
    }

    [Fact]
    public void There_are_forty_set_ups_and_more() => Assert.True(SetUps.Count >= 40, $"{SetUps.Count}");

    [Theory]
    [MemberData(nameof(SetUps))]
    public async Task What_access_and_why_tell_is_what_the_store_gives(string bucketAcl, string objectAcl, string policy, string block, string ownership, string encryption, string payer)
    {
        (string, string)[] sse = await SetUpAsync(bucketAcl, objectAcl, policy, block, ownership, encryption, payer);
        // 1 What is told. It comes first, so that it cannot live on what was written to find out.
        S3ClientOptions options = Store.Options with { MaxAttempts = 1 };
        using S3Client other = new(options with { Credentials = CredentialSource.Static(Store.OtherAccessKey, Store.OtherSecretKey) }), nobody = new(options with { Credentials = CredentialSource.Anonymous });
        using S3Client you = new(options);
        IReadOnlyList<AccessFinding> told = Ok(new AccessReport(you, other, nobody).Make(Bucket, Key("key"), null, default));
        if (!policy.Contains("Deny s3:ListBucket", StringComparison.Ordinal))
            Assert.Equal(["key"], ListAll(new ListObjectsRequest(Bucket)).Objects.Select(static found => found.Key.ToString()));

        // 2 What the store gives.
        foreach ((AccessCaller caller, S3Client client) in new[] { (AccessCaller.You, you), (AccessCaller.Other, other), (AccessCaller.Anybody, nobody) })
        {
            int list = (await AskAsync(caller, "GET", "?list-type=2")).Status, read = (await AskAsync(caller, "GET", "key")).Status, write = (await AskAsync(caller, "PUT", $"written-by-{caller}", "x")).Status;
            Same(told, caller, AccessOperation.List, list);
            Same(told, caller, AccessOperation.Read, read);
            Same(told, caller, AccessOperation.Write, write);
            Diagnosis why = new ObjectDiagnosis(client, Bucket, Key("key"), null, null, default).Make();
            Assert.True(why.IsReadable == (read == 200), $"{caller} reads with {read}, and why says: {why.Conclusion}");
            Assert.Equal(read != 200, why.Change is not null);
        }
        // 3 Any signed-in user is told from documents: what is certain must hold for one of them.
        (string, string)[] pays = payer.Length > 0 ? [("x-amz-request-payer", "requester")] : [];
        Same(told, AccessCaller.SignedIn, AccessOperation.List, (await AskAsOtherAsync("GET", "?list-type=2", null, pays)).Status);
        Same(told, AccessCaller.SignedIn, AccessOperation.Read, (await AskAsOtherAsync("GET", "key", null, [.. pays, .. encryption == "SSE-C" ? sse : []])).Status);
        Same(told, AccessCaller.SignedIn, AccessOperation.Write, (await AskAsOtherAsync("PUT", "written", "x", pays)).Status);
    }

    static void Same(IReadOnlyList<AccessFinding> told, AccessCaller caller, AccessOperation operation, int status)
    {
        AccessFinding finding = Assert.Single(told, one => one.Caller == caller && one.Operation == operation);
        string what = $"{caller} {operation}: the store gives {status}, told was {finding.Answer} ({(finding.IsByRequest ? "by request" : "by documents")}): {finding.Why}";
        // Nothing is made up: an answer that is not known is allowed where no request tells (and a document that could not be read may decide), and where the store says neither yes nor no.
        // A request that was denied says nothing of those that meet a condition, or offer to pay.
        bool mayBeUnknown = status is not (200 or 403) || status == 403 && (finding.Why.Contains("on a condition", StringComparison.Ordinal) || finding.Why.Contains("offer to pay", StringComparison.Ordinal)) || !finding.IsByRequest && (caller is AccessCaller.You or AccessCaller.SignedIn || finding.Why.Contains("condition", StringComparison.Ordinal) || finding.Why.Contains("not read", StringComparison.Ordinal) || finding.Why.Contains("names", StringComparison.Ordinal));
        Assert.True(finding.Answer == (status == 200 ? AccessAnswer.Yes : status == 403 ? AccessAnswer.No : AccessAnswer.Unknown) || mayBeUnknown && finding.Answer == AccessAnswer.Unknown, what);
        // Reading and listing are never told from documents where a request can tell.
        Assert.True(finding.IsByRequest || caller == AccessCaller.SignedIn || operation == AccessOperation.Write, what);
        Assert.NotEqual("", finding.Why);
    }

    Task<RawAnswer> AskAsync(AccessCaller caller, string method, string path, string? body = null) =>
        caller == AccessCaller.You ? AskAsync(method, path, body) : caller == AccessCaller.Other ? AskAsOtherAsync(method, path, body) : AskAsNobodyAsync(method, path, body);

    async Task<(string, string)[]> SetUpAsync(string bucketAcl, string objectAcl, string policy, string block, string ownership, string encryption, string payer)
    {
        (string, string)[] headers = encryption switch
        {
            _ when encryption.Length == 0 || !Store.Can(Capability.EncryptsBuckets) => [],
            "SSE-C" => [("x-amz-server-side-encryption-customer-algorithm", "AES256"), ("x-amz-server-side-encryption-customer-key", Convert.ToBase64String(Bytes(32))), ("x-amz-server-side-encryption-customer-key-md5", Convert.ToBase64String(System.Security.Cryptography.MD5.HashData(Bytes(32))))],
            _ => [("x-amz-server-side-encryption", encryption)],
        };
        await DoneAsync(AskAsync("PUT", "key", "text", [("x-amz-acl", objectAcl), .. headers]));
        await DoneAsync(AskAsync("PUT", "?acl", null, ("x-amz-acl", bucketAcl)));
        if (ownership.Length > 0 && Store.Can(Capability.ControlsOwnership))
            Set("ownership", $$"""{"Rules":[{"ObjectOwnership":"{{ownership}}"}]}""");
        if (payer.Length > 0)
            Set("request-payment", $$"""{"Payer":"{{payer}}"}""");
        if (policy.Length > 0)
            Set("policy", $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', policy.Split(';').Select(Statement))}}]}""");
        if (block.Length > 0)
            Set("public-access-block", $$"""{{{string.Join(',', new[] { "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets" }.Select(name => $"\"{name}\":{(block.Contains(name, StringComparison.Ordinal) ? "true" : "false")}"))}}}""");
        return headers;
    }

    string Statement(string text)
    {
        string[] words = text.Split(' ');
        string[] compared = words.Length > 4 ? words[4].Split('=') is [var key, var value] ? [key, value] : ["aws:SourceIp", words[4]] : [];
        string condition = compared.Length > 0 ? $$$""","Condition":{"{{{words[3]}}}":{"{{{compared[0]}}}":"{{{compared[1]}}}"}}""" : "";
        return $$"""{"Effect":"{{words[0]}}","Principal":"*","Action":"{{words[1]}}","Resource":"arn:aws:s3:::{{Bucket}}{{(words.Length > 2 ? words[2] : "")}}"{{condition}}}""";
    }

    void Set(string name, string text)
    {
        JsonObject document = JsonNode.Parse(text)!.AsObject();
        BucketSetting setting = BucketSetting.Find(name)!;
        Assert.Empty(setting.Problems(document, BucketTarget.Of(Store.Options, Bucket)));
        Ok(setting.Write(Client, Bucket, document, default));
    }
}

[Collection("memory")]
public sealed class AccessTable_on_memory(EndpointInMemory store) : AccessTable(store);

[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class AccessTable_on_ceph(CephStore store) : AccessTable(store);
