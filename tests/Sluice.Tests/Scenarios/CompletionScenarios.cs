using System.Diagnostics;
using Sluice.Endpoint.Faults;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class CompletionScenarios
{
    [Theory]
    [InlineData("sluice c", "cp", "cat", "checksum", "cleanup", "completion")]
    [InlineData("sluice cp --rec", "--recursive")]
    [InlineData("sluice cp a --checksum sha", "sha1", "sha256")]
    [InlineData("sluice completion z", "zsh")]
    [InlineData("sluice completion p", "pwsh")]
    [InlineData("sluice bench d", "download")]
    [InlineData("sluice bench mixed --mi", "--mix")]
    [InlineData("sluice cp --checksum=sha2", "sha256")]
    [InlineData("sluice cp --color=n", "never")]
    [InlineData("sluice ls --sort=", "name", "size", "time")]
    [InlineData("sluice list --sort ", "name", "size", "time")]
    [InlineData("sluice copy --acl public-read-", "public-read-write")]
    [InlineData("sluice help bench d", "download")]
    [InlineData("A=1 sluice bench d", "download")]
    [InlineData("sluice -", "--help", "--version", "-h")]
    [InlineData("sluice cp -h", "-h")]
    [InlineData("sluice bench list --he", "--help")]
    [InlineData("sluice ls -h", "-h")]
    [InlineData("sluice ls s3://scene/ -h")]
    public async Task The_bash_script_completes(string typed, params string[] expected)
    {
        await using Scene scene = await Scene.BeginAsync();
        Assert.Equal(expected.Order(), (await CompleteAsync(scene, typed)).Order());
    }

    [Fact]
    public async Task Buckets_prefixes_and_keys_are_completed_and_nothing_of_a_key_is_run()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["2025/a", "2026/b", "2026/c d", "2026/$(touch owned)", "notes", "no\u001bte"])
            scene.Put(key, "1");
        scene.Write("s3-file", "1");
        scene.Write("2026-file", "1");
        // What stands before bash's last colon is there already.
        Assert.Equal(["//scene/"], await AnsweredAsync(scene, "sluice ls s3://sc"));
        Assert.Equal(["//scene/2025/", "//scene/2026/"], (await AnsweredAsync(scene, "sluice cp s3://scene/20")).Order());
        Assert.Equal([@"//scene/2026/\$\(touch\ owned\)", "//scene/2026/b", @"//scene/2026/c\ d"], (await AnsweredAsync(scene, "sluice cp s3://scene/2026/")).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(scene.Path("owned")));
        Assert.Equal(["//scene/notes"], await AnsweredAsync(scene, "sluice stat s3://scene/no"));
        Assert.Empty(await CompleteAsync(scene, "sluice stat s3://scene/none"));
        Assert.Empty(await CompleteAsync(scene, "sluice stat s3://nowhere/"));
        // An answer is remembered for some seconds.
        long asked = scene.Server.Requests.Total;
        Assert.Equal(["//scene/notes"], await AnsweredAsync(scene, "sluice stat s3://scene/no"));
        Assert.Equal(asked, scene.Server.Requests.Total);
    }

    [Fact]
    public async Task Who_has_no_keys_at_hand_is_asked_for_none_and_a_slow_store_is_not_waited_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("notes", "1");
        FaultRule slow = scene.Server.Faults.On("ListObjectsV2").Delay(TimeSpan.FromMinutes(1));
        // Where the machine is too busy, the store is not even asked.
        for (int attempt = 0; attempt < 30 && slow.Hits == 0; attempt++)
        {
            Stopwatch waited = Stopwatch.StartNew();
            Assert.Empty(await CompleteAsync(scene, "sluice stat s3://scene/no"));
            // Two commands begin in this time.
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
        Assert.NotEqual(0, slow.Hits);
        scene.Server.Faults.Clear();
        scene.Server.Requests.Reset();
        (scene.Environment["AWS_ACCESS_KEY_ID"], scene.Environment["AWS_SECRET_ACCESS_KEY"]) = (null, null);
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", "[profile by-program]\ncredential_process = touch asked\n[profile work]\naws_access_key_id = a\n");
        Assert.Empty(await CompleteAsync(scene, "sluice stat s3://by-program@scene/no"));
        Assert.Empty(await CompleteAsync(scene, "sluice stat s3://scene/no"));
        Assert.Equal(0, scene.Server.Requests.Total);
        Assert.False(File.Exists(scene.Path("asked")));
        Assert.Equal(["by-program", "work"], (await CompleteAsync(scene, "sluice ls --profile ")).Order());
    }

    [Fact]
    public async Task Of_more_names_than_one_answer_has_nothing_is_inserted_that_others_may_not_begin_with()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in Enumerable.Range(1, 201).Select(static i => $"p/a-{i:d4}").Concat(["p/b-1", "s/one"]))
            scene.Put(key, "");
        string buckets = string.Concat(Enumerable.Range(1, 201).Select(static i => $"a-{i:d4}").Concat(["zeta", "zo&#x202e;o"]).Select(static name => $"<Bucket><Name>{name}</Name></Bucket>"));
        // Below s/ the store tells one name a page, and that there are more.
        scene.Deviate(
            static (request, answer) =>
            {
                if (request.Target.Contains("prefix=s%2F", StringComparison.Ordinal))
                    answer.Text = answer.Text.Replace("<IsTruncated>false</IsTruncated>", "<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>", StringComparison.Ordinal);
            },
            request => request.Path == "/" ? new StoreAnswer(200, $"<ListAllMyBucketsResult><Buckets>{buckets}</Buckets></ListAllMyBucketsResult>") : null);
        // With the word itself among them, all share what is typed and no more.
        string[] some = await AnsweredAsync(scene, "sluice ls s3://scene/p/");
        Assert.Equal(["//scene/p/", "//scene/p/a-0001"], some.Order(StringComparer.Ordinal).Take(2));
        Assert.Equal(["//scene/p/b-1"], await AnsweredAsync(scene, "sluice ls s3://scene/p/b"));
        Assert.Equal(["//scene/s/", "//scene/s/one"], (await AnsweredAsync(scene, "sluice ls s3://scene/s/")).Order(StringComparer.Ordinal));
        // Alone it would be taken for whole.
        Assert.Empty(await CompleteAsync(scene, "sluice ls s3://scene/s/one"));
        Assert.Equal(["//", "//a-0001/"], (await AnsweredAsync(scene, "sluice ls s3://")).Order(StringComparer.Ordinal).Take(2));
        Assert.Equal(["//zeta/"], await AnsweredAsync(scene, "sluice ls s3://z"));
    }

    [Fact]
    public async Task Powershell_is_another_name_of_pwsh()
    {
        await using Scene scene = await Scene.BeginAsync();
        Assert.Equal((await scene.RunAsync("completion", "pwsh")).Exits(0).Output, (await scene.RunAsync("completion", "powershell")).Exits(0).Output);
    }

    [Fact]
    public async Task Unfinished_runs_and_running_commands_are_completed()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(20 << 20));
        using CommandProcess run = scene.Start("cp", "big", "s3://scene/", "--bandwidth", "1MB/s", "--no-progress");
        await Scene.UntilAsync(() => Directory.Exists(Path.Combine(scene.StateDirectory, "running")) && Directory.GetFiles(Path.Combine(scene.StateDirectory, "running"), "*.sock").Length > 0 && scene.Journals().Any(static file => file.EndsWith(".journal", StringComparison.Ordinal)));
        Assert.Equal([run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "all"], (await CompleteAsync(scene, "sluice limit ")).Where(static word => char.IsAsciiLetterOrDigit(word[0])).Order(StringComparer.Ordinal));
        string id = Path.GetFileNameWithoutExtension(scene.Journals().Single(static file => file.EndsWith(".journal", StringComparison.Ordinal)));
        Assert.Contains(id, await CompleteAsync(scene, "sluice resume "));
    }

    // A machine that is busy may keep a store from answering in time, of which nothing is said.
    static async Task<string[]> AnsweredAsync(Scene scene, string typed)
    {
        string[] words = [];
        for (int attempt = 0; attempt < 30 && words.Length == 0; attempt++)
            words = await CompleteAsync(scene, typed);
        return words;
    }

    static async Task<string[]> CompleteAsync(Scene scene, string typed)
    {
        string[] words = typed.Split(' ');
        CommandResult result = (await scene.ScriptAsync($$"""
            source <(sluice completion bash)
            complete -p sluice >&2
            COMP_LINE='{{typed}}' COMP_POINT={{typed.Length}} COMP_WORDS=({{typed}}) COMP_CWORD={{words.Length - 1}}
            _sluice
            printf '%s\n' "${COMPREPLY[@]}"
            """)).Exits(0).Says("-F _sluice sluice");
        return result.Lines;
    }

    [Fact]
    [Trait("Needs", "zsh")]
    public async Task The_zsh_script_completes_where_it_is_sourced_and_where_zsh_finds_it_itself()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("try", """
            compadd() { print -l -- ${(P)argv[-1]} }
            words=(sluice com) CURRENT=2 PREFIX=com
            if [[ $1 == found ]]; then
                fpath=($PWD/functions $fpath)
                autoload -Uz _sluice
            else
                autoload -Uz compinit
                compinit -u -D
                source functions/_sluice
            fi
            _sluice
            """);
        CommandResult result = (await scene.ScriptAsync($$"""
            mkdir functions bin
            printf '#!/bin/sh\nexec {{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} "$@"\n' >bin/sluice
            chmod +x bin/sluice
            export PATH=$PWD/bin:$PATH
            sluice completion zsh >functions/_sluice
            zsh -f try found && zsh -f try sourced
            """)).Exits(0);
        Assert.Equal(["completion", "completion"], result.Lines);
    }

    [Fact]
    [Trait("Needs", "zsh")]
    public async Task Zsh_inserts_what_all_candidates_share_and_quotes_a_name_as_its_word_is_quoted()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["src/d01", "src/d02", "src/d03", "odd/a b", "odd/a$c", "odd/it's"])
            scene.Put(key, "1");
        scene.Write("local", "1");
        (string Typed, string Completed)[] lines =
        [
            ("sluice ls s3://scene/sr", "sluice ls s3://scene/src/"), ("sluice ls s3://scene/src/d", "sluice ls s3://scene/src/d0"),
            (@"sluice ls s3://scene/odd/a\ ", @"sluice ls s3://scene/odd/a\ b "), ("sluice ls 's3://scene/odd/a ", "sluice ls 's3://scene/odd/a b' "),
            ("sluice ls \"s3://scene/odd/a ", "sluice ls \"s3://scene/odd/a b\" "), (@"sluice ls ""s3://scene/odd/a\$", @"sluice ls ""s3://scene/odd/a\$c"" "),
            ("sluice ls 's3://scene/odd/i", @"sluice ls 's3://scene/odd/it'\''s' "), ("sluice ls --sort=s", "sluice ls --sort=size "), ("true; sluice compl", "true; sluice completion "), ("sluice cp loc", "sluice cp local "),
        ];
        scene.Write("try", """
            zmodload zsh/zpty
            while IFS= read -r typed; do
                # A machine that is busy may keep a store from answering in time, of which nothing is said.
                for attempt in {1..20}; do
                    rm -f result
                    zpty -b inner zsh -f -i
                    zpty -w inner 'autoload -Uz compinit; compinit -u -D; source functions/_sluice; PS1="% "
                        take() { zle complete-word; print -r -- "$BUFFER" >made; mv made result; exit }; zle -N take; bindkey "^T" take; print BE""GUN'
                    zpty -r inner shown '*BEGUN*'
                    zpty -w -n inner "$typed"$'\x14'
                    while [[ ! -s result ]]; do sleep 0.05; done
                    zpty -d inner
                    [[ "$(<result)" != "$typed" ]] && break
                done
                print -r -- "$(<result)"
            done <lines
            """);
        scene.Write("lines", string.Concat(lines.Select(static line => line.Typed + "\n")));
        CommandResult result = (await scene.ScriptAsync($$"""
            mkdir functions bin
            printf '#!/bin/sh\nexec {{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} "$@"\n' >bin/sluice
            chmod +x bin/sluice
            export PATH=$PWD/bin:$PATH TERM=xterm
            sluice completion zsh >functions/_sluice
            zsh -f try
            """)).Exits(0);
        Assert.Equal(lines.Select(static line => line.Completed), result.Lines);
    }

    [Theory]
    [InlineData(@"sluice ls s3://scene/odd/a\ ", @"//scene/odd/a\ b")]
    [InlineData("sluice ls 's3://scene/odd/a ", "s3://scene/odd/a b")]
    [InlineData("sluice ls 's3://scene/odd/i", @"s3://scene/odd/it'\''s")]
    [InlineData(@"sluice ls ""s3://scene/odd/a\$", @"s3://scene/odd/a\$c")]
    [InlineData(@"sluice ls ""s3://scene/od", "s3://scene/odd/", "s3://scene/odd/...")]
    public async Task Within_quotes_and_behind_an_escape_bash_is_told_what_it_takes_there(string typed, params string[] expected)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["odd/a b", "odd/a$c", "odd/it's"])
            scene.Put(key, "1");
        string breaks = " \t\n\"'@><=;|&(:";
        string[] found = [];
        for (int attempt = 0; attempt < 30 && found.Length == 0; attempt++)
            found = (await scene.RunAsync($"[suggest:{typed.Length}:bash]", typed, breaks)).Exits(0).Lines;
        Assert.Equal(expected, found);
    }

    [Fact]
    [Trait("Needs", "fish")]
    public async Task The_fish_script_completes()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.ScriptAsync($$"""
            mkdir bin
            printf '#!/bin/sh\nexec {{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} "$@"\n' >bin/sluice
            chmod +x bin/sluice
            export PATH=$PWD/bin:$PATH HOME=$PWD
            fish -c 'sluice completion fish | source; complete -C "sluice com"; complete -C "echo a | sluice completion f"'
            """)).Exits(0);
        Assert.Equal(["completion", "fish"], result.Lines);
    }
}
