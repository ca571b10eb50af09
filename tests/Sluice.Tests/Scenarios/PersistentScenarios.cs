using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Scenarios;

public sealed partial class PersistentScenarios
{
    [Theory]
    [InlineData("python", "python3", "worker.py")]
    [InlineData("javascript", "node", "worker.js")]
    [InlineData("bash", "bash", "worker.sh")]
    public async Task The_workers_of_the_documentation_run_as_they_stand_there(string language, string program, string file)
    {
        string page = await File.ReadAllTextAsync(Repository.PathOf("docs", "processing.md"));
        string source = Assert.Single(Code().Matches(page.ReplaceLineEndings("\n")), block => block.Groups[1].Value == language).Groups[2].Value;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 50; i++)
            scene.Put($"p/\"{i:00}\\ é.txt", string.Concat(Enumerable.Repeat("x\n", i)));
        scene.Put("p/large", string.Concat(Enumerable.Repeat("0123456\n", 1 << 20)));
        CommandResult run = (await scene.RunAsync("process", "--keep-order", "--persistent", "s3://scene/p/", "--", program, scene.Write(file, source))).Exits(0);
        Assert.Equal(Enumerable.Range(0, 50).Append(1 << 20).Select(static i => i.ToString(CultureInfo.InvariantCulture)), run.Lines);
    }

    [Fact]
    public async Task A_program_that_stays_and_dies_costs_no_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 60; i++)
            scene.Put($"p/{i:00}", "x");
        string script = "n=0; while IFS= read -r task; do n=$((n+1)); [ $n != 7 ] || kill -9 $$; echo '{\"status\":\"ok\",\"result\":{\"n\":1}}'; done";
        CommandResult run = (await scene.RunAsync("process", "--persistent", "--retries", "5", "--jobs", "2", "s3://scene/p/", "--", "bash", "-c", script)).Exits(0);
        Assert.Equal(60, run.Lines.Count(static line => line == "{\"n\":1}"));
    }

    [Fact]
    public async Task Answers_decide_what_becomes_of_an_object_and_what_is_no_answer_fails_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in new[] { "ok", "fail", "retry", "quarantine", "nonsense" })
            scene.Put($"p/{name}", "x");
        string script = "while IFS= read -r task; do [[ $task =~ p/([a-z]+) ]]; s=${BASH_REMATCH[1]}; echo about $s >&2; if [ $s = nonsense ]; then echo nonsense; else echo '{\"status\":\"'$s'\",\"message\":\"because\"}'; fi; done";
        CommandResult run = (await scene.RunAsync("process", "--json", "--persistent", "--retries", "1", "s3://scene/p/", "--", "bash", "-c", script)).Exits(1);
        Dictionary<string, JsonElement> ends = run.Json.Where(static line => line.GetProperty("type").GetString() == "processed").ToDictionary(static line => line.GetProperty("source").GetString()!.Split('/')[^1]);
        Assert.Equal(["done 1", "failed 1", "failed 2", "quarantined 1", "failed 1"], new[] { "ok", "fail", "retry", "quarantine", "nonsense" }.Select(name => $"{ends[name].GetProperty("outcome").GetString()} {ends[name].GetProperty("attempt").GetInt32()}"));
        Assert.Equal("because", ends["fail"].GetProperty("message").GetString());
        Assert.Equal("about fail", ends["fail"].GetProperty("stderr").GetString());
        Assert.Contains("answered with no JSON object", ends["nonsense"].GetProperty("message").GetString(), StringComparison.Ordinal);
        (await scene.RunAsync("process", "--persistent", "--timeout", "500ms", "--retries", "0", "s3://scene/p/ok", "--", "sleep", "30")).Exits(1).Says("took longer than 0.5 s");
        (await scene.RunAsync("process", "--persistent", "--retries", "0", "s3://scene/p/ok", "--", "true")).Exits(1).Says("ended without an answer");
        (await scene.RunAsync("process", "--persistent", "s3://scene/p/", "--", "cat", "{key}")).Exits(2).Says("cannot have placeholders");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task What_a_program_says_unasked_is_no_other_objects_answer(int times)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 20; i++)
            scene.Put($"p/{i:00}", "x");
        // All its answers at once; one that answers once leaves after it.
        string script = "import json,os,sys\nfor line in sys.stdin:\n    os.write(1, (json.dumps({'status': 'ok', 'result': json.loads(line)['key'][2:]}) + '\\n').encode() * TIMES)\n    if TIMES == 1: break\n".Replace("TIMES", times.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        CommandResult run = (await scene.RunAsync("process", "--keep-order", "--persistent", "--jobs", "1", "--retries", "3", "s3://scene/p/", "--", "python3", "-c", script)).Exits(0);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => i.ToString("00", CultureInfo.InvariantCulture)), run.Lines);
        string late = "while IFS= read -r task; do echo ready; sleep 0.1; echo '{\"status\":\"ok\"}'; done";
        (await scene.RunAsync("process", "--persistent", "--jobs", "1", "s3://scene/p/", "--", "bash", "-c", late)).Exits(1).Says("20 listed = 0 done + 20 failed");
    }

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
