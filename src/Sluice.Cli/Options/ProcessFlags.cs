using System.CommandLine;
using Sluice.Failures;
using Sluice.Processing;
using Sluice.Trees;

namespace Sluice.Cli.Options;

/// <summary>How programs are run, and where their results go.</summary>
sealed class ProcessFlags
{
    readonly Option<string> _count = Flags.Value("--count", "WHAT", "No program: count lines, words or bytes, or several, such as lines,bytes.", "lines", "words", "bytes");
    readonly Option<string> _hash = Flags.Value("--hash", "NAME", "No program: sha256, sha1, sha384, sha512 or md5, or several.", "sha256", "sha1", "sha384", "sha512", "md5");
    readonly Option<string> _grep = Flags.Value("--grep", "REGEX", "No program: the lines that match.");
    readonly Option<bool> _parquet = Flags.Switch("--to-parquet", "No program: each object, CSV or JSON Lines, becomes a Parquet file; needs --to.");
    readonly Option<bool> _asText = Flags.Switch("--columns-as-text", "With --to-parquet: all columns are text. Default: types of the first 10,000 rows.");
    readonly Option<string> _input = Flags.Value("--input", "HOW", "stdin (default), file (in memory; {} is its path) or fifo ({} can be read once).", "stdin", "file", "fifo");
    readonly Option<bool> _decompress = Flags.Switch("--decompress", "What begins as gzip, zstd, bzip2 or xz does is decompressed on its way.");
    readonly Option<string> _batch = Flags.Value("--batch", "N|SIZE", "Several objects for one program: so many, or as many as have so many bytes. {} becomes a word for each.");
    readonly Option<string> _split = Flags.Value("--split", "WHAT", "lines: cut large objects at line ends into blocks that programs take side by side.", "lines");
    readonly Option<string> _block = Flags.Value("--block", "SIZE", "With --split: bytes of a block. Default: 64MiB.");
    readonly Option<bool> _persistent = Flags.Switch("--persistent", "The program stays, is told of objects in JSON, a line each, and answers so.");
    readonly Option<string> _to = Flags.Value("--to", "TEMPLATE", "Each output is an object or a file: 's3://OUT/{dir}/{stem}.txt', a prefix or a directory.");
    readonly Option<string> _reduce = Flags.Value("--reduce", "LINE", "Combine all outputs into one: a line for a shell, given several of them on its stdin, in any order.");
    readonly Option<string> _jobs = Flags.Value("--jobs", "N", "Programs at once, 1 to 1024. Default: as many as processors.");
    readonly Option<string> _retries = Flags.Value("--retries", "N", "Further attempts after exit code 75, a signal or a timeout. Default: 2.");
    readonly Option<string> _timeout = Flags.Value("--timeout", "TIME", "End a program that takes longer: 30s, 5m, or 200% of the median.");
    readonly Option<string> _memory = Flags.Value("--memory-per-job", "SIZE", "End a program that has more memory, as far as it runs long enough to be seen.");
    readonly Option<string> _halt = Flags.Value("--halt", "WHEN", "End the run after failures: soon,fail=1 (what runs may end), now,fail=10, soon,fail=1% (once 100 objects have ended).");
    readonly Option<string> _results = Flags.Value("--results", "FILE", "A row for each attempt, CSV or JSON Lines (.jsonl). The same command takes only what is new, changed or failed.");
    readonly Option<bool> _log = Flags.Switch("--log-arguments", "The program's arguments stand in the rows, secrets included.");
    readonly Option<bool> _tag = Flags.Switch("--tag", "Begin each line with the object's name and a tab.");
    readonly Option<bool> _order = Flags.Switch("--keep-order", "Results in the order of the keys.");

    /// <summary>What needs no program.</summary>
    public OptionGroup ActionGroup => new("Built-in actions", _count, _hash, _grep, _parquet, _asText);

    /// <summary>How programs run.</summary>
    public OptionGroup RunGroup => new("Programs", _input, _decompress, _batch, _split, _block, _persistent, _jobs, _retries, _timeout, _memory, _halt);

    /// <summary>What becomes of results.</summary>
    public OptionGroup ResultGroup => new("Results", _to, _reduce, _tag, _order, _results, _log);

    /// <summary>True when an action needs no program.</summary>
    public bool HasAction(CommandLine line) => line.Has(_count) || line.Has(_hash) || line.Has(_grep) || line.Has(_parquet) || line.Has(_asText);

    /// <summary>Reads them into a request.</summary>
    public ProcessRequest Read(CommandLine line, ProcessRequest request)
    {
        ProcessTimeout? timeout = null;
        if (line.Text(_timeout) is { } time && !ProcessTimeout.TryParse(time, out timeout))
            line.Problem($"--timeout {DisplayText.Of(time)}: give a time with its unit, such as 30s, 5m or 2h, or a share of the median such as 200%.");
        ProcessHalt? halt = null;
        if (line.Text(_halt) is { } when && !ProcessHalt.TryParse(when, out halt))
            line.Problem($"--halt {DisplayText.Of(when)}: give soon or now, a comma, and fail=N or fail=N%, such as soon,fail=1%.");
        line.Expect(line.Has(_results), "--log-arguments needs --results FILE.", _log);
        string? results = line.Text(_results);
        if (results is "" or "-")
            line.Problem("--results needs the name of a file; stdout has the same with --json.");
        else if (results is not null)
            NewFile.Check(line, "--results", results, way: null);
        Location? to = null;
        if (line.Text(_to) is { } place && !LocationParser.TryParse(place, out to, out string problem))
            line.Problem($"--to: {problem}");
        if (to is not null)
            line.Destination?.Invoke(to);
        // Outputs with a place of their own are no lines.
        if (line.Has(_to) || line.Has(_reduce))
            line.TakeTyped(_tag, _order);
        bool splits = line.Choice(_split, false, ("lines", true));
        line.Expect(splits, "--block is the size of the blocks of --split lines.", _block);
        ProcessBatch? batch = null;
        if (line.Text(_batch) is { } several)
            batch = int.TryParse(several, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int objects) ? new ProcessBatch(objects, null) : line.Size(_batch) is { } size ? new ProcessBatch(null, size) : null;
        return request with
        {
            To = to,
            Batch = batch,
            Reduce = line.Text(_reduce),
            BlockSize = splits ? line.Size(_block) ?? ProcessRequest.DefaultBlockSize : null,
            Input = line.Choice(_input, ProcessInput.Stdin, ("stdin", ProcessInput.Stdin), ("file", ProcessInput.File), ("fifo", ProcessInput.Fifo)),
            Decompress = line.Has(_decompress),
            IsPersistent = line.Has(_persistent),
            BuiltIn = HasAction(line)
                ? new ProcessBuiltIn { Counts = Words(line.Text(_count)), Hashes = Words(line.Text(_hash)), Grep = line.Text(_grep), ToParquet = line.Has(_parquet), ColumnsAsText = line.Has(_asText) }
                : null,
            Jobs = line.Number(_jobs, 1, 1024) ?? Environment.ProcessorCount,
            Retries = line.Number(_retries, 0, 100) ?? 2,
            Timeout = timeout,
            MemoryPerJob = line.Size(_memory),
            Halt = halt,
            Results = results,
            LogArguments = line.Has(_log),
            Tag = line.Has(_tag),
            KeepOrder = line.Has(_order),
        };
    }

    static string[] Words(string? text) => text?.Split(',') ?? [];
}
