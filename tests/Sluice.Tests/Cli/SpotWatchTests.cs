using Sluice.Cli.Jobs;
using Sluice.Tests.Support;

namespace Sluice.Tests.Cli;

public sealed class SpotWatchTests
{
    [Theory]
    [InlineData("sys_vendor", "Amazon EC2\n", true)]
    [InlineData("bios_version", "4.11.amazon\n", true)]
    [InlineData("sys_vendor", "QEMU\n", false)]
    [InlineData("product_name", "Amazon EC2\n", false)]
    public void Firmware_says_whether_a_machine_is_an_instance(string name, string text, bool expected)
    {
        string directory = Directory.CreateTempSubdirectory("sluice-dmi-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, name), text);
            Assert.Equal(expected, SpotWatch.IsInstance(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("", "http://169.254.169.254/")]
    [InlineData("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6", "http://[fd00:ec2::254]/")]
    [InlineData("AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1338", "http://127.0.0.1:1338/")]
    [InlineData("AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1338 AWS_EC2_METADATA_DISABLED=TRUE", null)]
    public void The_environment_says_where_the_metadata_service_is(string environment, string? expected)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        Assert.Equal(expected, InstanceMetadata.EndpointFrom(variables.GetValueOrDefault)?.ToString());
    }

    [Fact]
    public async Task A_notice_is_told_once_whatever_it_says_and_an_empty_one_counts()
    {
        await using MetadataEndpoint metadata = await MetadataEndpoint.StartAsync();
        metadata.Pages["spot/instance-action"] = "";
        TaskCompletionSource<string> told = new();
        using SpotWatch? watch = SpotWatch.Begin(always: true, name => name == "AWS_EC2_METADATA_SERVICE_ENDPOINT" ? metadata.Url : null, TimeProvider.System, told.SetResult, static _ => { }, CancellationToken.None);
        Assert.Equal("EC2 takes this instance back.", await told.Task.WaitAsync(TimeSpan.FromMinutes(1)));
    }
}
