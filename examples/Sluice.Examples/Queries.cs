using System.Formats.Tar;
using System.IO.Compression;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sluice.Client;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Examples;

/// <summary>
/// A database is queried by many at a time, its rows go to many SQLite files side by side, one writer each; those are packed and sent to a bucket and to a host, and
/// compared with what is there. Stopped at any time and run again, it goes on: a query's rows and the note that they are there are one transaction, the archive gets its
/// name when it is whole, and copies keep a journal.
/// </summary>
/// <param name="client">Reaches the bucket.</param>
/// <param name="database">How PostgreSQL is reached; it has <c>readings (region int, station int, value float8)</c>.</param>
/// <param name="directory">Where files lie on their way.</param>
/// <param name="progress">Told queries that are done, and all.</param>
public sealed class Queries(SluiceClient client, string database, string directory, Action<int, int> progress)
{
    const int Files = 8, Connections = 16, Ahead = 4;

    /// <summary>Does all of it; one sentence that says what.</summary>
    /// <param name="places">Where the archive goes: prefixes and directories of hosts.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<string> RunAsync(IReadOnlyList<Location> places, CancellationToken stop)
    {
        string rows = Path.Combine(directory, "rows"), archives = Path.Combine(directory, "archive"), archive = Path.Combine(archives, "rows.tar.gz");
        Directory.CreateDirectory(rows);
        Directory.CreateDirectory(archives);
        // 1 Rows, until each query is in its file.
        if (!File.Exists(archive))
        {
            await FetchAsync(rows, stop);
            await PackAsync(rows, archive, stop);
        }
        // 2 Sent, and read back where it arrived.
        foreach (Location place in places)
        {
            TransferReport sent = await client.CopyAsync(new CopyRequest
            {
                Sources = [new LocalLocation(archives)],
                Destination = place,
                Journal = new JournalRequest(Path.Combine(directory, "journals"), ["queries", place.ToString()!], directory),
            }, cancellationToken: stop);
            VerifyReport there = await client.VerifyAsync(new VerifyRequest(new LocalLocation(archives), place) { ReadAll = true }, cancellationToken: stop);
            if (!sent.Complete || !there.Identical)
                throw new InvalidOperationException($"{place} has not what was sent.");
        }
        return $"{new FileInfo(archive).Length} bytes are in {places.Count} places, and the same as here";
    }

    async Task FetchAsync(string rows, CancellationToken stop)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database + $";Maximum Pool Size={Connections}");
        List<int> regions = [];
        await using (NpgsqlCommand all = source.CreateCommand("SELECT DISTINCT region FROM readings ORDER BY region"))
        await using (NpgsqlDataReader reader = await all.ExecuteReaderAsync(stop))
            while (await reader.ReadAsync(stop))
                regions.Add(reader.GetInt32(0));
        QueryFile[] files = [.. Enumerable.Range(0, Files).Select(number => new QueryFile(Path.Combine(rows, $"rows-{number}.sqlite")))];
        int done = files.Sum(static file => file.Done.Count);
        progress(done, regions.Count);
        // 1 A writer for each file, for SQLite has one; what is fetched and not written yet is bounded.
        Channel<(int Region, List<(int Station, double Value)> Rows)>[] lines = [.. files.Select(static _ => Channel.CreateBounded<(int, List<(int, double)>)>(Ahead))];
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] writers = [.. files.Select((file, number) => Task.Run(async () =>
        {
            try
            {
                await foreach ((int region, List<(int, double)> found) in lines[number].Reader.ReadAllAsync(failed.Token))
                {
                    file.Write(region, found);
                    progress(Interlocked.Increment(ref done), regions.Count);
                }
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }, CancellationToken.None))];
        // 2 Many queries at a time, but for those whose rows are there.
        try
        {
            await Parallel.ForEachAsync(regions.Where(region => !files[region % Files].Done.Contains(region)), new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = failed.Token }, async (region, given) =>
            {
                List<(int, double)> found = [];
                await using NpgsqlCommand query = source.CreateCommand("SELECT station, value FROM readings WHERE region = $1");
                query.Parameters.Add(new NpgsqlParameter { Value = region });
                await using NpgsqlDataReader reader = await query.ExecuteReaderAsync(given);
                while (await reader.ReadAsync(given))
                    found.Add((reader.GetInt32(0), reader.GetDouble(1)));
                await lines[region % Files].Writer.WriteAsync((region, found), given);
            });
        }
        finally
        {
            foreach (var line in lines)
                line.Writer.Complete();
            await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (QueryFile file in files)
                file.Dispose();
        }
        await Task.WhenAll(writers);
    }

    static async Task PackAsync(string rows, string archive, CancellationToken stop)
    {
        string unfinished = Path.Combine(Path.GetDirectoryName(rows)!, "rows.tar.gz.unfinished");
        await using (FileStream file = File.Create(unfinished))
        await using (GZipStream packed = new(file, CompressionLevel.Fastest))
            await TarFile.CreateFromDirectoryAsync(rows, packed, includeBaseDirectory: false, stop);
        File.Move(unfinished, archive);
    }

    /// <summary>One SQLite file: rows, and the queries that they are of.</summary>
    sealed class QueryFile : IDisposable
    {
        readonly SqliteConnection _file;

        public QueryFile(string path)
        {
            _file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _file.Open();
            using SqliteCommand make = _file.CreateCommand();
            make.CommandText = "CREATE TABLE IF NOT EXISTS readings (region INT, station INT, value REAL); CREATE TABLE IF NOT EXISTS done (region INT PRIMARY KEY)";
            make.ExecuteNonQuery();
            make.CommandText = "SELECT region FROM done";
            using SqliteDataReader reader = make.ExecuteReader();
            while (reader.Read())
                Done.Add(reader.GetInt32(0));
        }

        /// <summary>Queries whose rows an earlier run has written.</summary>
        public HashSet<int> Done { get; } = [];

        public void Write(int region, List<(int Station, double Value)> rows)
        {
            using SqliteTransaction all = _file.BeginTransaction();
            using SqliteCommand insert = _file.CreateCommand();
            insert.CommandText = "INSERT INTO readings VALUES ($region, $station, $value)";
            SqliteParameter station = insert.Parameters.Add("$station", SqliteType.Integer), value = insert.Parameters.Add("$value", SqliteType.Real);
            insert.Parameters.AddWithValue("$region", region);
            foreach ((int at, double read) in rows)
            {
                (station.Value, value.Value) = (at, read);
                insert.ExecuteNonQuery();
            }
            insert.CommandText = "INSERT INTO done VALUES ($region)";
            insert.ExecuteNonQuery();
            all.Commit();
        }

        public void Dispose() => _file.Dispose();
    }
}
