using System.Globalization;
using System.Text;

namespace Sluice.Tests.Support;

/// <summary>Answers listings of a bucket of so many objects, <c>k/000000000</c> and so on, which nobody keeps.</summary>
sealed class MadeListing(int count, string bucket = "scene")
{
    const int PageKeys = 1000;

    /// <summary>The answer to a listing; null for any other request.</summary>
    public StoreAnswer? Answer(StoreRequest request)
    {
        if (request.Method != "GET" || !request.Asks("list-type"))
            return null;
        Dictionary<string, string> query = request.Query.Split('&').Select(static one => one.Split('=', 2)).ToDictionary(static one => one[0], static one => one.Length > 1 ? Uri.UnescapeDataString(one[1]) : "", StringComparer.Ordinal);
        string after = query.GetValueOrDefault("continuation-token") ?? query.GetValueOrDefault("start-after") ?? "";
        int first = FirstBehind(after), end = Math.Min(count, first + PageKeys);
        StringBuilder xml = new($"<?xml version=\"1.0\"?><ListBucketResult><Name>{bucket}</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><KeyCount>{end - first}</KeyCount><IsTruncated>{(end < count ? "true" : "false")}</IsTruncated>");
        if (end < count)
            xml.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>k/{end - 1:d9}</NextContinuationToken>");
        for (int number = first; number < end; number++)
            xml.Append(CultureInfo.InvariantCulture, $"<Contents><Key>k/{number:d9}</Key><LastModified>2026-03-01T00:00:00.000Z</LastModified><ETag>\"{number:x32}\"</ETag><Size>{number}</Size><StorageClass>STANDARD</StorageClass></Contents>");
        return new StoreAnswer(200, xml.Append("</ListBucketResult>").ToString()) { Headers = { ["content-type"] = "application/xml" } };
    }

    int FirstBehind(string after)
    {
        int low = 0, high = count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (string.CompareOrdinal($"k/{middle:d9}", after) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
