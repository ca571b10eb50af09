using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

/// <summary>What programs write, where it goes, and what rows say of them.</summary>
public sealed class ProcessOutputScenarios
{
    [Fact]
    public async Task Output_without_a_line_end_gets_one_and_binary_output_keeps_its_bytes()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] noise = Scene.Bytes(300_000);
        scene.Put("one", noise);
        Assert.Equal((byte[])[.. noise, .. noise[^1] == '\n' ? [] : "\n"u8], (await scene.RunAsync("process", "s3://scene/one", "--", "cat")).Exits(0).OutputBytes);
        Assert.Equal("x\n", (await scene.RunAsync("process", "s3://scene/one", "--", "printf", "x")).Exits(0).Output);
        Assert.Equal("", (await scene.RunAsync("process", "s3://scene/one", "--", "true")).Exits(0).Output);
    }

    [Fact]
    public async Task Keep_order_gives_results_in_the_order_of_the_keys()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"p/{i:00}", $"{i:00}");
        CommandResult run = await scene.RunAsync("process", "--keep-order", "--jobs", "4", "s3://scene/p/", "--", "sh", "-c", "read -r n; [ $n != 05 ] || sleep 0.5; [ $n != 09 ] || exit 1; echo $n");
        Assert.Equal(Enumerable.Range(0, 30).Where(static i => i != 9).Select(static i => $"{i:00}"), run.Exits(1).Lines);
    }

    [Fact]
    public async Task Outputs_become_objects_or_files_only_when_their_program_ended_well()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"in/d{i % 2}/{i}.txt", $"{i}\n");
        CommandResult run = (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}/{stem}.json", "s3://scene/in/", "--", "sh", "-c", "read -r n; echo [$n]; [ $n != 3 ]")).Exits(1).Says("1 failed");
        Assert.Equal("", run.Output);
        Assert.Equal(["out/d0/0.json", "out/d0/2.json", "out/d0/4.json", "out/d1/1.json", "out/d1/5.json"], scene.Keys().Where(static key => key.StartsWith("out/", StringComparison.Ordinal)));
        Assert.Equal("[5]\n", Encoding.UTF8.GetString(scene.Get("out/d1/5.json")));
        Assert.Equal("application/json", scene.Head("out/d1/5.json").Attributes.ContentType);
        (await scene.RunAsync("process", "--to", scene.Path("files") + "/", "s3://scene/in/", "--", "cat")).Exits(0);
        Assert.Equal(["d0/0.txt", "d0/2.txt", "d0/4.txt", "d1/1.txt", "d1/3.txt", "d1/5.txt"], scene.Files("files"));
        Assert.Equal("3\n", await File.ReadAllTextAsync(scene.Path("files/d1/3.txt")));
        // One of several parts.
        scene.Put("one", "1");
        (await scene.RunAsync("process", "--to", "s3://scene/large", "s3://scene/one", "--", "head", "-c", "80000000", "/dev/zero")).Exits(0);
        Assert.Equal(80_000_000, scene.Head("large").ContentLength);
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    [Fact]
    public async Task Outputs_of_one_name_and_outputs_within_the_source_are_refused_before_the_first()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("in/a.csv", "1");
        scene.Put("in/a.json", "2");
        scene.Put("in/sub/b.json", "2");
        (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}/{stem}.txt", "s3://scene/in/", "--", "cat")).Exits(2).Says("Two objects would have the output s3://scene/out/a.txt");
        scene.Put("other/sub/b.json", "3");
        (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}/{name}", "s3://scene/in/", "s3://scene/other/", "--", "cat")).Exits(2).Says("Two objects would have the output s3://scene/out/sub/b.json");
        (await scene.RunAsync("process", "--to", "s3://scene/out/same", "--files-from", scene.Write("names", "a.csv\na.json\n"), "s3://scene/in/", "--", "cat")).Exits(2).Says("tells any two objects apart");
        (await scene.RunAsync("process", "--to", "s3://scene/in/out/{name}", "s3://scene/in/", "--", "cat")).Exits(2).Says("become inputs");
        (await scene.RunAsync("process", "--to", "s3://scene/", "s3://scene/", "--", "cat")).Exits(2).Says("become inputs");
        (await scene.RunAsync("process", "--to", "s3://scene/{dir}/x-{name}", "s3://scene/in/sub/", "--", "cat")).Exits(0);
        (await scene.RunAsync("process", "--to", "s3://scene/in/{dir}/{name}", "s3://scene/in/", "--", "cat")).Exits(2);
        Assert.Equal(["in/a.csv", "in/a.json", "in/sub/b.json", "other/sub/b.json", "x-b.json"], scene.Keys());
    }

    [Fact]
    public async Task Arguments_are_in_no_row_unless_asked_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        string quiet = scene.Path("quiet.csv"), told = scene.Path("told.csv");
        (await scene.RunAsync("process", "--results", quiet, "s3://scene/p/", "--", "true", "--password=hunter2")).Exits(0);
        Assert.DoesNotContain("hunter2", File.ReadAllText(quiet), StringComparison.Ordinal);
        (await scene.RunAsync("process", "--results", told, "--log-arguments", "s3://scene/p/", "--", "true", "--password=hunter2")).Exits(0);
        Assert.Contains("hunter2", File.ReadAllText(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_tell_what_a_program_used()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        JsonElement row = (await scene.RunAsync("process", "--json", "s3://scene/p/", "--", "python3", "-c", "import time\nx = bytearray(300_000_000)\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass")).Exits(0).Json[0];
        Assert.InRange(row.GetProperty("user_cpu_seconds").GetDouble() + row.GetProperty("system_cpu_seconds").GetDouble(), 0.25, 10);
        Assert.InRange(row.GetProperty("peak_memory_bytes").GetInt64(), 300_000_000, 400_000_000);
        Assert.InRange(row.GetProperty("seconds").GetDouble(), 0.3, 60);
    }
}
