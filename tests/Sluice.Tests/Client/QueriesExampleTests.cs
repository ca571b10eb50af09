using System.Formats.Tar;
using System.IO.Compression;
using Examples;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Client;

/// <summary>The example of queries, from a real PostgreSQL to a store and to a real host.</summary>
[Trait("Needs", "postgres")]
[Trait("Needs", "sshd")]
public sealed class QueriesExampleTests(PostgresServer database, SshServer server) : IClassFixture<PostgresServer>, IClassFixture<SshServer>
{
    const int Regions = 40, Stations = 500;

    [Fact]
    public async Task Queries_that_are_stopped_go_on_and_every_row_arrives_once_in_a_store_and_on_a_host()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database.Connection))
        await using (NpgsqlCommand make = source.CreateCommand($"CREATE TABLE readings AS SELECT region, station, region * 1000.0::float8 + station AS value FROM generate_series(1, {Regions}) AS region, generate_series(1, {Stations}) AS station"))
            await make.ExecuteNonQueryAsync();
        string directory = bench.Store.PathOf("queries"), remote = server.NewDirectory();
        Location[] places = [EngineBench.S3("rows/"), server.At(remote + "/rows/")];
        // 1 Stopped when a quarter of them is done: none of these is asked for again.
        using CancellationTokenSource stop = new();
        Queries first = new(bench.Client, database.Connection, directory, (done, _) =>
        {
            if (done >= Regions / 4)
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.RunAsync(places, stop.Token));
        Assert.Empty(bench.Store.Keys("rows/"));
        List<int> told = [];
        Queries second = new(bench.Client, database.Connection, directory, (done, all) =>
        {
            Assert.Equal(Regions, all);
            lock (told)
                told.Add(done);
        });
        Assert.Contains("are in 2 places", await second.RunAsync(places, CancellationToken.None), StringComparison.Ordinal);
        Assert.InRange(told[0], Regions / 4, Regions);
        Assert.Equal(Regions - told[0] + 1, told.Count);
        // 2 Each row once, in both places.
        byte[] stored = bench.Store.Get("rows/rows.tar.gz");
        Assert.Equal(stored, File.ReadAllBytes(Path.Combine(remote, "rows/rows.tar.gz")));
        string unpacked = Directory.CreateDirectory(bench.Store.PathOf("unpacked")).FullName;
        await using (GZipStream archive = new(new MemoryStream(stored), CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(archive, unpacked, overwriteFiles: false);
        string[] files = Directory.GetFiles(unpacked);
        Assert.Equal(8, files.Length);
        (long rows, double sum) = (0, 0);
        foreach (string path in files)
        {
            using SqliteConnection file = new($"Data Source={path};Pooling=False");
            file.Open();
            using SqliteCommand count = file.CreateCommand();
            count.CommandText = "SELECT count(*), sum(value) FROM readings";
            using SqliteDataReader reader = count.ExecuteReader();
            Assert.True(reader.Read());
            (rows, sum) = (rows + reader.GetInt64(0), sum + reader.GetDouble(1));
        }
        Assert.Equal(Regions * Stations, rows);
        Assert.Equal(Enumerable.Range(1, Regions).Sum(static region => Enumerable.Range(1, Stations).Sum(station => region * 1000.0 + station)), sum);
    }
}
