using System.Diagnostics;
using Sluice.Client;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Examples;

/// <summary>
/// A directory of small files goes up in five ways, each under a prefix of its own. Each way is measured until its last upload is stored, and what it stored is
/// counted: uploads that nobody waits for look fast, and may not be there. A failure ends the example in every way.
/// </summary>
static class FiveWays
{
    const int Processes = 4, Threads = 16;

    public static async Task RunAsync(SluiceClient client, string bucket, string directory, TextWriter output)
    {
        string[] files = Directory.GetFiles(directory);
        // 1 One after another: nearly all the time is waiting.
        await MeasureAsync("one after another", async prefix =>
        {
            foreach (string file in files)
                await PutAsync(prefix, file);
        });
        // 2 Asynchronous: all are begun at once, and the client sends as many at a time as it has connections.
        await MeasureAsync("asynchronous", prefix => Task.WhenAll(files.Select(file => PutAsync(prefix, file))));
        // 3 Processes: each has to start first.
        await MeasureAsync("processes", async prefix =>
        {
            List<string> lines = [];
            foreach (string file in files)
                lines.Add($"{await client.PresignPutAsync(bucket, prefix + Path.GetFileName(file), TimeSpan.FromMinutes(10))} {file}");
            await Task.WhenAll(lines.Chunk(Math.Max(1, (lines.Count + Processes - 1) / Processes)).Select(static share => Share.StartAsync("uploads", share)));
        });
        // 4 Threads with a limit, each of which waits for its upload.
        await MeasureAsync("threads", prefix =>
        {
            Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = Threads }, file => PutAsync(prefix, file).GetAwaiter().GetResult());
            return Task.CompletedTask;
        });
        // 5 The engine: finds how many at a time, sends large files in parts, verifies every byte, goes on after a failure and names it.
        await MeasureAsync("engine", async prefix =>
        {
            TransferReport report = await client.CopyAsync(new CopyRequest { Sources = [new LocalLocation(directory)], Destination = LocationParser.Parse($"s3://{bucket}/{prefix}") });
            if (!report.Complete)
                throw new InvalidOperationException($"{report.Outcomes.Failed} files did not arrive.");
        });
        await output.WriteLineAsync($"{files.Length} files went up in five ways");

        Task PutAsync(string prefix, string file) => client.PutObjectAsync(bucket, prefix + Path.GetFileName(file), new FileInfo(file));

        async Task MeasureAsync(string way, Func<string, Task> upload)
        {
            string prefix = $"five-ways/{way.Replace(' ', '-')}/";
            long start = Stopwatch.GetTimestamp();
            await upload(prefix);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            int stored = 0;
            await foreach (var _ in client.ListAsync(bucket, prefix))
                stored++;
            if (stored != files.Length)
                throw new InvalidOperationException($"{way}: {stored} of {files.Length} files are there.");
            await output.WriteLineAsync($"{way}: {taken.TotalMilliseconds:N0} ms");
        }
    }
}
