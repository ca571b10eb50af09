namespace Sluice.Tests.Scenarios;

/// <summary>A command whose lines of JSON are held against the schema.</summary>
/// <param name="Verb">Its words, as the schema has them.</param>
/// <param name="Words">Words of the command line behind those, blanks between.</param>
/// <param name="Types">Types of lines that must come; none: it prints nothing.</param>
sealed record JsonRun(string Verb, string Words, params string[] Types)
{
    const string Job = "job create s3://scene/jobs/one -- cp s3://scene/p/ s3://scene/q/";
    const string Short = " --object-size 1KiB --objects 4 --iterations 1 --warm-up 0s";

    static readonly string[] Done = ["outcome", "summary"];

    /// <summary>Commands before it.</summary>
    public string[] Before { get; init; } = [];

    public int Exit { get; init; }

    /// <summary>Runs until it is told to stop.</summary>
    public bool Stays { get; init; }

    /// <summary>Asks no store, or is content when that denies everything.</summary>
    public bool NeverDenied { get; init; }

    /// <summary>One for every command that has --json, but those that look at what others did or do: JsonLineScenarios has these.</summary>
    public static IReadOnlyList<JsonRun> All { get; } =
    [
        new("cp", "d s3://scene/x/", Done),
        new("mv", "d s3://scene/x/", Done),
        new("rm", "-r s3://scene/p/", Done),
        new("sync", "d s3://scene/p/ --delete", Done),
        new("mirror", "d s3://scene/p/", Done),
        new("undo", "s3://scene/k --to 0s", Done) { Before = ["bucket set versioning s3://scene Enabled", "rm s3://scene/k"] },
        new("pipe", "s3://scene/x", Done),
        new("run", "lines", [.. Done, "line"]),
        new("restore", "s3://scene/cold --days 1", Done) { Before = ["cp d/a s3://scene/cold --storage-class GLACIER"] },
        new("tag set", "s3://scene/k a=b", Done),
        new("tag add", "s3://scene/k a=b", Done),
        new("tag rm", "s3://scene/k a", Done) { Before = ["tag set s3://scene/k a=b"] },
        new("tag get", "s3://scene/k", "tags") { Before = ["tag set s3://scene/k a=b"] },
        new("meta set", "s3://scene/k --cache-control no-store", Done),
        new("meta get", "s3://scene/k", "metadata"),
        new("acl get", "s3://scene/k", "acl"),
        new("acl set", "s3://scene/k --acl private", "acl_change"),
        new("ls", "s3://scene/", "object", "prefix"),
        new("tree", "s3://scene/", "object", "prefix", "total"),
        new("find", "s3://scene/", "object"),
        new("du", "s3://scene/", "usage"),
        new("head", "s3://scene/k", "head"),
        new("stat", "s3://scene/k", "object"),
        new("checksum", "s3://scene/k", "checksum"),
        new("verify", "d s3://scene/p/", "finding", "summary") { Exit = 4 },
        new("url", "s3://scene/k", "url") { NeverDenied = true },
        new("presign", "s3://scene/k", "url") { NeverDenied = true },
        new("mb", "s3://made", "bucket"),
        new("rb", "s3://made", "bucket") { Before = ["mb s3://made"] },
        new("bucket get", "versioning s3://scene", "bucket_setting") { Before = ["bucket set versioning s3://scene Enabled"] },
        new("bucket set", "versioning s3://scene Enabled", "setting_change"),
        new("bucket rm", "lifecycle s3://scene --yes", "setting_change") { Before = ["bucket set lifecycle s3://scene rules.json --yes"] },
        new("access", "s3://scene/k", "access") { NeverDenied = true },
        new("why", "s3://scene/k", "why") { NeverDenied = true },
        new("lifecycle explain", "s3://scene rules.json", "lifecycle"),
        new("process", "s3://scene/p/ -- wc -c", "processed", "summary"),
        new("inventory", "s3://scene/ --out inv", "inventory"),
        new("job create", "s3://scene/jobs/one -- cp s3://scene/p/ s3://scene/q/", "plan"),
        new("job run", "s3://scene/jobs/one", "job", "outcome") { Before = [Job] },
        new("job status", "s3://scene/jobs/one", "job") { Before = [Job] },
        new("job ls", "s3://scene/jobs/", "listed_job") { Before = [Job] },
        new("job cleanup", "s3://scene/jobs/one", "cleanup") { Before = [Job, "job cancel s3://scene/jobs/one"] },
        new("job retry", "s3://scene/jobs/one", "retry") { Before = [Job, "work s3://scene/jobs/one"] },
        new("job cancel", "s3://scene/jobs/one") { Before = [Job] },
        new("job delete", "s3://scene/jobs/one") { Before = [Job, "job cancel s3://scene/jobs/one"] },
        new("job report", "s3://scene/jobs/one", "error") { Exit = 2, Before = [Job, "work s3://scene/jobs/one"] },
        new("work", "s3://scene/jobs/one", "outcome") { Before = [Job] },
        new("dashboard", "s3://scene/jobs/one --port 0", "dashboard") { Stays = true, Before = [Job] },
        new("serve", "--port 0", "endpoint") { Stays = true },
        new("resume", "") { NeverDenied = true },
        new("cleanup", "s3://scene/", "cleanup"),
        new("bench copy", "s3://scene" + Short, "bench_result"),
        new("bench download", "s3://scene" + Short, "bench_result"),
        new("bench list", "s3://scene" + Short, "bench_result"),
        new("bench mixed", "s3://scene" + Short, "bench_result"),
        new("bench upload", "s3://scene" + Short, "bench_result"),
        new("tune", "s3://scene/p/ --read-only --duration 4s --dry-run", "tune", "tune_work"),
        new("probe", "s3://scene --no-settings", "probe", "probe_check"),
        new("demo", "d", "demo") { NeverDenied = true },
        new("settings", "cp --all", "setting") { NeverDenied = true },
        new("version", "", "version") { NeverDenied = true },
    ];

    /// <summary>The command line, with options of the test.</summary>
    public string[] Line(params string[] options) => [.. Split(Verb), "--json", .. options, .. Split(Words)];

    public static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => Verb;
}
