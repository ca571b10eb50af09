using System.Text;
using Sluice.Cli;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Transfer.Reporting;

/// <summary>Ledgers that were tampered with: each is found out.</summary>
public sealed class AccountingTests
{
    [Fact]
    public void Accounts_that_balance_are_no_problem()
    {
        TransferLedger ledger = Listed(3);
        End(ledger, OutcomeKind.Done);
        End(ledger, OutcomeKind.Skipped);
        End(ledger, OutcomeKind.Failed);
        Assert.Null(Accounting.Problem(Report(ledger), null));
        Assert.Null(Accounting.Problem(Report(ledger), new OutcomeCounts(1, 1, 0, 0, 0, 1, 0)));
    }

    [Fact]
    public void An_item_without_an_outcome_is_found_out_unless_the_run_ended_early()
    {
        TransferLedger ledger = Listed(2);
        End(ledger, OutcomeKind.Done);
        Assert.Contains("1 of 2 listed items has no outcome", Accounting.Problem(Report(ledger), null), StringComparison.Ordinal);
        Assert.Null(Accounting.Problem(Report(ledger) with { Interrupted = true }, null));
        Assert.Null(Accounting.Problem(Report(ledger) with { ListingError = new S3Error(FailureKind.Network, RetryClass.Never, "x") }, null));
    }

    [Fact]
    public void An_outcome_too_many_or_a_row_too_few_is_found_out()
    {
        TransferLedger ledger = Listed(1);
        End(ledger, OutcomeKind.Done);
        Assert.Contains("other rows", Accounting.Problem(Report(ledger), new OutcomeCounts(0, 1, 0, 0, 0, 0, 0)), StringComparison.Ordinal);
        End(ledger, OutcomeKind.Done);
        Assert.Contains("only 1 were listed", Accounting.Problem(Report(ledger), null), StringComparison.Ordinal);
    }

    [Fact]
    public void Accounts_that_do_not_balance_are_a_bug_and_exit_1()
    {
        TransferLedger ledger = Listed(2);
        End(ledger, OutcomeKind.Done);
        StringWriter error = new();
        MemoryStream output = new();
        using Session session = new(new OutputSettings(Json: true), new Terminal(false, false, false, false, false), output, error, TimeProvider.System, CancellationToken.None);
        int exitCode = new RunEnd(session, Report(ledger), null, dryRun: false).Tell("cp", "Copied", ExitCode.Done);
        Assert.Equal(ExitCode.Failures, exitCode);
        Assert.Contains("This is a bug in sluice: the accounts do not balance", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"exit_code\":1", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    static TransferLedger Listed(int count)
    {
        TransferLedger ledger = new("cp", null);
        for (int item = 0; item < count; item++)
            ledger.Listed(0);
        return ledger;
    }

    static void End(TransferLedger ledger, OutcomeKind kind) => ledger.Ended(kind, new StreamLocation(), null, "", "");

    static TransferReport Report(TransferLedger ledger)
    {
        using S3ClientFactory clients = new(new ClientDefaults());
        return new RunMeter(TimeProvider.System, clients).Report(ledger, interrupted: false, listingError: null);
    }
}
