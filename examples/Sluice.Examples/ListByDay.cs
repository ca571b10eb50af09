using Sluice.Client;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.Trees;

namespace Examples;

/// <summary>
/// A bucket in the shape of the public weather-radar archive: an object of a station under each of 6,563 days, YYYY/MM/DD/STATION/. It is listed once, in parallel ranges
/// and in order, without a process or a request for each day; a day that has none would be missed by neither the count nor the inventory that is written of it.
/// </summary>
static class ListByDay
{
    const int Days = 6563;

    static readonly DateOnly First = new(1991, 6, 5);

    public static async Task RunAsync(SluiceClient client, SluiceClientOptions options, string bucket, TextWriter output)
    {
        // 1 The bucket, by as many uploads at a time as the client has connections.
        await Parallel.ForEachAsync(Enumerable.Range(0, Days), async (day, stop) => await client.PutObjectAsync(bucket, $"radar/{First.AddDays(day):yyyy'/'MM'/'dd}/KTLX/volume.gz", "bytes"u8.ToArray(), cancellationToken: stop));
        // 2 Its days, while it is listed.
        HashSet<string> days = [];
        await foreach (ListedObject item in client.ListAsync(bucket, "radar/"))
            days.Add(item.Key.ToString().Substring("radar/".Length, 10));
        // 3 The same as an inventory, which copies, jobs and comparisons take in place of a listing.
        using S3ClientFactory clients = new(options.Defaults);
        InventoryReport report = new InventoryWriter(clients, TimeProvider.System).Write(new InventoryRequest(LocationParser.Parse($"s3://{bucket}/radar/"), LocationParser.Parse($"s3://{bucket}/inventories/")), CancellationToken.None);
        await output.WriteLineAsync($"{days.Count} days, {report.Objects} objects in the inventory");
    }
}
