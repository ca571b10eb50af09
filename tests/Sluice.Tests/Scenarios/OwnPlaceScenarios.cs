using System.Net.Sockets;
using Sluice.Cli.Limits;

namespace Sluice.Tests.Scenarios;

/// <summary>What the command keeps for its user: whose it is, where a home is shared, and where there is none.</summary>
public sealed class OwnPlaceScenarios
{
    [Fact]
    public async Task Sockets_of_another_host_that_shares_the_directory_are_neither_asked_nor_removed()
    {
        if (OperatingSystem.IsWindows())
            return;
        Assert.NotEqual(LimitDirectory.EndingOf("one", "pid:[4026531836]"), LimitDirectory.EndingOf("other", "pid:[4026531836]"));
        Assert.NotEqual(LimitDirectory.EndingOf("one", "pid:[4026531836]"), LimitDirectory.EndingOf("one", "pid:[4026532201]"));
        await using Scene scene = await Scene.BeginAsync();
        string directory = Directory.CreateDirectory(Path.Combine(scene.StateDirectory, "running")).FullName;
        scene.Put("big", Scene.Bytes(20 << 20));
        using CommandProcess run = scene.Start("cp", "s3://scene/big", "big", "--bandwidth", "1MB/s", "--no-progress");
        // As another host's is seen from here: it refuses, also while its process runs there under the number of one of ours.
        string[] foreign = [Path.Combine(directory, $"4711{LimitDirectory.EndingOf("other", "")}"), Path.Combine(directory, $"{run.Id}{LimitDirectory.EndingOf("other", "")}")];
        foreach (string path in foreign)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(path + ".new"));
            // Its name goes with it, when it is the one that it was bound to.
            File.Move(path + ".new", path);
        }
        await Scene.UntilAsync(() => Directory.GetFiles(directory, "*.sock").Length == 3);
        Assert.StartsWith($"{run.Id}  sluice cp ", (await scene.RunAsync("limit")).Exits(0).Lines[0], StringComparison.Ordinal);
        Assert.Equal("", (await scene.RunAsync("limit", "all", "--bandwidth", "off")).Exits(0).Error);
        (await run.ResultAsync()).Exits(0);
        Assert.Equal(foreign.Order(StringComparer.Ordinal), Directory.GetFiles(directory).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_home_nothing_of_the_current_directory_is_obeyed_or_written()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("key", "value");
        string program = scene.Write("steal", $"#!/bin/sh\ntouch '{scene.Path("obeyed")}'\nexit 1\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        scene.Write(".aws/config", $"[default]\ncredential_process = {program}\n[profile other]\ncredential_process = {program}\n");
        scene.Write(".config/sluice/config", "[options]\nendpoint_url = http://127.0.0.1:1\n");
        scene.Write("sluice/config", "[options]\nendpoint_url = http://127.0.0.1:1\n");
        foreach (string variable in (string[])["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "SLUICE_STATE_DIR"])
            scene.Environment.Remove(variable);
        foreach (string? home in (string?[])["/nonexistent/home", ".", "", null])
        {
            scene.Environment["HOME"] = home;
            (scene.Environment["XDG_CONFIG_HOME"], scene.Environment["XDG_STATE_HOME"]) = (home == "." ? "." : null, Path.Combine(scene.StateDirectory, "own"));
            string[] before = Directory.GetFileSystemEntries(scene.Directory);
            (await scene.RunAsync("cat", "s3://scene/key")).Exits(0);
            await scene.RunAsync("ls", "s3://other@scene/");
            Assert.Equal(before, Directory.GetFileSystemEntries(scene.Directory));
        }
        // By who may write nowhere but here.
        (scene.Environment["HOME"], scene.Environment["XDG_STATE_HOME"]) = ("/nonexistent", ".");
        string[] all = Directory.GetFileSystemEntries(scene.Directory, "*", SearchOption.AllDirectories);
        (await scene.RunUnprivilegedAsync("cp s3://scene/key /dev/null")).Exits(0).Says("No journal");
        Assert.Equal(all, Directory.GetFileSystemEntries(scene.Directory, "*", SearchOption.AllDirectories));
    }
}
