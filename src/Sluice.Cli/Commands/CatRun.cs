using System.Text.RegularExpressions;
using Sluice.Cli.Output;
using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Auth;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Writes objects to stdout one after another, in the order of the operands and, within a wildcard, of the keys.</summary>
sealed class CatRun(Session session, EngineOptions options, ClientDefaults connection, SseCustomerKey? customerKey)
{
    int _exitCode = ExitCode.Done;

    /// <summary>Writes them all, and returns the exit code of the worst.</summary>
    public int Run(IReadOnlyList<S3Location> targets)
    {
        using S3ClientFactory clients = new(connection);
        TransferEngine engine = new(options, clients);
        foreach (S3Location target in targets)
        {
            if (session.Stop.IsCancellationRequested)
                return session.Stopped();
            if (target.Key.TryGetText(out string text) && (Glob.FirstWildcard(text) >= 0 || text.EndsWith('/')))
                WriteMatches(engine, target, text);
            else
                WriteOne(engine, target);
        }
        return session.Stop.IsCancellationRequested ? session.Stopped() : _exitCode;
    }

    void WriteMatches(TransferEngine engine, S3Location target, string text)
    {
        int wildcard = Glob.FirstWildcard(text);
        Regex? pattern = wildcard < 0 ? null : Glob.ToRegex(text);
        ListObjectsRequest request = new(target.Bucket) { Prefix = new ObjectKey(wildcard < 0 ? text : text[..wildcard]) };
        bool any = false;
        while (!session.Stop.IsCancellationRequested)
        {
            if (!engine.Clients.For(target.Profile).ListObjects(request, session.Stop).TryGet(out ListObjectsPage? page, out S3Error? error))
            {
                Worst(session.Fail(error, target.ToString()));
                return;
            }
            foreach (ListedObject found in page.Objects)
            {
                if (pattern is not null && !(found.Key.TryGetText(out string key) && pattern.IsMatch(key)))
                    continue;
                any = true;
                WriteOne(engine, target with { Key = found.Key });
            }
            if (page.NextToken is null)
                break;
            request = request with { ContinuationToken = page.NextToken };
        }
        if (!any && !session.Stop.IsCancellationRequested)
        {
            session.Errors.PrintSentence($"{target}: nothing is there.");
            Worst(ExitCode.Failures);
        }
    }

    void WriteOne(TransferEngine engine, S3Location source)
    {
        if (session.Stop.IsCancellationRequested)
            return;
        CopyRequest request = new()
        {
            Sources = [source],
            Destination = new StreamLocation(),
            SourceCustomerKey = customerKey,
            OnOutcome = Take,
        };
        TransferReport report = engine.CopyAsync(request, session.Stop).GetAwaiter().GetResult();
        if (report.ListingError is { } error)
            Worst(session.Fail(error, source.ToString()));
    }

    void Take(ItemOutcome outcome)
    {
        if (outcome.Kind is OutcomeKind.Done or OutcomeKind.Skipped || session.Stop.IsCancellationRequested)
            return;
        session.Errors.Print(outcome);
        Worst(outcome.ErrorCode == "ChecksumMismatch" ? ExitCode.Differences
            : Advice.CannotStart(outcome.ErrorCode) ? ExitCode.CannotStart
            : ExitCode.Failures);
    }

    void Worst(int exitCode) => _exitCode = Math.Max(_exitCode, exitCode);
}
