using System.CommandLine;
using System.Text.Json.Nodes;
using Sluice.Administration.Access;
using Sluice.Cli.Documents;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice acl get</c>: shows an access control list.</summary>
sealed class AclGetVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _force = Flags.Switch("--force", "Replace FILE where it is there already.", "-f");

    /// <summary>Declares the command.</summary>
    public AclGetVerb() : base("get", "Show an access control list.", "[options] s3://BUCKET[/KEY] [FILE]") => Declare(new("What to show", _locations.Exact, _force), _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes => "A line for each grant: the permission, and who has it. FILE gets the document, as JSON or YAML.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice acl get s3://album", "of a bucket"),
        new("sluice acl get s3://album/cover.jpg acl.json", "of an object, into a file"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? place = AclVerb.Read(line, operands, _locations, "sluice acl get s3://BUCKET[/KEY] [FILE]", most: 2);
        string? file = operands.Count > 1 && operands[1] != "-" ? operands[1] : null;
        if (file is not null)
            NewFile.Check(line, "FILE", file, line.Has(_force) ? null : "--force replaces it");
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            S3Location target = place!;
            using S3ClientFactory clients = session.OpenClients(connection);
            if (!AccessControl.Read(clients.For(target.Profile), target.Bucket, target.Key, target.VersionId, session.Stop).TryGet(out JsonObject? acl, out S3Error? error))
                return session.Fail(error, target.ToString());
            if (file is not null)
                DocumentFile.Save(file, acl, DocumentFile.IsYaml(file));
            else if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new AclRecord(target.Bucket, target.Key.IsEmpty ? null : KeyText.Of(target.Key), target.VersionId, acl), JsonLines.Readable.AclRecord));
            else
                foreach ((string grantee, string permission) in AccessControl.Grants(acl))
                    session.Output.WriteLine($"{DisplayText.Of(permission),-14}{grantee}");
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }
}
