using System.CommandLine;
using System.Globalization;
using Sluice.Benchmarking.Comparing;
using Sluice.Cli.Options;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench compare</c>: what changed from one benchmark to the next, and whether it got slower.</summary>
sealed class BenchCompareVerb : Verb
{
    readonly Option<string> _tolerance = Flags.Value("--tolerance", "PERCENT", "How much slower is no regression yet. Default: 5%.");
    readonly Option<string> _seed = Flags.Value("--seed", "N", "Draws the resamples. Default: 1.");
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public BenchCompareVerb() : base("compare", "Compare two results, figure by figure; exit with 4 on a regression.", "[options] A B") =>
        Declare(new OptionGroup("How to compare", _tolerance, _seed), _output.ShowGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A and B are result.json files, or directories that --report wrote; A is what was, B is what is. The
        ratio of throughput comes with a 95 % bootstrap confidence interval, over rounds where both sides have
        five or more, else over seconds. It is a regression, and the exit code 4, when the whole interval lies
        below 1 less the tolerance. Results of different operations are refused (2).
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench compare before/ after/", "two reports"),
        new("sluice bench compare --tolerance 10% main.json branch.json", "fail a build when it got slower by more than 10 %"),
        new("sluice bench compare --json a.json b.json | jq .interval", "for programs"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 2, "Say which two results to compare: sluice bench compare A B.");
        ComparisonOptions options = new() { Tolerance = Tolerance(line), Seed = line.Number(_seed, 0, int.MaxValue) ?? 1 };
        return new BoundCommand(_output.Read(line), session => new BenchComparisonCommand(session, options).Run(operands[0], operands[1]));
    }

    double Tolerance(Options.CommandLine line)
    {
        if (line.Text(_tolerance) is not { } text)
            return new ComparisonOptions().Tolerance;
        if (text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and < 100)
            return percent / 100;
        line.Problem($"--tolerance {DisplayText.Of(text)}: write a percentage from 0% to below 100%, such as 5% or 2.5%.");
        return 0;
    }
}
