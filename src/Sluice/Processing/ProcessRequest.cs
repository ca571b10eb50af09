using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Processing;

/// <summary>What is to be done with the objects of a prefix, as the user asked for it.</summary>
public sealed record ProcessRequest
{
    /// <summary>Bytes of a block where nobody asks for another number: 64 MiB.</summary>
    public const long DefaultBlockSize = 64 << 20;

    /// <summary>Prefixes, objects, globs or directories; at least one. A key without a slash at its end is a prefix unless it is an object.</summary>
    public required IReadOnlyList<Location> Sources { get; init; }

    /// <summary>The program; null for built-in actions.</summary>
    public ProcessProgram? Program { get; init; }

    /// <summary>How the program gets its object. Default: on its standard input.</summary>
    public ProcessInput Input { get; init; }

    /// <summary>Objects that begin as gzip, zstd, bzip2 or xz do are decompressed on their way. For stdin, built-in actions and functions.</summary>
    public bool Decompress { get; init; }

    /// <summary>
    /// Objects of lines that are larger than this are cut at line ends into blocks of about this many bytes, each of which is given to a program of its own;
    /// rows are per block. 1 KiB to 1 TiB. Null: objects are not cut.
    /// </summary>
    public long? BlockSize { get; init; }

    /// <summary>Several objects for one program, where they are small; one that is larger than a batch may be has a program of its own. Null: one each.</summary>
    public ProcessBatch? Batch { get; init; }

    /// <summary>The program stays: it is told of objects, one JSON object a line, and answers, one a line (docs/processing.md).</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Actions that need no program; null for a program.</summary>
    public ProcessBuiltIn? BuiltIn { get; init; }

    /// <summary>
    /// Where each output becomes an object or a file, published only after its program ended well; its key or path has placeholders. A place that holds names
    /// keeps those of the objects. Null: outputs are lines.
    /// </summary>
    public Location? To { get; init; }

    /// <summary>
    /// A line for a shell that combines outputs: it gets several of them, one behind the other, on its standard input, and what it writes takes their
    /// place, until one is left. Must be associative, and is given them in any order. Null: each output is a result.
    /// </summary>
    public string? Reduce { get; init; }

    /// <summary>Called once with what the outputs were combined into.</summary>
    public Action<ProcessedReduction>? OnReduced { get; init; }

    /// <summary>The names to act on, relative to the one source; nothing is listed then. Null for a listing.</summary>
    public NameList? Names { get; init; }

    /// <summary>Which objects take part.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>Programs at once, 1 to 1,024. Default: as many as processors.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Further attempts of an object whose program asks for one (exit code 75), is killed or takes too long; 0 to 100. Default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>How long a program may take; null for no limit.</summary>
    public ProcessTimeout? Timeout { get; init; }

    /// <summary>Bytes that a program may have resident; null for no limit.</summary>
    public long? MemoryPerJob { get; init; }

    /// <summary>When failures end the run; null: never.</summary>
    public ProcessHalt? Halt { get; init; }

    /// <summary>
    /// The results file: a row for each attempt, CSV, or JSON Lines when the name ends in <c>.jsonl</c>, <c>.json</c> or <c>.ndjson</c>. What it says is done
    /// is not done again, unless its object changed. Null for none.
    /// </summary>
    public string? Results { get; init; }

    /// <summary>The program's arguments stand in the rows, whatever they hold.</summary>
    public bool LogArguments { get; init; }

    /// <summary>Each line of output begins with its object's name and a tab.</summary>
    public bool Tag { get; init; }

    /// <summary>Outputs come in the order of the keys.</summary>
    public bool KeepOrder { get; init; }

    /// <summary>False: outputs are not written to standard output; <see cref="OnProcessed"/> has them.</summary>
    public bool WritesLines { get; init; } = true;

    /// <summary>List and report only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Called once for every object when it has ended, from many threads but never two at once.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }

    /// <summary>
    /// Called for every attempt when it has ended, from many threads but never two at once. That of an attempt that another one follows has no
    /// <see cref="ProcessedObject.Kind"/>; an object has one with a kind, and a second one only where results that were done are void (<see cref="BlockSize"/>). Its row is
    /// written afterwards: an <see cref="IOException"/> says that the result went nowhere, so that the object fails without a row and the run ends.
    /// </summary>
    public Action<ProcessedObject>? OnProcessed { get; init; }

    /// <summary>Called, from many threads at once, with what programs write to stderr, as it comes; rows have its end in any case. Null for nobody.</summary>
    public Action<ReadOnlySpan<byte>>? OnErrorOutput { get; init; }

    /// <summary>Called, from any thread, with what a user should know and is no failure of an object; with each such thing once a run.</summary>
    public Action<string>? OnNotice { get; init; }

    /// <summary>True for an object that is left out because it is done; asked by one thread. Null: none is.</summary>
    internal LeftOut? LeavesOut { get; init; }

    /// <inheritdoc cref="LeavesOut"/>
    internal delegate bool LeftOut(Tree tree, in TreeEntry entry);

