using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Sluice.Tests.Endpoint;

public sealed class MyUploadTests : IClassFixture<S3Fixture>, IAsyncLifetime, IDisposable
{
    readonly S3Fixture _s3;
    readonly AmazonS3Client _client;
    readonly string _bucket = "b-" + Guid.NewGuid().ToString("n");

    public MyUploadTests(S3Fixture s3)
    {
        _s3 = s3;
        _client = s3.Connect();
    }

    public async Task InitializeAsync()
    {
        _s3.Reset();
        await _client.PutBucketAsync(_bucket);
    }

    [Fact]
    public async Task A_note_is_stored_in_one_request()
    {
        await PutAsync("note", "hello");
        using GetObjectResponse note = await _client.GetObjectAsync(_bucket, "note");
        using StreamReader reader = new(note.ResponseStream);
        Assert.Equal("hello", await reader.ReadToEndAsync());
        Assert.Equal(1, _s3.Server.Requests["PutObject"]);
    }

    [Fact]
    public async Task The_second_upload_of_a_key_is_told_to_slow_down()
    {
        _s3.Server.Faults.On("PutObject").Key("busy").Nth(2).Reply(503, "SlowDown");
        await PutAsync("busy", "1");
        AmazonS3Exception refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync("busy", "2"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SlowDown"), (refused.StatusCode, refused.ErrorCode));
        await PutAsync("busy", "3");
    }

    [Fact]
    public async Task A_guest_may_not_read_what_is_private()
    {
        await PutAsync("private", "mine");
        using AmazonS3Client guest = _s3.Connect(_s3.Guest.AccessKey, _s3.Guest.SecretKey);
        AmazonS3Exception refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => guest.GetObjectAsync(_bucket, "private"));
        Assert.Equal("AccessDenied", refused.ErrorCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    Task<PutObjectResponse> PutAsync(string key, string text) => _client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key, ContentBody = text });
}
