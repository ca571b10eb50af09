using System.CommandLine;
using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Cli.Documents;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bucket get</c>: shows a document that configures a bucket.</summary>
sealed class BucketGetVerb : Verb
{
    const string Form = "sluice bucket get WHAT s3://BUCKET [FILE]";

    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _force = Flags.Switch("--force", "Replace FILE where it is there already.", "-f");
    readonly Option<bool> _yaml = Flags.Switch("--yaml", "As YAML; files that end in .yaml or .yml are anyway.");

    /// <summary>Declares the command.</summary>
    public BucketGetVerb() : base("get", "Show what configures a bucket.", "[options] WHAT s3://BUCKET [FILE]")
    {
        BucketVerb.Complete(Operands);
        Declare(new("What to show", _yaml, _force), _output.ShowGroup, _connection.Group);
    }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The document is that of aws-cli. Where nothing is set, nothing is printed, and the exit code is 1; what
        a store tells always (versioning, notification, logging) is empty then: {}.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bucket get policy s3://album", "as JSON"),
        new("sluice bucket get lifecycle s3://album rules.yaml", "into a file, as YAML"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        (BucketSetting? setting, S3Location? place) = BucketVerb.Read(line, operands, Form, 2, 3);
        string? file = operands.Count > 2 && operands[2] != "-" ? operands[2] : null;
        if (file is not null)
            NewFile.Check(line, "FILE", file, line.Has(_force) ? null : "--force replaces it");
        ClientDefaults connection = _connection.Read(line);
        bool yaml = line.Has(_yaml) || file is not null && DocumentFile.IsYaml(file);
        return new BoundCommand(_output.Read(line), session =>
        {
            S3Location bucket = place!;
            using S3ClientFactory clients = session.OpenClients(connection);
            if (!setting!.Read(clients.For(bucket.Profile), bucket.Bucket, session.Stop).TryGet(out BucketDocument? told, out S3Error? error))
                return session.Fail(error, bucket.ToString());
            if (told.Unknown.Count > 0)
                session.Errors.Warning($"The store tells more of {setting.Name} than is shown, which 'bucket set' would remove: {string.Join(", ", told.Unknown.Select(Failures.DisplayText.Of))}.");
            if (told.Content is not { } content)
            {
                session.Errors.PrintSentence($"{bucket}: no {setting.Name} is set.");
                return ExitCode.Failures;
            }
            if (file is not null)
                DocumentFile.Save(file, content, yaml);
            else if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new BucketSettingRecord(bucket.Bucket, setting.Name, content), JsonLines.Readable.BucketSettingRecord));
            else
                foreach (string text in DocumentFile.Write(content, yaml).TrimEnd('\n').Split('\n'))
                    session.Output.WriteLine(text);
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }
}
