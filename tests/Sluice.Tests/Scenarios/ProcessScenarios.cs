using System.Globalization;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

/// <summary>Programs and their objects: each once, whole, and what becomes of them.</summary>
public sealed class ProcessScenarios
{
    [Fact]
    public async Task Each_object_is_given_to_a_program_once_and_results_are_whole_lines()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Put($"p/{i % 4}/{i:00}.txt", string.Concat(Enumerable.Repeat($"line of {i}\n", i + 1)));
        CommandResult counted = (await scene.RunAsync("process", "--tag", "--jobs", "4", "s3://scene/p/", "--", "wc", "-l")).Exits(0);
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"{i % 4}/{i:00}.txt\t{i + 1}").Order(StringComparer.Ordinal), counted.Lines.Order(StringComparer.Ordinal));
        counted.Says("40 listed = 40 done + 0 pending");
        // Outputs of many lines are never between those of another.
        CommandResult copied = (await scene.RunAsync("process", "--jobs", "4", "s3://scene/p/", "--", "sh", "-c", "while read -r line; do echo \"$line\"; done")).Exits(0);
        string[] lines = copied.Lines;
        Assert.Equal(40 * 41 / 2, lines.Length);
        for (int at = 0; at < lines.Length;)
        {
            int number = int.Parse(lines[at].Split(' ')[^1], CultureInfo.InvariantCulture);
            Assert.All(lines[at..(at + number + 1)], line => Assert.Equal($"line of {number}", line));
            at += number + 1;
        }
    }

    [Fact]
    public async Task A_tag_is_one_word_of_one_line_whatever_the_key()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a\nb\tc\u001b[31m", "x");
        CommandResult run = (await scene.RunAsync("process", "--tag", "s3://scene/p/", "--", "echo", "done")).Exits(0);
        Assert.Equal(["a\\x0ab\\x09c\\x1b[31m\tdone"], run.Lines);
    }

    [Fact]
    public async Task Exit_codes_decide_what_becomes_of_an_object_and_one_stops_no_other()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string code in new[] { "0", "3", "65", "75" })
            scene.Put($"p/{code}", code);
        string results = scene.Path("rows.jsonl");
        CommandResult run = (await scene.RunAsync("process", "--json", "--retries", "1", "--results", results, "s3://scene/p/", "--", "sh", "-c", "read -r code; echo said $code >&2; exit $code")).Exits(1);
        Dictionary<string, JsonElement> ends = run.Json.Where(static line => line.GetProperty("type").GetString() == "processed").ToDictionary(static line => line.GetProperty("source").GetString()!.Split('/')[^1]);
        Assert.Equal(("done", "failed", "quarantined", "failed"), (Outcome(ends["0"]), Outcome(ends["3"]), Outcome(ends["65"]), Outcome(ends["75"])));
        Assert.Equal((1, 2), (ends["3"].GetProperty("attempt").GetInt32(), ends["75"].GetProperty("attempt").GetInt32()));
        Assert.Equal("said 3", ends["3"].GetProperty("stderr").GetString());
        run.Says("Exit code 3: said 3", "4 listed = 1 done + 2 failed + 1 quarantined + 0 pending");
        JsonElement[] rows = [.. File.ReadLines(results).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["done 1", "failed 1", "failed 2", "quarantined 1", "retry 1"], rows.Select(static row => $"{Outcome(row)} {row.GetProperty("attempt").GetInt32()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_command_takes_only_what_is_new_or_changed_or_failed()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 10; i++)
            scene.Put($"p/{i}", $"{i}");
        foreach (string name in new[] { "rows.csv", "rows.jsonl" })
        {
            string results = scene.Path(name);
            string[] command = ["process", "--results", results, "s3://scene/p/", "--", "sh", "-c", "read -r n; [ $n != 7 ]"];
            scene.Put("p/3", "3");
            (await scene.RunAsync(command)).Exits(1).Says("10 listed = 9 done + 1 failed + 0 pending");
            (await scene.RunAsync(command)).Exits(1).Says("10 listed = 0 done + 9 skipped + 1 failed + 0 pending");
            scene.Put("p/3", "33");
            (await scene.RunAsync(command)).Exits(1).Says("10 listed = 1 done + 8 skipped + 1 failed + 0 pending");
            // A row that a kill has torn goes, and its object is done again.
            byte[] whole = File.ReadAllBytes(results);
            File.WriteAllBytes(results, whole[..^9]);
            (await scene.RunAsync(command)).Exits(1).Says("+ 1 failed + 0 pending");
            (await scene.RunAsync("process", "--results", results, "s3://scene/p/", "--", "wc")).Exits(2).Says("results of another command");
        }
        foreach ((string name, string text) in new[] { ("notes.csv", "hello\nworld\n"), ("one.csv", "no line end"), ("quote.csv", "don\"t lose\nme\n"), ("other.jsonl", "{\"precious\":true}") })
        {
            string notes = scene.Write(name, text);
            (await scene.RunAsync("process", "--results", notes, "s3://scene/p/", "--", "wc")).Exits(2).Says("no results file");
            Assert.Equal(text, File.ReadAllText(notes));
        }
    }

    [Fact]
    public async Task Programs_that_read_nothing_or_close_their_streams_or_speak_without_end_are_handled()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/large", Scene.Bytes(9 << 20));
        Assert.Equal("hi\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "echo", "hi")).Exits(0).Output);
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "exec >&- 2>&-; sleep 0.3; wc -c >/dev/null; exit 9")).Exits(1).Says("Exit code 9");
        Assert.Equal("y\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "exec 0<&-; sleep 0.2; echo y")).Exits(0).Output);
        (await scene.RunAsync("process", "--retries", "0", "--timeout", "1s", "s3://scene/p/", "--", "yes")).Exits(1).Says("took longer than 1 s");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "head -c 100000 /dev/zero | tr '\\0' e >&2; echo tail >&2; exit 4")).Exits(1).Says("Exit code 4");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_before_anything_runs()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        (await scene.RunAsync("process", "s3://scene/p/")).Exits(2).Says("Say what to do with each object");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "wc", "{nane}")).Exits(2).Says("{nane}", "is no placeholder", "{{nane}}");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sort | uniq -c")).Exits(2).Says("sh -c 'sort | uniq -c'");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "cd", "x")).Exits(2).Says("sh -c");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "no-such-program")).Exits(2).Says("no program no-such-program");
        (await scene.RunAsync("process", "s3://scene/p/", "--", scene.Write("plain", "#!/bin/sh\n"))).Exits(2).Says("not executable");
        (await scene.RunAsync("process", "--timeout", "0s", "s3://scene/p/", "--", "wc")).Exits(2).Says("timeout of 0");
        (await scene.RunAsync("process", "--jobs", "0", "s3://scene/p/", "--", "wc")).Exits(2).Says("--jobs 0");
        (await scene.RunAsync("process", "s3://scene/none/", "--", "wc")).Exits(1).Says("0 done + 1 missing");
        (await scene.RunAsync("process", "--dry-run", "-v", "s3://scene/p/", "--", "touch", scene.Path("ran"))).Exits(0);
        Assert.False(File.Exists(scene.Path("ran")));
    }

    static string Outcome(JsonElement row) => row.GetProperty("outcome").GetString()!;
}