    /// <summary>All that is wrong with it, each a sentence; empty when it makes sense.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Program is not null && BuiltIn is not null)
            problems.Add("A program and a built-in action exclude each other.");
        else if (BuiltIn is not null)
            problems.AddRange(BuiltIn is { ToParquet: true } && To is null ? [.. BuiltIn.Problems(), "--to-parquet needs --to: a Parquet file is no line of text."] : BuiltIn.Problems());
        else if (Program is null)
            problems.Add("Say what to do with each object: a program behind --, or a built-in action.");
        else
            problems.AddRange(Program.Problems(mayHavePlaceholders: !IsPersistent));
        if (IsPersistent && (Program is null || Input != ProcessInput.Stdin))
            problems.Add(Program is null ? "A program that stays needs a program." : "A program that stays is told a path of each object; it has no other input.");
        if (Decompress && (IsPersistent || Input == ProcessInput.File))
            problems.Add("--decompress goes with stdin: nobody knows before how large a file of what an object holds would be.");
        if (To is not null)
            problems.AddRange(ProblemsOfOutputs(To));
        problems.AddRange(ProblemsOfBlocks());
        problems.AddRange(ProblemsOfReduce());
        problems.AddRange(ProblemsOfBatch());
        return [.. ProblemsOfRun(), .. problems];
    }

    /// <summary>All that is wrong with it for a function.</summary>
    internal IReadOnlyList<string> ProblemsOfFunction()
    {
        List<string> problems = ProblemsOfRun();
        if (Program is not null || BuiltIn is not null || To is not null)
            problems.Add("A function takes the place of a program, a built-in action and their outputs.");
        return problems;
    }

    /// <summary>All that is wrong with it for a function that writes outputs.</summary>
    internal IReadOnlyList<string> ProblemsOfWriter()
    {
        List<string> problems = ProblemsOfRun();
        if (Program is not null || BuiltIn is not null)
            problems.Add("A function takes the place of a program and of a built-in action.");
        if (To is not null)
            problems.AddRange(ProblemsOfOutputs(To));
        problems.AddRange(ProblemsOfBlocks());
        return problems;
    }

    List<string> ProblemsOfRun()
    {
        List<string> problems = [.. Sources.SelectMany(static source => source.Problems())];
        if (Sources.Count == 0)
            problems.Add("Say what to process: sluice process SOURCE -- PROGRAM [ARGUMENT...].");
        if (Sources.Any(static source => source.IsStream))
            problems.Add("A stream (-) has no objects; give a prefix or a directory.");
        if (Names is not null && Sources.Count > 1)
            problems.Add("A list of names needs one source that they are relative to.");
        if (Jobs is < 1 or > 1024)
            problems.Add($"Jobs are {Jobs}; 1 to 1,024 can run at once.");
        if (Retries is < 0 or > 100)
            problems.Add($"Retries are {Retries}; 0 to 100 make sense.");
        if (Timeout?.Problem is { } timeout)
            problems.Add(timeout);
        if (Halt?.Problem is { } halt)
            problems.Add(halt);
        return problems;
    }

    IEnumerable<string> ProblemsOfBlocks()
    {
        bool names = Uses(To?.PathText ?? "", "block");
        if (BlockSize is null)
        {
            if (names || Program?.Words.Any(static word => Uses(word, "block")) == true)
                yield return "{block} is the number of a block; it needs --split lines.";
            yield break;
        }
        if (BlockSize is < 1 << 10 or > 1L << 40)
            yield return $"A block has {BlockSize:N0} bytes; 1 KiB to 1 TiB make sense.";
        if (Decompress)
            yield return "--split lines needs the lines as they lie; what is compressed cannot be cut.";
        if (BuiltIn is { Hashes.Count: > 0 })
            yield return "--hash is of whole objects, not of blocks; leave --split away.";
        if (To is not null && !names && Reduce is null)
            yield return "With --split lines each block has an output of its own; --to needs a template with {block}, such as {dir}/{name}.{block}.";
    }

    IEnumerable<string> ProblemsOfReduce()
    {
        if (Reduce is null)
            yield break;
        if (string.IsNullOrWhiteSpace(Reduce) || Reduce.Contains('\0', StringComparison.Ordinal))
            yield return "--reduce needs a line for a shell, such as 'sort -m | uniq -c'.";
        if (!Programs.PosixProcess.IsSupported)
            yield return "--reduce runs programs, on 64-bit Linux only.";
        if (Tag || KeepOrder)
            yield return "--tag and --keep-order are for outputs of objects; --reduce makes one of all.";
        if (To is not null && (To.IsContainer || Uses(To.PathText ?? "", ItemTemplate.Known)))
            yield return "With --reduce there is one output: --to needs the name of one object or file, without placeholders.";
    }

    IEnumerable<string> ProblemsOfBatch()
    {
        if (Batch is null)
            yield break;
        if (Batch.Problem is { } problem)
            yield return problem;
        if (Program is null || IsPersistent || Input == ProcessInput.Fifo)
            yield return "--batch gives several objects to one program, on stdin or with --input file; built-in actions and programs that stay need none.";
        if (BlockSize is not null)
            yield return "--batch is for small objects and --split for large ones; take one of them.";
        if (Tag || To is not null && Reduce is null)
            yield return "--tag and --to name the one object that an output is of; a batch has several.";
        foreach (string word in Program?.Words ?? [])
            if (ItemTemplate.Parse(word, out _) is { IsField: false } template && template.Uses(ItemTemplate.Known))
                yield return $"With --batch a placeholder stands for several objects and must be a word of its own, not a part of {Failures.DisplayText.Of(word)}.";
    }

    static bool Uses(string text, params ReadOnlySpan<string> fields) => ItemTemplate.Parse(text, out _)?.Uses(fields) == true;

    IEnumerable<string> ProblemsOfOutputs(Location to)
    {
        foreach (string problem in to.Problems())
            yield return problem;
        if (to.IsStream)
            yield return "Without --to outputs go to stdout; --to needs a place.";
        if (Tag || KeepOrder)
            yield return "--tag and --keep-order are for outputs that are lines; with --to each has a place of its own.";
    }
}
