using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice man</c>: writes manual pages.</summary>
sealed class ManVerb : Verb
{
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public ManVerb() : base("man", "Write the manual pages, one for each command, into a directory.", "DIR") => Declare();

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The pages say what 'sluice COMMAND --help' says. They have the date that SOURCE_DATE_EPOCH tells, else
        today's. A directory in which man(1) looks, such as ~/.local/share/man/man1, makes 'man sluice' find them.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice man ~/.local/share/man/man1", "for 'man sluice' and 'man sluice-cp'"),
        new("sluice man pages && man -l pages/sluice-sync.1", "to read one"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        string directory = operands.Count == 1 ? operands[0] : "";
        if (directory.Length == 0)
            line.Problem("Say into which directory: sluice man DIR.");
        else if (File.Exists(directory))
            line.Problem($"{DisplayText.Of(directory)} is a file: sluice man needs a directory.");
        else if (!Directory.Exists(directory) && SluiceCommand.Names.Contains(directory))
            line.Problem($"The page of {directory} is what 'sluice {directory} --help' shows. As the name of a new directory, write ./{directory}.");
        return new BoundCommand(_output.Read(line), session =>
        {
            Directory.CreateDirectory(directory);
            int pages = 0;
            foreach ((string file, string text) in new ManualText(VersionVerb.Current().Version, DateOf(session.Clock)).Pages(SluiceCommand.Create([])))
            {
                File.WriteAllText(Path.Combine(directory, file), text);
                pages++;
            }
            session.Output.WriteLine($"Wrote {Numbers.Count(pages, "page")} to {DisplayText.Of(directory)}.");
            return ExitCode.Done;
        });
    }

    // The same sources make the same pages (reproducible-builds.org, "SOURCE_DATE_EPOCH").
    static DateOnly DateOf(TimeProvider clock) =>
        DateOnly.FromDateTime(long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : clock.GetUtcNow().UtcDateTime);
}
