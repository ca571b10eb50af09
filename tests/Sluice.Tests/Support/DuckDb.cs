using System.Diagnostics;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Support;

/// <summary>Reads Parquet independently of the product: DuckDB, from npm.</summary>
static class DuckDb
{
    /// <summary>The rows of a query, each as JSON. Numbers of 64 bits and times are text in it. Fails with what DuckDB says is wrong.</summary>
    public static async Task<string[]> QueryAsync(string sql)
    {
        ProcessStartInfo start = new("node", [Repository.PathOf("tests", "Sluice.Tests", "Clients", "duckdb_query.mjs"), Repository.PathOf("artifacts", "node")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = "UTC";
        using Process node = Process.Start(start)!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(sql);
        node.StandardInput.Close();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
