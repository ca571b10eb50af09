using System.CommandLine;
using Sluice.Cli.Jobs;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.Jobs;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Queues;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job create</c>: lists the source of a command into chunks.</summary>
sealed class JobCreateVerb : Verb
{
    // Keys of a range: a second or some of listing for each ten thousand, and few files.
    const int InventoryKeys = 250_000;
    const int MostItems = 100_000, MostKeys = 10_000_000;

    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _claim = Flags.Value("--claim", "HOW", "lease (default): workers claim chunks in the job's store; index: each has every Nth chunk; sqs://NAME or a queue's URL: from SQS.");
    readonly Option<string> _lease = Flags.Value("--lease", "TIME", "How long a worker that says nothing keeps a chunk. Default: 90s.");
    readonly Option<string> _items = Flags.Value("--chunk-items", "N", "Items of a chunk, 1 to 100000. Default: 10000.");
    readonly Option<string> _bytes = Flags.Value("--chunk-size", "SIZE", "Bytes of a chunk. Default: 10GiB.");

    readonly Option<string> _split = Flags.Value("--split-size", "SIZE", "Larger objects are copied by several workers, each so many bytes as parts of one upload. Only cp between buckets.");

    readonly Option<string> _since = Flags.Value("--since", "JOB", "Only what this earlier job of the same command, and those before it, have not done: new objects, changed ones, those that failed.");
    readonly Option<bool> _delete = Flags.Switch("--delete", "With --since: also remove copies whose source is gone since. What no job has copied stays.");

