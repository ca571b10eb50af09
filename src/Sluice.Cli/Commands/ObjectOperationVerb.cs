using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>A command that does the same with each of many objects where it is: which objects, how fast, and what is said of it.</summary>
abstract class ObjectOperationVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly NameListFlags _names = new("the prefix");
    readonly InventoryFlags _inventory = new();
    readonly FilterFlags _filter = new();
    readonly JournalFlags _journal = new();
    readonly ReportFlags _report = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Everything below the key, as below a directory.", "-r");
    readonly Option<string> _versionId = Flags.Value("--version-id", "ID", "Of the one object that is named, this version; as ?versionId=ID behind its key.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would change; change nothing.");

    /// <summary>Names the command.</summary>
    protected ObjectOperationVerb(string name, string summary, string usage) : base(name, summary, usage) { }

    /// <summary>Declares the options: those of the command itself behind those that say which objects.</summary>
    protected void DeclareOwn(params IReadOnlyList<OptionGroup> own) => Declare(
    [
        new("Which objects", [_recursive, .. TakesVersions ? [_versionId] : (Option[])[], .. _locations.Meanings, .. _names.Options, .. _inventory.Options, .. OnlyReads ? [] : (Option[])[_dryRun, _journal.None]]),
        .. own, _filter.Group, _engine.LimitGroup, .. OnlyReads ? [] : (OptionGroup[])[_report.Group], _output.RunGroup, _connection.Group,
    ]);

    /// <summary>The verb in the past tense, as the summary has it.</summary>
    protected abstract string Done { get; }

    /// <summary>A version of an object may be named.</summary>
    protected virtual bool TakesVersions => true;

    /// <summary>Nothing is changed.</summary>
    protected virtual bool OnlyReads => false;

    /// <summary>Reads what is done with each object, after telling the line what is wrong with it.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="words">The operands that are no locations.</param>
    protected abstract ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words);

    /// <summary>The customer's key of encrypted objects; null for none.</summary>
    protected virtual SseCustomerKey? ReadKey(Options.CommandLine line) => null;

    /// <summary>Runs it. Default: with a line for each failure, a summary and an exit code.</summary>
    protected virtual int Run(TransferCommand command, Session session, ObjectOperationRequest request) => command.Apply(request, Done);

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        _inventory.Check(line, _names.Options);
        OutputSettings output = _output.Read(line);
        List<string> words = [];
        List<Location> targets = [];
        bool recursive = line.Has(_recursive), isOpen = _locations.IsOpen(line) && !_inventory.IsGiven(line);
        NameList? names = _names.Read(line);
        bool any = false;
        foreach (string operand in line.Operands(Operands))
        {
            if (!operand.Contains("://", StringComparison.Ordinal) || !operand.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) && operand.Contains('=', StringComparison.Ordinal))
                words.Add(operand);
            else
            {
                any = true;
                if (_locations.ReadS3(line, operand, takesVersions: TakesVersions) is { } target)
                    targets.Add(Checked(line, target, recursive || _names.IsGiven(line)));
            }
        }
        if (!any)
            line.Problem($"Say which object: sluice {FullName} s3://BUCKET/KEY{(words.Count > 0 ? " " + DisplayText.Of(words[0]) : "")}.");
        if (line.Text(_versionId) is { } version)
            SetVersion(line, targets, version);
        for (int at = 0; at < targets.Count; at++)
        {
            Location place = _inventory.Wrap(line, names is null ? targets[at] : targets[at].InStore! with { IsName = true });
            targets[at] = line.Source?.Invoke(place) ?? place;
        }
        ObjectOperation operation = Read(line, words);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        ReportSettings? report = OnlyReads ? null : _report.Read(line);
        ObjectOperationRequest request = new()
        {
            Targets = targets,
            Operation = operation,
            Recursive = recursive,
            Names = names,
            Filter = _filter.Read(line),
            DryRun = line.Has(_dryRun),
            Journal = OnlyReads || line.Has(_dryRun) ? null : _journal.Read(line),
        };
        return new BoundCommand(output, session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: !OnlyReads, takesPrefixes: recursive).Make(targets) is { } end)
                return end;
            InventoryFlags.Open(session, connection, targets);
            return _filter.Tell(session, Run(new TransferCommand(session, engine, connection, report), session, request));
        })
        { OnlyReads = OnlyReads };
    }

    /// <summary>True when one object was named, so that nobody need be told which it is.</summary>
    protected static bool IsOne(ObjectOperationRequest request) => request is { Names: null, Recursive: false, Targets: [S3Location one] } && (one.IsLiteral || Glob.FirstWildcard(one) < 0);

    static S3Location Checked(Options.CommandLine line, S3Location target, bool recursive)
    {
        if (!recursive && target.Key.IsEmpty)
            line.Problem($"{target} is a whole bucket: add --recursive for all objects in it.");
        else if (!recursive && target.Key.Bytes.EndsWith("/"u8) && !target.IsLiteral)
            line.Problem($"{target} is a prefix: add --recursive for everything below it.");
        return target;
    }

    static void SetVersion(Options.CommandLine line, List<Location> targets, string version)
    {
        if (targets is [S3Location { VersionId: null, Key.IsEmpty: false } one] && version.Length > 0)
            targets[0] = one with { VersionId = version, IsLiteral = true };
        else if (targets.Count > 0)
            line.Problem("--version-id is that of one object; give its key, and the version once.");
    }
}
