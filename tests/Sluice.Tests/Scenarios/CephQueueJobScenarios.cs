using System.Globalization;
using Sluice.Jobs.Queues;
using Sluice.Tests.Conformance;
using Sluice.Tests.Jobs.Queues;

namespace Sluice.Tests.Scenarios;

/// <summary>A job on Ceph, whose store keeps no leases: its chunks come from a queue.</summary>
[Collection("ceph")]
[Trait("Needs", "ceph")]
[Trait("Needs", "node")]
public sealed class CephQueueJobScenarios(CephStore ceph, LocalQueues queues) : IClassFixture<LocalQueues>
{
    [Fact]
    public async Task A_job_on_Ceph_has_its_chunks_from_a_queue_and_each_item_has_one_row()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach ((string name, string value) in ((string, string)[])[("AWS_ENDPOINT_URL", ceph.Endpoint.ToString()), ("AWS_ENDPOINT_URL_SQS", queues.Endpoint.ToString()), ("AWS_ACCESS_KEY_ID", Store.AccessKey), ("AWS_SECRET_ACCESS_KEY", Store.SecretKey)])
            scene.Environment[name] = value;
        string bucket = $"s3://queue-{Guid.NewGuid():n}"[..25], queue = queues.NewName(), job = $"{bucket}/jobs/one";
        for (int item = 0; item < 60; item++)
            scene.Write(string.Create(CultureInfo.InvariantCulture, $"up/{item:00} + é"), $"content of {item}");
        (await scene.RunAsync("mb", bucket)).Exits(0);
        (await scene.RunAsync("cp", "up", $"{bucket}/from/")).Exits(0);
        (await scene.RunAsync("job", "create", job, "--claim", $"sqs://{queue}", "--lease", "3s", "--chunk-items", "7", "--", "cp", $"{bucket}/from/", $"{bucket}/to/")).Exits(0);
        // One message is lost, one comes twice.
        using (SqsMessages messages = queues.Open(queues.Open($"sqs://{queue}").Address(default)))
        {
            ReceivedMessage lost = messages.Receive(2, 60, default)!;
            messages.Delete(lost.Receipt, default);
            ReceivedMessage twice = messages.Receive(2, 60, default)!;
            messages.Send([twice.Body], default);
            messages.Extend(twice.Receipt, 0, default);
        }
        (await scene.RunAsync("job", "run", job, "--workers", "2")).Exits(0);
        Assert.Contains("60 listed = 60 done + 0 pending", (await scene.RunAsync("job", "status", job)).Exits(0).Output, StringComparison.Ordinal);
        string[] rows = (await scene.RunAsync("job", "report", job)).Exits(0).Lines[1..];
        Assert.Equal((60, 60), (rows.Length, rows.Select(static row => row.Split(',')[1]).Distinct().Count()));
        (await scene.RunAsync("verify", $"{bucket}/from/", $"{bucket}/to/")).Exits(0);
    }
}
