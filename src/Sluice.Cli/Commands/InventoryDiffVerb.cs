using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice inventory diff</c>: what differs between two inventories.</summary>
sealed class InventoryDiffVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public InventoryDiffVerb() : base("diff", "Show what one inventory has otherwise than another.", "[options] A B") => Declare(_output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A and B are manifest.json files of inventories; one of S3 Inventory, which is in no order, is sorted
        in temporary files first. A line is 'added', 'removed' or 'changed' and the key, in the order of keys.
        Exit code: 4 when anything differs, else 0.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice inventory diff s3://inv/album/old/manifest.json s3://inv/album/new/manifest.json", "a day's changes"),
        new("sluice inventory diff --json a/manifest.json b/manifest.json | jq 'select(.change==\"removed\")'", "for programs"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        List<Inventory> inventories = [];
        line.ExpectCount(operands, 2, "Say which two inventories to compare: sluice inventory diff A/manifest.json B/manifest.json.");
        if (operands.Count == 2)
            foreach (string operand in operands)
                if (!LocationParser.TryParse(operand, out Location manifest, out string problem))
                    line.Problem(problem);
                else if (manifest.IsStream || !operand.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
                    line.Problem($"{DisplayText.Of(operand)}: give the manifest.json of an inventory.");
                else
                    inventories.Add(new Inventory(manifest));
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            long added = 0, removed = 0, changed = 0;
            long same = new InventoryComparison(clients, session.Clock).Compare(inventories[0], inventories[1], difference =>
            {
                ref long count = ref difference.Before is null ? ref added : ref difference.After is null ? ref removed : ref changed;
                count++;
                Show(session, difference);
            }, session.Stop);
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new DifferencesRecord(added, removed, changed, same), JsonLines.Readable.DifferencesRecord));
            session.Output.Flush();
            session.Errors.Note($"{Numbers.Count(added)} added, {Numbers.Count(removed)} removed, {Numbers.Count(changed)} changed, {Numbers.Count(same)} the same");
            return added + removed + changed > 0 ? ExitCode.Differences : ExitCode.Done;
        })
        { OnlyReads = true };
    }

    static void Show(Session session, InventoryDifference difference)
    {
        string change = difference.Before is null ? "added" : difference.After is null ? "removed" : "changed";
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new DifferenceRecord(change, KeyText.Of(difference.Key), KeyText.Base64(difference.Key), KeyText.Escaped(difference.Key),
                difference.Before?.Size, difference.After?.Size, difference.Before?.ETag?.Trim('"'), difference.After?.ETag?.Trim('"'), difference.Before?.LastModified, difference.After?.LastModified), JsonLines.Readable.DifferenceRecord));
        else
            session.Output.WriteLine($"{change,-9}{difference.Key}");
    }
}
