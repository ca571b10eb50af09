using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials.Profiles;
using Sluice.S3.Endpoints;

namespace Sluice.Jobs.Queues;

/// <summary>Which queue: <c>sqs://NAME</c>, in the account and region of whoever creates the job, or the URL of one, which is what a job keeps.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its URL; null while only the name is known.</param>
public sealed record QueueAddress(string Name, Uri? Url)
{
    // "A queue name can have up to 80 characters: alphanumeric characters, hyphens, and underscores" (SQS, CreateQueue).
    const int MostName = 80;

    /// <summary>Reads one; null, and why, for what is none.</summary>
    public static QueueAddress? Parse(string text, out string problem)
    {
        problem = "";
        // Scheme and URL together are what some documents write.
        string address = text.StartsWith("sqs://", StringComparison.Ordinal) ? text[6..] : text;
        Uri? url = null;
        string name = "";
        if (address.Length < text.Length && !address.Contains("://", StringComparison.Ordinal))
            name = address;
        else if (Uri.TryCreate(address, UriKind.Absolute, out url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Query.Length == 0)
            name = url.Segments[^1];
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
            problem = "A FIFO queue hands out one chunk at a time; give a standard queue.";
        else if (name.Length is 0 or > MostName || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            problem = $"{DisplayText.Of(text)} is no queue; give sqs://NAME or the URL of one, such as https://sqs.eu-west-1.amazonaws.com/123456789012/chunks.";
        return problem.Length == 0 ? new QueueAddress(name, url) : null;
    }

    /// <summary>
    /// Where its service answers, and the region that requests are signed for. Throws <see cref="ArgumentException"/> for a URL of another host than AWS's, and than the
    /// endpoint that this worker's operator has set: a job file sends no signed request elsewhere.
    /// </summary>
    internal (Uri? Endpoint, string Region) Service(AwsEnvironment environment, string region)
    {
        string? set = environment.IsTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ? null : environment["AWS_ENDPOINT_URL_SQS"] ?? environment["AWS_ENDPOINT_URL"];
        if (set is not null)
            return Uri.TryCreate(set, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https" ? (endpoint, region) : throw new ArgumentException("AWS_ENDPOINT_URL_SQS is no http:// or https:// address.");
        if (Url is null)
            return (null, region);
        // sqs.REGION.amazonaws.com, and what partitions and FIPS make of it.
        string[] labels = Url.DnsSafeHost.Split('.');
        string own = labels.Length > 2 ? labels[1] : "";
        if (Url.Scheme == "https" && labels[0] is "sqs" or "sqs-fips" && Url.DnsSafeHost == $"{labels[0]}.{own}.{AwsPartition.From(own).DnsSuffix}")
            return (new Uri(Url.GetLeftPart(UriPartial.Authority)), own);
        throw new ArgumentException($"The queue {DisplayText.Of(Url.ToString())} is not at AWS; name its service in AWS_ENDPOINT_URL_SQS.");
    }
}
