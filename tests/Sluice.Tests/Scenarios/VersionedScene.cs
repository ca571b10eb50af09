using System.Globalization;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.Tests.Model;

namespace Sluice.Tests.Scenarios;

/// <summary>A scene whose bucket keeps versions, on an endpoint whose clock the test moves: every operation has a time of its own.</summary>
static class VersionedScene
{
    public static async Task<(Scene Scene, Func<DateTimeOffset> Tick)> BeginAsync(bool versioned = true)
    {
        OffsetClock clock = new();
        Scene scene = await Scene.BeginAsync(new EndpointOptions { Clock = clock });
        if (versioned)
            _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        return (scene, () =>
        {
            DateTimeOffset now = clock.GetUtcNow();
            clock.Advance(TimeSpan.FromSeconds(2));
            return now;
        }
        );
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static void Delete(Scene scene, string key) => _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey(key)), default).Value;

    public static int Count(Scene scene) => scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket), default).Value.Objects.Count;
}
