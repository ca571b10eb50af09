using System.Globalization;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Crash;

/// <summary>
/// A command that is killed with SIGKILL at moments a seed decides (after so many requests of its run), and started
/// again until it is done. Then both sides must be the same, nothing of it may be left anywhere, and no more requests
/// may have carried bytes than the work needs and the kills have cost.
/// </summary>
sealed class CrashScene : IAsyncDisposable
{
    /// <summary>Requests in flight, which a kill may cost.</summary>
    public const int Concurrency = 4;

    public const int PartSize = 5 << 20;

    static readonly string[] Carriers = ["PutObject", "UploadPart", "GetObject", "CopyObject", "UploadPartCopy"];

    readonly Random _random;
    readonly Dictionary<string, string?> _environment = [];

    CrashScene(Scene scene, EndpointServer other, int seed)
    {
        Scene = scene;
        Other = other;
        _random = new Random(seed);
        foreach ((string name, string? value) in scene.Environment)
            _environment[name] = value;
        // A second store, to copy between two.
        File.WriteAllText(scene.Path("config"), $"[profile other]\nendpoint_url = {other.Url}\nregion = us-east-1\naws_access_key_id = {other.AccessKey}\naws_secret_access_key = {other.SecretKey}\n");
        _environment["AWS_CONFIG_FILE"] = scene.Path("config");
        _environment["SLUICE_STATE_DIR"] = scene.Path("state");
        // One core each: two of these tests run at a time.
        _environment["DOTNET_TieredPGO"] = "0";
    }

    public Scene Scene { get; }

    public EndpointServer Other { get; }

    public int Kills { get; private set; }

    public static async Task<CrashScene> BeginAsync(int seed)
    {
        Scene scene = await Scene.BeginAsync();
        EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        using S3Client client = new(new S3ClientOptions { Endpoint = other.Url, Credentials = CredentialSource.Static(other.AccessKey, other.SecretKey) });
        _ = client.CreateBucket("other", null, CancellationToken.None).Value;
        return new CrashScene(scene, other, seed);
    }

    /// <summary>Draws a number below <paramref name="bound"/>, from the seed.</summary>
    public int Draw(int bound) => _random.Next(bound);

    /// <summary>
    /// Starts the command, kills it after a drawn number of carrying requests below <paramref name="reach"/>, up to
    /// <paramref name="kills"/> times; then lets it run to its end, which must be a success.
    /// </summary>
    public async Task RunUntilDoneAsync(int kills, int reach, string[] args)
    {
        string[] command = [.. args, "--concurrency", Concurrency.ToString(CultureInfo.InvariantCulture), "--part-size", "5MiB", "--no-progress"];
        for (int kill = 0; kill < kills; kill++)
        {
            using CommandProcess process = new(command, _environment, Scene.Directory);
            long goal = Carried() + _random.Next(reach);
            int extra = _random.Next(12);
            Task ended = process.Ended;
            while (!ended.IsCompleted && Carried() <= goal)
                await Task.Delay(1);
            if (!ended.IsCompleted)
                await Task.WhenAny(ended, Task.Delay(extra));
            if (ended.IsCompleted)
            {
                (await process.ResultAsync()).Exits(0);
                return;
            }
            await process.KillAsync();
            Kills++;
            // Without a journal it had not begun yet, or was done and on its way out: the next run begins from nothing.
            if (Directory.GetFiles(Directory.CreateDirectory(Scene.Path("state")).FullName, "*.journal", SearchOption.AllDirectories).Length == 0)
            {
                Kills = 0;
                Scene.Server.Requests.Reset();
                Other.Requests.Reset();
            }
        }
        using CommandProcess last = new(command, _environment, Scene.Directory);
        (await last.ResultAsync()).Exits(0);
    }

    /// <summary>Requests so far that carry bytes of objects, on both stores.</summary>
    public long Carried() => Carriers.Sum(operation => Scene.Server.Requests[operation] + Other.Requests[operation]);

    /// <summary>Everything is in place: from here on requests are slow, so that a kill finds the run in the middle of something, and count.</summary>
    public void BeginCount()
    {
        FaultPlan slow = new() { Latency = TimeSpan.FromMilliseconds(5), Bandwidth = 60 << 20 };
        (Scene.Server.Faults.Plan, Other.Faults.Plan) = (slow, slow);
        Scene.Server.Requests.Reset();
        Other.Requests.Reset();
    }

    /// <summary>The run is done: what looks at the result need not wait.</summary>
    public void EndCount()
    {
        Scene.Server.Faults.Clear();
        Other.Faults.Clear();
    }

    /// <summary>No journal, no temporary file, no multipart upload.</summary>
    public void NothingIsLeft()
    {
        Assert.Equal(0, Scene.UnfinishedUploads());
        string[] left = [.. Directory.EnumerateFiles(Scene.Directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(static file => file.Contains(".sluice-", StringComparison.Ordinal)),
            .. Scene.Journals().Where(static file => Path.GetFileName(Path.GetDirectoryName(file)) is not ("locks" or "checksums"))];
        Assert.True(left.Length == 0, $"left behind: {string.Join(", ", left)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await Scene.DisposeAsync();
    }
}
