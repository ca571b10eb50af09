using Sluice.Cli.Options;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice demo</c>: shows on this machine that a directory goes to S3 and comes back, byte for byte.</summary>
sealed class DemoVerb : Verb
{
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public DemoVerb() : base("demo", "Copy a directory to a local S3 endpoint and back, and compare every byte.", "[options] [DIR]") =>
        Declare(_output.DemoGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Needs no account and no network: it starts an endpoint on this machine, uploads DIR (default: the
        working directory), lists it, downloads it elsewhere, reads both trees again and compares them.
        Nothing in DIR is changed, and everything else is removed at the end. Exit code 4: something differs.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice demo", "the working directory"),
        new("sluice demo ~/Pictures", "another one"),
        new("sluice demo --json", "the result as one line of JSON"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 1, null, "One directory at a time.");
        string directory = operands.Count > 0 ? operands[0] : ".";
        if (File.Exists(directory))
            line.Problem($"{DisplayText.Of(directory)} is a file; the demo takes a directory.");
        else if (!Directory.Exists(directory))
            line.Problem($"There is no directory {DisplayText.Of(directory)}.");
        return new BoundCommand(_output.Read(line), session => new DemoCommand(session, Path.GetFullPath(directory)).Run());
    }
}
