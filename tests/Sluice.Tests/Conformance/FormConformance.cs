using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sluice.Tests.Conformance;

/// <summary>Uploads by a browser's form: what the policy allows is stored, everything else is refused and leaves nothing.</summary>
public abstract class FormConformance(Store store) : RawConformance(store)
{
    const string Edge = "form-edge";

    [Fact]
    public async Task A_form_that_its_policy_allows_is_stored()
    {
        RawAnswer sent = await SendAsync(Fields());
        Assert.Equal(204, sent.Status);
        RawAnswer stored = await DoneAsync(AskAsync("GET", "up/a.txt"));
        Assert.Equal("hello", stored.Text);
    }

    [Fact]
    public async Task The_name_of_the_file_stands_in_for_its_place_in_the_key()
    {
        Assert.Equal(204, (await SendAsync(Fields(), key: "up/${filename}")).Status);
        Assert.Equal("hello", (await DoneAsync(AskAsync("GET", "up/f.txt"))).Text);
    }

    [Fact]
    public async Task The_answer_is_the_one_that_the_form_asks_for()
    {
        RawAnswer created = await SendAsync(Fields(["eq", "$success_action_status", "201"]), ("success_action_status", "201"));
        Assert.Equal(Expected(Capability.TellsPlaceOfForms, (201, Bucket, "up/a.txt"), moto: (201, null!, null!)), (created.Status, created.Element("Bucket")!, created.Element("Key")!));
        RawAnswer redirected = await SendAsync(Fields(["starts-with", "$success_action_redirect", ""]), ("success_action_redirect", "http://page.example/done"));
        Assert.Equal(303, redirected.Status);
        Assert.StartsWith(Expected(Capability.TellsPlaceOfForms, $"http://page.example/done?bucket={Bucket}&key=up", moto: "http://page.example/done?key=up"), redirected.Header("location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_of_a_form_is_the_objects()
    {
        Assert.Equal(204, (await SendAsync(Fields(["starts-with", "$x-amz-meta-color", "b"]), ("x-amz-meta-color", "blue"))).Status);
        Assert.Equal("blue", (await DoneAsync(AskAsync("HEAD", "up/a.txt"))).Header("x-amz-meta-color"));
    }

    [Fact]
    public Task A_policy_that_has_expired_is_refused() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (403, "AccessDenied"), moto: (204, "")), SendAsync(Fields(expires: TimeSpan.FromHours(-1))));

    [Fact]
    public Task A_key_that_the_policy_does_not_allow_is_refused() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (403, "AccessDenied"), moto: (204, "")), SendAsync(Fields(), key: "elsewhere"), "elsewhere");

    [Fact]
    public Task A_field_that_the_policy_does_not_name_is_refused() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (403, "AccessDenied"), moto: (204, "")), SendAsync(Fields(), ("x-amz-meta-color", "blue")));

    [Fact]
    public Task A_field_that_the_policy_names_and_the_form_lacks_is_refused() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (403, "AccessDenied"), moto: (204, "")), SendAsync(Fields(["eq", "$x-amz-meta-color", "blue"])));

    [Fact]
    public Task A_file_larger_than_the_policy_allows_is_refused() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (400, "EntityTooLarge"), moto: (204, "")), SendAsync(Fields(["content-length-range", 0, 4])));

    [Fact]
    public Task A_file_smaller_than_the_policy_wants_is_refused() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (400, "EntityTooSmall"), moto: (204, "")), SendAsync(Fields(["content-length-range", 6, 10])));

    [Fact]
    public Task A_form_with_a_wrong_signature_is_refused() =>
        RefusedAsync(Expected(Capability.NamesSignaturesOfForms, (403, "SignatureDoesNotMatch"), moto: (204, ""), ceph: (403, "AccessDenied")), SendAsync(Fields(secret: "anothersecret0123456789")));

    [Fact]
    public Task A_form_without_a_policy_is_refused_where_nobody_may_write() =>
        RefusedAsync(Expected(Capability.EvaluatesForms, (403, "AccessDenied"), moto: (204, "")), SendAsync([]));

    [Fact]
    public async Task A_policy_without_an_expiration_is_refused()
    {
        Dictionary<string, string> fields = Fields(expires: null);
        await RefusedAsync(Expected(Capability.NamesBadPolicies, (400, "InvalidPolicyDocument"), moto: (204, ""), ceph: (400, "InvalidArgument")), SendAsync(fields));
    }

    [Fact]
    public async Task A_form_without_a_file_is_refused()
    {
        string form = string.Concat(Fields().Append(new("key", "up/a.txt")).Select(static f => $"--{Edge}\r\nContent-Disposition: form-data; name=\"{f.Key}\"\r\n\r\n{f.Value}\r\n")) + $"--{Edge}--\r\n";
        RawAnswer answer = await AskAsNobodyAsync("POST", "", form, ("content-type", $"multipart/form-data; boundary={Edge}"));
        Assert.Equal(Expected(Capability.WantsFilesInForms, (400, "InvalidArgument"), moto: (204, ""), ceph: (204, "")), answer.Error);
    }

    async Task RefusedAsync((int Status, string) expected, Task<RawAnswer> sending, string key = "up/a.txt")
    {
        Assert.Equal(expected, (await sending).Error);
        Assert.Equal(expected.Status == 204 ? 200 : 404, (await AskAsync("HEAD", key)).Status);
    }

    Dictionary<string, string> Fields(JsonArray? condition = null, string secret = Store.SecretKey) => Fields(TimeSpan.FromHours(1), condition, secret);

    Dictionary<string, string> Fields(TimeSpan? expires, JsonArray? condition = null, string secret = Store.SecretKey)
    {
        DateTime now = DateTime.UtcNow;
        string date = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture), credential = $"{Store.AccessKey}/{date}/us-east-1/s3/aws4_request", time = date + "T000000Z";
        JsonArray conditions =
        [
            new JsonObject { ["bucket"] = Bucket },
            new JsonArray("starts-with", "$key", "up/"),
            new JsonObject { ["x-amz-algorithm"] = "AWS4-HMAC-SHA256" },
            new JsonObject { ["x-amz-credential"] = credential },
            new JsonObject { ["x-amz-date"] = time },
        ];
        if (condition is not null)
            conditions.Add(condition);
        JsonObject policy = new() { ["conditions"] = conditions };
        if (expires is { } validity)
            policy["expiration"] = (now + validity).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(policy.ToJsonString()));
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in (string[])[date, "us-east-1", "s3", "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return new()
        {
            ["x-amz-algorithm"] = "AWS4-HMAC-SHA256",
            ["x-amz-credential"] = credential,
            ["x-amz-date"] = time,
            ["policy"] = encoded,
            ["x-amz-signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(encoded))),
        };
    }

    Task<RawAnswer> SendAsync(Dictionary<string, string> fields, params (string Name, string Value)[] more) => SendAsync(fields, "up/a.txt", more);

    Task<RawAnswer> SendAsync(Dictionary<string, string> fields, string key, params (string Name, string Value)[] more)
    {
        StringBuilder form = new();
        foreach ((string name, string value) in (IEnumerable<(string, string)>)[("key", key), .. fields.Select(static f => (f.Key, f.Value)), .. more])
            form.Append(CultureInfo.InvariantCulture, $"--{Edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.Append(CultureInfo.InvariantCulture, $"--{Edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--{Edge}--\r\n");
        return AskAsNobodyAsync("POST", "", form.ToString(), ("content-type", $"multipart/form-data; boundary={Edge}"));
    }
}
