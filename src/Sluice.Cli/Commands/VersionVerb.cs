using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice version</c>: which build this is.</summary>
sealed class VersionVerb : Verb
{
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public VersionVerb() : base("version", "Show which build this is.", "[--json]") => Declare(_output.ShowGroup);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice version", "for a bug report"),
        new("sluice version --json", "for programs"),
    ];

    /// <summary>Version, commit, runtime and platform of this process.</summary>
    public static VersionRecord Current()
    {
        string full = typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        string[] parts = full.Split('+', 2);
        return new VersionRecord(parts[0], parts.Length > 1 ? parts[1][..Math.Min(12, parts[1].Length)] : null, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
    }

    /// <summary>The same as one line.</summary>
    public static string Text()
    {
        VersionRecord version = Current();
        return $"sluice {version.Version}{(version.Commit is null ? "" : $" ({version.Commit})")}, {version.Runtime}, {version.Platform}";
    }

    /// <summary>Prints the line straight to standard output. False when that failed: the command then says why.</summary>
    public static bool TryPrint()
    {
        try
        {
            using StandardOutputStream output = new();
            output.Write(Encoding.UTF8.GetBytes($"{Text()}\n"));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        if (line.Operands(Operands).Count > 0)
            line.Problem("version takes no arguments.");
        return new BoundCommand(_output.Read(line), static session =>
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(Current(), JsonLines.Readable.VersionRecord));
            else
                session.Output.WriteLine(Text());
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }
}
