using System.Diagnostics;
using System.Text;

namespace Sluice.Tests.Scenarios;

public sealed class CatScenarios
{
    [Fact]
    public async Task Cat_fetches_small_objects_side_by_side_and_writes_them_in_order_without_those_that_failed()
    {
        await using Scene scene = await Scene.BeginAsync();
        StringBuilder expected = new();
        for (int number = 0; number < 60; number++)
        {
            string text = $"object {number}, {new string((char)('a' + number % 26), number * 100)}\n";
            scene.Put($"l/{number:000}", text);
            if (number != 20)
                expected.Append(text);
        }
        // A large one among them has the output alone.
        byte[] large = Scene.Bytes(9 << 20);
        scene.Put("l/030-large", large);
        scene.Server.Faults.On("GetObject").Key("l/020").Reply(403, "AccessDenied");
        // Those with even numbers come late.
        for (int number = 0; number < 60; number += 2)
            scene.Server.Faults.On("GetObject").Key($"l/{number:000}").Delay(TimeSpan.FromMilliseconds(400));
        Stopwatch clock = Stopwatch.StartNew();
        CommandResult result = (await scene.RunAsync("cat", "s3://scene/l/*", "--concurrency", "32")).Exits(1).Says("s3://scene/l/020", "AccessDenied");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(9));
        byte[] output = result.OutputBytes;
        int at = Encoding.UTF8.GetByteCount(expected.ToString()[..expected.ToString().IndexOf("object 31", StringComparison.Ordinal)]);
        Assert.Equal(large, output[at..(at + large.Length)]);
        Assert.Equal(expected.ToString(), Encoding.UTF8.GetString([.. output[..at], .. output[(at + large.Length)..]]));
    }

    [Fact]
    public async Task Cat_into_what_takes_no_more_writes_nothing_behind_half_an_object_and_fetches_no_more()
    {
        if (!File.Exists("/dev/full"))
            return;
        await using Scene scene = await Scene.BeginAsync();
        for (int number = 0; number < 60; number++)
            scene.Put($"l/{number:000}", $"object {number}");
        scene.Server.Faults.On("GetObject").Delay(TimeSpan.FromMilliseconds(50));
        CommandResult result = (await scene.ScriptAsync("sluice cat 's3://scene/l/*' --concurrency 2 > /dev/full")).Exits(1).Says("No space is left");
        // Told once, not of each object.
        Assert.Equal(2, result.Error.Split("failed:").Length);
        Assert.InRange(scene.Server.Requests["GetObject"], 1, 20);
    }

    [Fact]
    public async Task Cat_of_many_small_objects_stays_within_little_memory()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] bytes = Scene.Bytes(3 << 20);
        for (int number = 0; number < 20; number++)
            scene.Put($"m/{number:000}", bytes);
        scene.Server.Faults.On("GetObject").Key("m/000").Delay(TimeSpan.FromMilliseconds(500));
        CommandResult result = (await scene.RunAsync("cat", "s3://scene/m/*", "--memory", "24MiB", "--concurrency", "16")).Exits(0);
        Assert.Equal(20L * bytes.Length, result.OutputBytes.Length);
        for (int number = 0; number < 20; number++)
            Assert.True(result.OutputBytes.AsSpan(number * bytes.Length, bytes.Length).SequenceEqual(bytes), $"object {number}");
    }
}
