using System.Text.Json;
using Sluice.Endpoint;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

/// <summary>The four cases of the course: what each canned list lets a stranger see.</summary>
public sealed class AccessScenarios
{
    [Fact]
    public async Task Access_of_a_public_object_in_a_private_bucket_is_to_read_it_and_not_to_list_it()
    {
        await using Scene scene = await BeginAsync("private", "public-read");
        Assert.Equal(["list anybody no", "read anybody yes", "write anybody no"], await AnybodyAsync(scene));
        Assert.Contains("the object's ACL grants READ to everybody", (await scene.RunAsync("access", "s3://course/key")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_of_a_private_object_in_a_public_read_bucket_is_to_list_it_and_not_to_read_it()
    {
        await using Scene scene = await BeginAsync("public-read", "private");
        Assert.Equal(["list anybody yes", "read anybody no", "write anybody no"], await AnybodyAsync(scene));
    }

    [Fact]
    public async Task Access_of_a_public_read_write_bucket_is_to_list_and_to_write()
    {
        await using Scene scene = await BeginAsync("public-read-write", "private");
        Assert.Equal(["list anybody yes", "read anybody no", "write anybody yes"], await AnybodyAsync(scene));
        Assert.Equal(["key"], scene.Keys("course"));
    }

    [Fact]
    public async Task Access_of_an_authenticated_read_object_is_for_other_users_and_not_for_anybody()
    {
        await using Scene scene = await BeginAsync("authenticated-read", "authenticated-read");
        List<JsonElement> rows = (await scene.RunAsync("access", "s3://course/key", "--as", "guest", "--json")).Exits(0).Json;
        Assert.Equal(["list any signed-in user yes", "list anybody no", "list guest yes", "list you yes", "read any signed-in user yes", "read anybody no", "read guest yes", "read you yes", "write any signed-in user no", "write anybody no", "write guest no", "write you yes"],
            rows.Select(static row => $"{row.GetProperty("operation")} {row.GetProperty("who")} {row.GetProperty("answer")}").Order(StringComparer.Ordinal));
        Assert.All(rows, static row => Assert.Equal(row.GetProperty("who").GetString() != "any signed-in user", row.GetProperty("by_request").GetBoolean()));
    }

    [Fact]
    public async Task Access_of_a_bucket_tries_its_first_objects_and_says_what_it_could_not_read()
    {
        await using Scene scene = await BeginAsync("private", "public-read");
        scene.Put("course", "other", "text"u8.ToArray());
        CommandResult result = (await scene.RunAsync("access", "s3://course")).Exits(0);
        Assert.Contains("some   1 of the first 2 objects that were tried; the object's ACL grants READ to everybody", result.Output, StringComparison.Ordinal);
        (await scene.RunAsync("access", "s3://nowhere-at-all")).Exits(3).Says("does not exist");
        CommandResult stranger = (await scene.RunAsync("access", "s3://course/key", "--no-sign-request")).Exits(0);
        Assert.DoesNotContain(stranger.Lines, static line => line.Contains(" you ", StringComparison.Ordinal));
    }

    static async Task<Scene> BeginAsync(string bucketAcl, string objectAcl)
    {
        Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [new EndpointAccount("guest", "guestaccess", "guestsecret0123456789")] });
        _ = scene.Client.CreateBucket("course", bucketAcl, default).Value;
        _ = scene.Client.PutObject(new PutObjectRequest("course", new ObjectKey("key"), new MemoryBody("text"u8.ToArray())) { Attributes = new ObjectAttributes { Acl = objectAcl } }, default).Value;
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile guest]\naws_access_key_id = guestaccess\naws_secret_access_key = guestsecret0123456789\nendpoint_url = {scene.Server.Url}\n");
        return scene;
    }

    static async Task<string[]> AnybodyAsync(Scene scene) =>
        [.. (await scene.RunAsync("access", "s3://course/key")).Exits(0).Lines.Where(static line => line.Contains(" anybody ", StringComparison.Ordinal)).Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3)))];
}
