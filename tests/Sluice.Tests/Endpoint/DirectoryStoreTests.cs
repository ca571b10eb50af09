using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sluice.Endpoint;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Storage.Directories;
using Sluice.S3;

namespace Sluice.Tests.Endpoint;

public sealed class DirectoryStoreTests : EndpointTest
{
    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        EndpointOptions options = new() { DataDirectory = TemporaryDirectory, AccessKey = "key", SecretKey = "secret", Durable = true };
        string upload;
        await using (EndpointServer server = await StartAsync(options))
        {
            using RawClient client = new(server);
            await BytesAsync(client.PutAsync($"/{Bucket}/a%20b", "kept"u8.ToArray(), ("x-amz-meta-color", "blue"), ("x-amz-tagging", "t=1"), ("x-amz-acl", "public-read"), ("content-type", "text/x-kept")));
            await BytesAsync(client.PutAsync($"/{Bucket}/copy", [], ("x-amz-copy-source", $"{Bucket}/a%20b")));
            await BytesAsync(client.SendAsync("DELETE", $"/{Bucket}/a%20b?tagging=", null));
            string created = System.Text.Encoding.UTF8.GetString(await BytesAsync(client.SendAsync("POST", $"/{Bucket}/large?uploads=", [])));
            upload = created.Split("<UploadId>")[1].Split('<')[0];
            await BytesAsync(client.PutAsync($"/{Bucket}/large?partNumber=1&uploadId={upload}", "part"u8.ToArray()));
        }
        await using (EndpointServer server = await StartAsync(options))
        {
            using RawClient client = new(server);
            using HttpResponseMessage kept = await client.GetAsync($"/{Bucket}/a%20b");
            Assert.Equal("kept", await kept.Content.ReadAsStringAsync());
            Assert.Equal("text/x-kept", kept.Content.Headers.ContentType?.ToString());
            Assert.Equal("blue", kept.Headers.GetValues("x-amz-meta-color").Single());
            Assert.False(kept.Headers.Contains("x-amz-tagging-count"));
            await BytesAsync(client.SendAnonymousAsync("GET", $"/{Bucket}/a%20b"));
            // The copy shares its bytes with the original and outlives it.
            await BytesAsync(client.SendAsync("DELETE", $"/{Bucket}/a%20b", null));
            Assert.Equal("kept"u8.ToArray(), await BytesAsync(client.GetAsync($"/{Bucket}/copy")));
            string complete = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + ChecksumHex("part"u8) + "</ETag></Part></CompleteMultipartUpload>";
            await BytesAsync(client.SendAsync("POST", $"/{Bucket}/large?uploadId={upload}", System.Text.Encoding.UTF8.GetBytes(complete)));
            Assert.Equal("part"u8.ToArray(), await BytesAsync(client.GetAsync($"/{Bucket}/large")));
        }
        Assert.Equal(2, Directory.GetFiles(Path.Combine(TemporaryDirectory, "blobs"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_start_sweeps_what_a_crash_left()
    {
        EndpointOptions options = new() { DataDirectory = TemporaryDirectory };
        await using (EndpointServer server = await StartAsync(options))
        {
            using RawClient client = new(server);
            await BytesAsync(client.PutAsync($"/{Bucket}/kept", "kept"u8.ToArray()));
        }
        string temporary = Path.Combine(TemporaryDirectory, "temp", "1"), orphan = Path.Combine(TemporaryDirectory, "blobs", "ab", "ab" + new string('0', 30));
        string bucket = Path.Combine(TemporaryDirectory, "buckets", "b-half"), upload = Path.Combine(TemporaryDirectory, "buckets", "b-" + Bucket, "uploads", "half");
        File.WriteAllText(temporary, "{");
        File.WriteAllText(orphan, "bytes");
        Directory.CreateDirectory(bucket);
        Directory.CreateDirectory(upload);
        await using (EndpointServer server = await StartAsync(options))
            Assert.Equal("kept"u8.ToArray(), await BytesAsync(new RawClient(server).GetAsync($"/{Bucket}/kept")));
        Assert.False(File.Exists(temporary) || File.Exists(orphan) || Directory.Exists(bucket) || Directory.Exists(upload));
    }

    [Fact]
    public async Task A_directory_has_one_owner()
    {
        EndpointOptions options = new() { DataDirectory = TemporaryDirectory };
        await using EndpointServer server = await StartAsync(options);
        IOException refused = await Assert.ThrowsAsync<IOException>(() => EndpointServer.StartAsync(options, CancellationToken.None));
        Assert.Contains(TemporaryDirectory, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"KeyBytes\":\"b25l")]
    [InlineData("{}")]
    [InlineData("\0\0\0\0")]
    [InlineData("null")]
    public async Task A_torn_record_stops_no_start_is_named_and_counts_as_no_data(string torn)
    {
        EndpointOptions options = new() { DataDirectory = TemporaryDirectory, AccessKey = "key", SecretKey = "secret" };
        string[] records;
        string upload;
        await using (EndpointServer server = await StartAsync(options))
        {
            using RawClient client = new(server);
            await BytesAsync(client.PutAsync($"/{Bucket}/one", "one"u8.ToArray()));
            upload = System.Text.Encoding.UTF8.GetString(await BytesAsync(client.SendAsync("POST", $"/{Bucket}/large?uploads=", []))).Split("<UploadId>")[1].Split('<')[0];
            await BytesAsync(client.PutAsync($"/{Bucket}/large?partNumber=1&uploadId={upload}", "part"u8.ToArray()));
            await BytesAsync(client.PutAsync("/other-bucket", []));
            await BytesAsync(client.PutAsync("/other-bucket/lost", "lost"u8.ToArray()));
            records = [.. RecordsOf(Bucket).Where(static r => !r.EndsWith("bucket.json", StringComparison.Ordinal) && !r.EndsWith("upload.json", StringComparison.Ordinal)), Path.Combine(TemporaryDirectory, "buckets", "b-other-bucket", "bucket.json")];
            await BytesAsync(client.PutAsync($"/{Bucket}/two", "two"u8.ToArray()));
        }
        int blobs = Directory.GetFiles(Path.Combine(TemporaryDirectory, "blobs"), "*", SearchOption.AllDirectories).Length;
        foreach (string record in records)
            File.WriteAllText(record, torn);
        await using (EndpointServer server = await StartAsync(options, withBucket: false))
        {
            Assert.Equal(3, records.Length);
            foreach (string record in records)
                Assert.Single(server.Damage, sentence => sentence.Contains(record, StringComparison.Ordinal));
            using RawClient client = new(server);
            await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/one"));
            await ExpectAsync(404, "NoSuchBucket", client.GetAsync("/other-bucket/lost"));
            string parts = System.Text.Encoding.UTF8.GetString(await BytesAsync(client.GetAsync($"/{Bucket}/large?uploadId={upload}")));
            Assert.DoesNotContain("<Part>", parts, StringComparison.Ordinal);
            Assert.Equal("two"u8.ToArray(), await BytesAsync(client.GetAsync($"/{Bucket}/two")));
            // Nothing of what is set aside comes back when its name is taken again.
            await BytesAsync(client.PutAsync("/other-bucket", []));
            await BytesAsync(client.PutAsync($"/{Bucket}/one", "new"u8.ToArray()));
        }
        await using (EndpointServer server = await StartAsync(options, withBucket: false))
        {
            Assert.Empty(server.Damage);
            using RawClient client = new(server);
            Assert.Equal("new"u8.ToArray(), await BytesAsync(client.GetAsync($"/{Bucket}/one")));
            await ExpectAsync(404, "NoSuchKey", client.GetAsync("/other-bucket/lost"));
        }
        // The bytes of what was set aside are still there for whoever can mend it.
        Assert.Equal(blobs + 1, Directory.GetFiles(Path.Combine(TemporaryDirectory, "blobs"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_whose_bytes_a_crash_took_is_no_object(bool gone)
    {
        EndpointOptions options = new() { DataDirectory = TemporaryDirectory };
        await using (EndpointServer server = await StartAsync(options))
            await BytesAsync(new RawClient(server).PutAsync($"/{Bucket}/k", "bytes"u8.ToArray()));
        string blob = Directory.GetFiles(Path.Combine(TemporaryDirectory, "blobs"), "*", SearchOption.AllDirectories).Single();
        if (gone)
            File.Delete(blob);
        else
            File.WriteAllBytes(blob, []);
        await using (EndpointServer server = await StartAsync(options))
        {
            Assert.Contains(gone ? "missing" : "5 bytes", server.Damage.Single(), StringComparison.Ordinal);
            await ExpectAsync(404, "NoSuchKey", new RawClient(server).GetAsync($"/{Bucket}/k"));
        }
    }

    string[] RecordsOf(string bucket) => Directory.GetFiles(Path.Combine(TemporaryDirectory, "buckets", "b-" + bucket), "*.json", SearchOption.AllDirectories);

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9()
    {
        using Process process = Serve(TemporaryDirectory);
        try
        {
            using JsonDocument announced = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync())!);
            Uri url = new(announced.RootElement.GetProperty("endpoint").GetString()!);
            using RawClient client = RawClient.For(url, "key", "secret");
            await BytesAsync(client.PutAsync("/" + Bucket, []));
            List<string> acknowledged = [];
            using CancellationTokenSource killed = new();
            Task[] writers = [.. Enumerable.Range(0, 4).Select(w => WriteUntilKilledAsync(client, w, acknowledged))];
            while (true)
            {
                lock (acknowledged)
                {
                    if (acknowledged.Count >= 100)
                        break;
                }
                await Task.WhenAny(Task.Delay(5), Task.WhenAll(writers));
            }
            process.Kill();
            await process.WaitForExitAsync();
            await Task.WhenAll(writers);

            await using EndpointServer server = await StartAsync(new EndpointOptions { DataDirectory = TemporaryDirectory, AccessKey = "key", SecretKey = "secret" });
            using RawClient after = new(server);
            foreach (string key in acknowledged)
                Assert.Equal(System.Text.Encoding.ASCII.GetBytes(key), await BytesAsync(after.GetAsync($"/{Bucket}/{key}")));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [Fact]
    public async Task Any_set_of_keys_is_kept_apart_and_in_the_directory()
    {
        string outside = Path.Combine(TemporaryDirectory, "outside"), inside = Path.Combine(TemporaryDirectory, "inside");
        Directory.CreateDirectory(outside);
        string[] nasty = ["..", ".", "../../outside/x", "/etc/passwd", "a", "A", "a/", "a//", "con", "nul", "a\0b", "a\nb", "~", "$HOME", "\\..\\x", new string('x', 1024), "lock", "objects", "b-test"];
        Gen<ObjectKey> random = Gen.Choose(0, 255).Select(static b => (byte)b).NonEmptyListOf().Select(static bytes => new ObjectKey(bytes.Take(1024).ToArray()));
        HashSet<ObjectKey> keys = [.. nasty.Select(static k => new ObjectKey(k)), .. random.Sample(60, 3000)];
        await using (DirectoryStore store = DirectoryStore.Open(inside, durable: false))
        {
            Bucket bucket = new Catalog(store).Create(Bucket, DateTimeOffset.UnixEpoch, new AccessList("owner", []));
            foreach (ObjectKey key in keys)
                await bucket.PutAsync(await ObjectAsync(store, key), WritePrecondition.None, CancellationToken.None);
        }
        await using (DirectoryStore store = DirectoryStore.Open(inside, durable: false))
        {
            Bucket bucket = new Catalog(store).Get(Bucket);
            ListingPage all = bucket.List(new ListingQuery(ObjectKey.Empty, ObjectKey.Empty, ObjectKey.Empty, false, int.MaxValue));
            Assert.Equal(keys.Order(), all.Objects.Select(static o => o.Key));
            foreach (KeptObject stored in all.Objects)
            {
                List<byte> bytes = [];
                await stored.Content.ReadAsync(0, stored.Size, new byte[4096], piece => { bytes.AddRange(piece.Span); return ValueTask.CompletedTask; }, CancellationToken.None);
                Assert.Equal(stored.KeyBytes, bytes);
            }
        }
        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.All(Directory.GetFiles(inside, "*", SearchOption.AllDirectories), static f => Assert.Matches("^[a-z0-9.]+$", Path.GetFileName(f)));
    }

    static async Task<KeptObject> ObjectAsync(DirectoryStore store, ObjectKey key)
    {
        await using BlobWriter writer = store.CreateBlob();
        key.Memory.CopyTo(writer.GetMemory());
        await writer.AdvanceAsync(key.Length, CancellationToken.None);
        Blob blob = await writer.FinishAsync(CancellationToken.None);
        return new KeptObject
        {
            KeyBytes = key.Bytes.ToArray(),
            Size = blob.Length,
            LastModified = DateTimeOffset.UnixEpoch,
            ETag = "0",
            Description = ObjectDescription.Default,
            Access = new AccessList("owner", []),
            BlobIds = [blob.Id],
            Content = new Content([blob]),
        };
    }

    static async Task WriteUntilKilledAsync(RawClient client, int writer, List<string> acknowledged)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                string key = $"{writer}-{i % 50}";
                using HttpResponseMessage put = await client.PutAsync($"/{Bucket}/{key}", System.Text.Encoding.ASCII.GetBytes(key));
                if (!put.IsSuccessStatusCode)
                    return;
                lock (acknowledged)
                    acknowledged.Add(key);
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed.
        }
    }

    static Process Serve(string directory)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll"), "serve", "--port", "0", "--json", directory]) { RedirectStandardOutput = true };
        start.Environment["SLUICE_ACCESS_KEY"] = "key";
        start.Environment["SLUICE_SECRET_KEY"] = "secret";
        return Process.Start(start)!;
    }

    static string ChecksumHex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(Convert.FromBase64String(Sluice.S3.Checksums.ChecksumHasher.Compute(Sluice.S3.Checksums.ChecksumAlgorithm.Md5, bytes).Base64));
}
