using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Benchmarking;

namespace Sluice.Tests.Benchmarking;

public sealed class ResultFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-result-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_result_that_was_written_is_read_with_all_its_figures()
    {
        BenchResult written = SomeResult.Of();
        string path = Path.Combine(_directory, ResultFile.Name);
        using (FileStream stream = File.Create(path))
            ResultFile.Write(stream, written);

        Assert.True(ResultFile.TryRead(_directory, out BenchResult? read, out string problem), problem);

        // Records with lists are not equal as such; what they are written as is.
        Assert.Equal(Encoding.UTF8.GetString(ResultFile.Line(written)), Encoding.UTF8.GetString(ResultFile.Line(read)));
        Assert.Equal(written.Decisions, read.Decisions);
        Assert.Equal(written.Timeline, read.Timeline);
        Assert.Equal(written.Total.CpuPerGiB, read.Total.CpuPerGiB);
    }

    [Fact]
    public void Names_in_result_json_are_snake_case_and_carry_their_unit()
    {
        using JsonDocument document = JsonDocument.Parse(ResultFile.Line(SomeResult.Of()));
        JsonElement root = document.RootElement;
        Assert.Equal("download", root.GetProperty("operation").GetString());
        Assert.Equal(1, root.GetProperty("schema").GetInt32());
        Assert.Equal(-1.5, root.GetProperty("decisions")[0].GetProperty("at_seconds").GetDouble());
        Assert.Equal(-1, root.GetProperty("timeline")[0].GetProperty("at_seconds").GetDouble());
        Assert.True(root.GetProperty("total").GetProperty("cpu_seconds_per_gib").GetDouble() > 0);
        Assert.True(root.GetProperty("first_byte_seconds").GetProperty("p99").GetDouble() > 0);
        Assert.False(root.GetProperty("machine").TryGetProperty("interface_bits_per_second", out _), "What was not measured has no figure.");
        Assert.All(NamesIn(root), static name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
    }

    [Theory]
    [InlineData("", "no complete result")]
    [InlineData("{", "no complete result")]
    [InlineData("not JSON", "no complete result")]
    [InlineData("[1, 2]", "no complete result")]
    [InlineData("null", "has no schema")]
    [InlineData("{}", "has no schema")]
    [InlineData("""{"schema": 2}""", "A newer sluice wrote it")]
    [InlineData("""{"schema": 0}""", "reads schema 1")]
    [InlineData("""{"schema": 1}""", "missing required properties")]
    [InlineData("""{"schema": 1, "schema": 1}""", "Duplicate")]
    public void What_is_no_result_is_refused_with_words(string text, string expected)
    {
        string problem = ProblemOf(text);
        Assert.Contains(expected, problem, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x.json", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_cut_anywhere_is_refused()
    {
        byte[] whole = ResultFile.Line(SomeResult.Of(seconds: 3));
        for (int length = 0; length < whole.Length; length += 97)
            Assert.NotEqual("", ProblemOf(whole[..length]));
        Assert.Equal("", ProblemOf(whole));
    }

    [Theory]
    [InlineData("total", "seconds", "-1")]
    [InlineData("total", "bytes", "-5")]
    [InlineData("total", "user_cpu_seconds", "1e999")]
    [InlineData("total", "user_cpu_seconds", "\"NaN\"")]
    [InlineData("total", "user_cpu_seconds", "null")]
    [InlineData("machine", "cores", "1.5")]
    [InlineData("settings", "objects", "99999999999999999999")]
    [InlineData("settings", "endpoint", "null")]
    [InlineData("first_byte_seconds", "p50", "1e9")]
    [InlineData("first_byte_seconds", "count", "0")]
    public void Figures_that_nothing_measures_are_refused(string where, string name, string value)
    {
        JsonNode root = JsonNode.Parse(ResultFile.Line(SomeResult.Of()))!;
        string text = root.ToJsonString();
        string before = $"\"{name}\":{root[where]![name]!.ToJsonString()}";
        int at = text.IndexOf(before, text.IndexOf($"\"{where}\":", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(at > 0);
        Assert.NotEqual("", ProblemOf(text[..at] + $"\"{name}\":{value}" + text[(at + before.Length)..]));
    }

    [Fact]
    public void Null_in_a_list_is_refused()
    {
        JsonNode root = JsonNode.Parse(ResultFile.Line(SomeResult.Of()))!;
        root["timeline"]![0] = null;
        Assert.Contains("null", ProblemOf(root.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_without_being_read_to_its_end()
    {
        string path = Path.Combine(_directory, "huge.json");
        using (FileStream stream = File.Create(path))
            stream.SetLength(1L << 40);
        Assert.False(ResultFile.TryRead(path, out _, out string problem));
        Assert.Contains("more than 64 MiB", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.False(ResultFile.TryRead(Path.Combine(_directory, "a\u001b[31m.json"), out _, out string problem));
        Assert.Contains("no such file", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', problem);
    }

    string ProblemOf(string text) => ProblemOf(Encoding.UTF8.GetBytes(text));

    string ProblemOf(byte[] content)
    {
        string path = Path.Combine(_directory, "x.json");
        File.WriteAllBytes(path, content);
        Assert.Equal(ResultFile.TryRead(path, out BenchResult? result, out string problem), result is not null);
        return problem;
    }

    static IEnumerable<string> NamesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property => NamesIn(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(NamesIn),
        _ => [],
    };
}
