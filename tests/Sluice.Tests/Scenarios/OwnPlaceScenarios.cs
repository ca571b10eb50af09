namespace Sluice.Tests.Scenarios;

/// <summary>What the command keeps for its user: whose it is, where a home is shared, and where there is none.</summary>
public sealed class OwnPlaceScenarios
{
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
