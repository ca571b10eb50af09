using System.Diagnostics;
using Sluice.Endpoint;

namespace Sluice.Tests.Endpoint;

/// <summary>Buckets as file systems: files are written in parts, renamed, read in pieces and removed by programs that know nothing of S3.</summary>
[Trait("Needs", "fuse")]
public sealed class MountTests : EndpointTest
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory, InlineData(false), InlineData(true)]
    public async Task Files_on_s3fs_are_written_renamed_changed_and_removed(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls });
        string keys = Path.Combine(TemporaryDirectory, "keys");
        await File.WriteAllTextAsync(keys, $"{server.AccessKey}:{server.SecretKey}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string place = Place();
        await UseAsync(server, place, "s3fs", [Bucket, place, "-f", "-o", $"url={Address(server)},use_path_request_style,passwd_file={keys},endpoint=us-east-1,multipart_size=5"], "printf changed | dd of=\"$1/sub dir/large.bin\" bs=1 seek=9000000 conv=notrunc status=none");
        Assert.True(server.Requests["UploadPart"] >= 3);
        byte[] large = await BytesAsync(new RawClient(server) { Trusted = server.CertificatePem }.GetAsync($"/{Bucket}/sub%20dir/large.bin"));
        Assert.Equal("changed"u8.ToArray(), large[9_000_000..9_000_007]);
        Assert.Equal(12 << 20, large.Length);
    }

    [Theory, InlineData(false), InlineData(true)]
    [Trait("Needs", "rclone")]
    public async Task Files_on_a_mount_of_rclone_are_written_renamed_and_removed(bool tls)
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { Tls = tls });
        string place = Place();
        await UseAsync(server, place, "rclone",
            ["mount", $":s3:{Bucket}", place, "--config", "/dev/null", "--s3-provider", "Other", "--s3-access-key-id", server.AccessKey, "--s3-secret-access-key", server.SecretKey, "--s3-endpoint", Address(server), "--s3-region", "us-east-1", "--s3-chunk-size", "5M", "--s3-upload-cutoff", "6M", .. tls ? (string[])["--ca-cert", Bundle(server)] : []], "true");
        Assert.True(server.Requests["UploadPart"] >= 3);
        Assert.Equal(12 << 20, (await BytesAsync(new RawClient(server) { Trusted = server.CertificatePem }.GetAsync($"/{Bucket}/sub%20dir/large.bin"))).Length);
    }

    /// <summary>Mounts, works on the files by a shell, and unmounts however that ends.</summary>
    async Task UseAsync(EndpointServer server, string place, string program, string[] arguments, string more)
    {
        const string script = """
            set -e
            mkdir "$1/sub dir"
            head -c 12582912 /dev/urandom > "$2/large.bin"
            cp "$2/large.bin" "$1/sub dir/large.bin"
            cmp "$2/large.bin" "$1/sub dir/large.bin"
            printf text > "$1/ünïcode+1.txt"
            mv "$1/ünïcode+1.txt" "$1/sub dir/moved.txt"
            test "$(cat "$1/sub dir/moved.txt")" = text
            test "$(tail -c 1000 "$1/sub dir/large.bin" | cksum)" = "$(tail -c 1000 "$2/large.bin" | cksum)"
            rm "$1/sub dir/moved.txt"
            test "$(ls "$1/sub dir")" = large.bin
            """;
        using Process mount = Start(server, program, arguments);
        Task<string> said = SaidAsync(mount);
        try
        {
            await MountedAsync(place, mount, said);
            using Process shell = Start(server, "sh", ["-c", $"{script}\n{more}", "sh", place, TemporaryDirectory]);
            Task<string> output = SaidAsync(shell);
            await ExitAsync(shell);
            Assert.True(shell.ExitCode == 0, $"The files ended with {shell.ExitCode}.\n{await output}");
        }
        finally
        {
            using Process unmount = Start(server, "fusermount3", ["-u", place]);
            Task<string> output = SaidAsync(unmount);
            await ExitAsync(unmount);
            if (unmount.ExitCode != 0 && !mount.HasExited)
                mount.Kill();
            await output;
            await ExitAsync(mount);
        }
        await said;
    }

    static async Task MountedAsync(string place, Process mount, Task<string> said)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!(await File.ReadAllTextAsync("/proc/self/mountinfo", limit.Token)).Contains($" {place} ", StringComparison.Ordinal))
        {
            if (mount.HasExited)
                Assert.Fail($"{mount.StartInfo.FileName} ended with {mount.ExitCode}.\n{await said}");
            await Task.Delay(50, limit.Token);
        }
    }

    static async Task ExitAsync(Process process)
    {
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    static async Task<string> SaidAsync(Process process)
    {
        string[] both = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        return string.Concat(both);
    }

    Process Start(EndpointServer server, string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(static n => n.StartsWith("AWS_", StringComparison.Ordinal) || n.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (server.CertificatePem is not null)
            start.Environment["CURL_CA_BUNDLE"] = Bundle(server);
        return Process.Start(start)!;
    }

    string Place() => Directory.CreateDirectory(Path.Combine(TemporaryDirectory, "mount")).FullName;

    string Bundle(EndpointServer server)
    {
        string path = Path.Combine(TemporaryDirectory, "ca.pem");
        File.WriteAllText(path, server.CertificatePem);
        return path;
    }

    static string Address(EndpointServer server) => server.Url.ToString().TrimEnd('/');
}
