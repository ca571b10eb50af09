using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>
/// Copies a directory to an endpoint of its own and back, and compares. The endpoint keeps small directories in memory
/// and large ones in a temporary directory; both are gone at the end, however it ends.
/// </summary>
sealed class DemoCommand(Session session, string directory)
{
    const string Bucket = "demo";

    // Up to here a copy in memory does not hurt on any machine of today.
    const long LargestInMemory = 256 << 20;

    readonly DemoText _text = new(session);
    // Set before anything is copied.
    string _scratch = "";

    /// <summary>Runs all steps, and returns 0 when every file came back identical.</summary>
    public int Run()
    {
        DateTime began = session.Clock.GetUtcNow().UtcDateTime;
        DemoSurvey survey = DemoSurvey.From(directory, session.Stop);
        _text.Begin(directory, survey);
        bool inMemory = survey.Bytes <= LargestInMemory;
        if (!HasRoom(survey.Bytes, inMemory))
            return ExitCode.CannotStart;
        // A name that nobody could know, for its owner alone (mkdtemp(3)): whoever else may write to /tmp could have a link of a known one wait there.
        _scratch = Directory.CreateTempSubdirectory("sluice-demo-").FullName;
        try
        {
            return Run(survey, inMemory, began);
        }
        finally
        {
            Directory.Delete(_scratch, recursive: true);
        }
    }

    int Run(DemoSurvey survey, bool inMemory, DateTime began)
    {
        // 1 An endpoint of our own, with random keys.
        EndpointOptions options = new() { DataDirectory = inMemory ? null : Path.Combine(_scratch, "store"), Clock = session.Clock };
        EndpointServer server = EndpointServer.StartAsync(options, session.Stop).GetAwaiter().GetResult();
        try
        {
            _text.Endpoint(server.Url, inMemory);
            using S3ClientFactory clients = new(new ClientDefaults
            {
                Endpoint = server.Url,
                Region = options.Region,
                Client = new S3ClientOptions { Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey) },
            });
            _ = clients.For(null).CreateBucket(Bucket, null, session.Stop).Value;

            // 2 Up, with everything that is in the directory.
            S3Location store = new(null, Bucket, ObjectKey.Empty);
            TransferReport up = Copy(clients, new LocalLocation(directory + Path.DirectorySeparatorChar), store, ScratchFilter());
            _text.Uploaded(up);
            if (session.Stop.IsCancellationRequested)
                return session.Stopped();

            // 3 What the store says that it has.
            (long objects, long bytes) = Count(clients.For(null));
            _text.Listed(objects, bytes);

            // 4 Down, elsewhere.
            string copy = Path.Combine(_scratch, "copy");
            Directory.CreateDirectory(copy);
            // An empty store has nothing to copy, and a copy of nothing is a failure elsewhere.
            TransferReport down = objects == 0 ? up : Copy(clients, store, new LocalLocation(copy + Path.DirectorySeparatorChar), ItemFilter.All);
            _text.Downloaded(down);
            if (session.Stop.IsCancellationRequested)
                return session.Stopped();

            // 5 Both trees again, from disk.
            TreeComparison comparison = TreeComparison.Create(directory, copy, began, session.Stop);
            return _text.Judge(directory, survey, up, objects, down, comparison);
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    TransferReport Copy(S3ClientFactory clients, Location source, Location destination, ItemFilter filter)
    {
        TransferEngine engine = new(new TransferOptions(), clients);
        CopyRequest request = new()
        {
            Sources = [source],
            Destination = destination,
            Recursive = true,
            Filter = filter,
            OnOutcome = outcome =>
            {
                if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Skipped) && !session.Stop.IsCancellationRequested)
                    session.Errors.Print(outcome);
            },
        };
        Task<TransferReport> running = engine.CopyAsync(request, session.Stop);
        using (ProgressView.For(session, () => engine.Progress))
            return running.GetAwaiter().GetResult();
    }

    // The temporary directory may lie inside the directory that is shown.
    ItemFilter ScratchFilter() => _scratch.StartsWith(directory.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? ItemFilter.From([(false, Path.GetRelativePath(directory, _scratch).Replace('\\', '/') + "/*")])
        : ItemFilter.All;

    (long Objects, long Bytes) Count(S3Client client)
    {
        long objects = 0, bytes = 0;
        using ObjectLister lister = new(client, new ListObjectsRequest(Bucket), session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
        {
            objects += page.Objects.Count;
            bytes += page.Objects.Sum(static found => found.Size ?? 0);
        }
        return lister.Error is { } error ? throw new S3Exception(error) : (objects, bytes);
    }

    // The copy needs the directory's size, a store on disk the same again.
    bool HasRoom(long bytes, bool inMemory)
    {
        long needed = inMemory ? bytes : bytes * 2, free = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
        if (needed + (needed / 20) <= free)
            return true;
        session.Errors.PrintSentence(
            $"The demo needs {ByteSize.Format(needed)} in {DisplayText.Of(Path.GetTempPath())} and {ByteSize.Format(free)} are free.",
            "Show it a smaller directory, or point TMPDIR at a larger disk.");
        return false;
    }
}