    /// <summary>Declares the command.</summary>
    public JobCreateVerb() : base("create", "List the source of a command into chunks.", "[options] JOB -- COMMAND...") =>
        Declare(new("The job", _claim, _lease, _items, _bytes, _split, _since, _delete), _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Behind -- stands a command of one machine with its flags: cp, rm, verify --one-way, process with --to,
        tag set, add or rm, meta set, restore, inventory (its chunks are ranges of keys). Chunks appear while
        the source is listed, and workers may begin with the first. A creation that was interrupted goes on
        with the same command. Leases need a store that keeps If-None-Match and If-Match; whether it does is
        tried first. A queue that is not there is created, with a dead-letter queue; one that has none is
        refused. With --since a job takes only what the one before has left: bulk, delta, delta, and after the
        source is frozen the last one. With --split-size one worker begins the upload of a larger object, all
        copy ranges of it, and whoever finds them done joins them, once; an object has one row in the end.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice job create s3://jobs/nexrad -- cp s3://noaa-nexrad-level2/ s3://my-copy/", "a copy"),
        new("sluice job create s3://jobs/old -- cp --from-inventory s3://inv/raw/all/manifest.json s3://raw/ s3://copy/", "objects of an inventory, nothing is listed"),
        new("sluice job create s3://jobs/nexrad-2 --since s3://jobs/nexrad -- cp s3://noaa-nexrad-level2/ s3://my-copy/", "what came since"),
        new("sluice job create s3://jobs/films --claim sqs://chunks --split-size 10GiB -- cp s3://films/ s3://copy/", "chunks from a queue, large objects by several workers"),
        new("sluice job create /shared/jobs/thumbs -- process --to 's3://out/{dir}/{stem}.jpg' s3://raw/ -- ./resize", "a program"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> typed = line.Behind(), words = JobCommandLine.With(typed, line.Defaults, line.Warning);
        foreach (string variable in (string[])[SseFlags.KeyVariable, SseFlags.SourceKeyVariable])
            if (SseFlags.FingerprintOf(variable) is not null)
                line.Warning($"{variable} is no part of a job, as no secret is: set it for each worker too, or its objects are written without that key.");
        Location? place = JobVerb.ReadPlace(line, line.OperandsBefore(Operands), "sluice job create JOB -- COMMAND...");
        string claim = line.Text(_claim) ?? "lease";
        QueueAddress? address = null;
        if (claim is not ("lease" or "index") && (address = QueueAddress.Parse(claim, out string wrong)) is null)
            line.Problem($"--claim: give lease, index or a queue. {wrong}");
        TimeSpan lease = TimeSpan.FromSeconds(90);
        if (line.Text(_lease) is { } time && (!TimeArgument.TryParseAge(time, out lease, out _) || lease < TimeSpan.FromSeconds(1) || lease > TimeSpan.FromDays(1)))
            line.Problem($"--lease {DisplayText.Of(time)}: give a time of 1s to 1d, such as 90s.");
        bool isInventory = JobInventory.Is(words);
        // Each chunk of an inventory is a range.
        int? count = line.Number(_items, 1, isInventory ? MostKeys : MostItems);
        int items = isInventory ? 1 : count ?? JobPlanner.DefaultItems;
        long bytes = Math.Max(1, line.Size(_bytes) ?? JobPlanner.DefaultBytes);
        ClientDefaults connection = _connection.Read(line);
        Location? found = null, destination = null;
        NameList? names = null;
        if (words.Count == 0)
            line.Problem("Say what is to be done, behind --: sluice job create JOB -- cp s3://FROM/ s3://TO/.");
        else if ((found = JobCommandLine.SourceOf(words, out destination, out IReadOnlyList<string> problems, list => names = list)) is null)
            foreach (string problem in words.Count == typed.Count ? problems : [.. problems, $"Besides what was typed, these are set: {ShellLine.Shown(words.Except(typed))} ('sluice settings' says where)."])
                line.Problem(problem);
        Location? since = null;
        if (line.Text(_since) is { } before && !LocationParser.TryParse(before, out since, out string notParsed))
            line.Problem($"--since: {notParsed}");
        line.Expect(found is null || words[0] == "cp" && destination?.InStore is not null,
            $"--split-size is for cp from bucket to bucket: {(words is ["cp", ..] ? "a file is not written by several workers" : $"{(words.Count > 0 ? words[0] : "")} uploads no object in parts that several workers could copy")}.", _split);
        line.Expect(claim != "index", "--split-size: workers that share chunks by index ask the store nothing, and nobody could tell which of two uploads of an object counts. Take --claim lease or sqs://NAME.", _split);
        long? split = line.Size(_split);
        if (split < JobDefinition.MinSplitSize)
            line.Problem($"--split-size {DisplayText.Of(line.Text(_split)!)}: give at least 5MiB, the smallest part of an object that S3 takes.");
        if (names is not null && line.Text(_since) is not null)
            line.Problem("--since lists the source again, and a list of names says what is there: give one of both.");
        line.Expect(line.Has(_since), "--delete goes with --since: what was copied is known from the job before.", _delete);
        bool removes = line.Has(_delete);
        if (isInventory && line.Text(_since) is not null)
            line.Problem("--since: an inventory has all that is there; compare two with 'sluice inventory diff'.");
        int keys = Math.Max(1000, count ?? InventoryKeys);
        // With an index the rest of a range would be the same worker's.
        int? rangeKeys = isInventory && claim != "index" ? keys : null;
        if (removes && found is not null && !(words[0] == "cp" && IsPrefix(found) && destination is not null && IsPrefix(destination)))
            line.Problem("--delete is for cp from one prefix to another, both with a slash at their end.");
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            using NamedInventory? list = names is null ? null : NamedInventory.Write(names, found!, session.OpenInput, clients, session.Stop);
            Location source = list?.Source ?? found!;
            if (source is InventoryLocation inventory)
                inventory.Open(clients, session.Clock, session.Stop);
            if (JobRehearsal.Run(session, clients, words, source) is { } refused)
                return refused;
            if (MissingBucket.Of(destination, clients, session.Stop) is { } missing)
                return session.Fail(missing);
            if (destination is not null && words[0] != "verify")
                foreach ((Location other, Location to) in OtherJobs.WritingTo(place!, destination, static job => JobExit.IsVerification(job) || JobCommandLine.SourceOf(job.Words, out Location? to, out _) is null ? null : to, clients, session.Stop))
                    session.Errors.Warning($"The job {other} is not over and writes to {to}, too: of what both write, the later one stays.");
            using SqsMessages? queue = address is null ? null : SqsMessages.Open(address, clients);
            if (queue is not null)
            {
                JobPlanner.CheckForQueue(JobStore.Open(place!, clients), session.Stop);
                claim = queue.Prepare(session.Stop);
            }
            JobDelta? delta = since is null ? null : Open(since, removes, writes: words[0] != "verify", source, destination, clients, session.Stop);
            if (delta is not null && !delta.Job.Words.SequenceEqual(words) && !session.Settings.Quiet)
                session.Errors.Note($"{since} had another command ({ShellLine.Shown(delta.Job.Words)}): what it has done is not done again.");
            JobDefinition job = new(JobDefinition.CurrentFormat, words, claim, lease.TotalSeconds, session.Clock.GetUtcNow(), JobDefinition.HashOf(words)) { Since = since is null ? null : JobStore.Open(since, clients).Name, SinceId = delta?.Job.Id, SplitSize = split, RangeKeys = rangeKeys, NamesHash = list?.Hash };
            JobPlanner planner = new(JobStore.Open(place!, clients));
            JobPlan plan;
            long planned = 0;
            using (ProgressView.For(session, new CountText(() => Volatile.Read(ref planned), session.Clock, "planning", isInventory ? "range" : "item")))
                plan = planner.Create(job, source, destination, clients, items, bytes, count => Volatile.Write(ref planned, count), session.Stop, queue, delta, isInventory ? keys : null);
            ListingNotices.Tell(session, clients);
            if (split is not null && plan.Unsized > 0)
                session.Errors.Warning($"{Numbers.Count(plan.Unsized.Value, "item")} of unknown size will not be split, however large they are.");
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new PlanRecord(place!.ToString()!, plan.Chunks, plan.Items, plan.KnownBytes, job.Hash) { Unsized = isInventory ? null : KnownBytes.Count(plan.Unsized) }, JsonLines.Readable.PlanRecord));
            else if (session.Settings.Quiet)
                return ExitCode.Done;
            else if (plan.Chunks == 0)
                session.WriteText($"{place}: nothing is to be done; {since} has done all that is there.");
            else
                session.WriteText($"{place}: {(isInventory ? Numbers.Count(plan.Items, "range") : $"{Numbers.Count(plan.Items, "item")}, {KnownBytes.Text(plan.Bytes, plan.Unsized, plan.Items)}")}, in {Numbers.Count(plan.Chunks, "chunk")}. Run it with: sluice job run {ShellLine.Join([place!.ToString()!])}");
            return ExitCode.Done;
        });
    }

    static bool IsPrefix(Location place) => place.InStore is { Key: var key } && (key.IsEmpty || key.Bytes.EndsWith("/"u8));

    // Names of an earlier job are those of this one only if both read and write the same places.
    static JobDelta Open(Location since, bool removes, bool writes, Location source, Location? destination, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        JobDelta delta = JobDelta.Open(since, removes, clients, cancellationToken, writes);
        foreach (JobDefinition earlier in delta.All)
        {
            Location? from = JobCommandLine.SourceOf(earlier.Words, out Location? to, out _);
            if (from?.InStore?.ToString() != source.InStore?.ToString() || to?.ToString() != destination?.ToString())
                throw new ArgumentException($"--since: {since}{(earlier == delta.Job ? "" : " goes on from a job that")} copies {DisplayText.Of($"{from} to {to}")}; this one has to have the same source and destination.");
        }
        return delta;
    }
}
