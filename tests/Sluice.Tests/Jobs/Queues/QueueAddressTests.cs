using Sluice.Jobs.Queues;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.Tests.Jobs.Queues;

public sealed class QueueAddressTests
{
    [Theory]
    [InlineData("sqs://chunks", "chunks")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/chunks", "chunks")]
    [InlineData("sqs://https://sqs.eu-west-1.amazonaws.com/123456789012/chunks", "chunks")]
    public void A_queue_is_named_by_its_name_or_its_URL(string text, string name) => Assert.Equal(name, QueueAddress.Parse(text, out _)!.Name);

    [Theory]
    [InlineData("sqs://chunks.fifo", "FIFO")]
    [InlineData("sqs://", "no queue")]
    [InlineData("chunks", "no queue")]
    [InlineData("sqs://a b", "no queue")]
    [InlineData("ftp://host/chunks", "no queue")]
    [InlineData("https://user:word@host/chunks", "no queue")]
    public void What_is_no_queue_is_refused(string text, string why)
    {
        Assert.Null(QueueAddress.Parse(text, out string problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/1/chunks", "https://sqs.eu-west-1.amazonaws.com/", "eu-west-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/1/chunks", "https://sqs.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    public void A_queue_of_AWS_is_asked_where_its_URL_says(string url, string endpoint, string region)
    {
        (Uri? service, string at) = QueueAddress.Parse(url, out _)!.Service(new AwsEnvironment(static _ => null, "/nowhere"), "us-east-1");
        Assert.Equal((endpoint, region), (service!.ToString(), at));
    }

    [Theory]
    [InlineData("https://queues.example.com/1/chunks")]
    [InlineData("http://sqs.eu-west-1.amazonaws.com/1/chunks")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com.example.com/1/chunks")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com/1/chunks")]
    public void A_job_file_sends_no_signed_request_to_a_host_that_the_workers_operator_has_not_set(string url)
    {
        QueueAddress address = QueueAddress.Parse(url, out _)!;
        Assert.Throws<ArgumentException>(() => address.Service(new AwsEnvironment(static _ => null, "/nowhere"), "us-east-1"));
        Assert.Equal(new Uri("http://127.0.0.1:1/"), address.Service(new AwsEnvironment(static name => name == "AWS_ENDPOINT_URL_SQS" ? "http://127.0.0.1:1" : null, "/nowhere"), "us-east-1").Endpoint);
    }
}
