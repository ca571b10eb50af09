using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Jobs.Leftovers;

/// <summary>
/// Notes in the job's store what an attempt at a chunk begins to upload, before the first part is sent: an upload that has bytes is known by its id. What is begun
/// while a note is written is in the next one, all together. Safe for many threads.
/// </summary>
/// <param name="store">The job.</param>
/// <param name="chunk">The chunk.</param>
/// <param name="worker">This worker.</param>
/// <param name="attempt">Which attempt it is.</param>
internal sealed class UploadNotes(JobStore store, string chunk, string worker, int attempt) : UploadLog
{
    // Who has given a chunk back may do it again.
    readonly string _run = Guid.NewGuid().ToString("n")[..8];
    readonly Lock _gate = new(), _writing = new();
    // Guarded by _gate.
    readonly List<NotedUpload> _pending = [];
    readonly HashSet<string> _open = [];
    // Guarded by _writing.
    int _written;

    /// <inheritdoc/>
    public override Failure? Begun(string bucket, ObjectKey key, string uploadId)
    {
        NotedUpload upload = new(bucket, Convert.ToBase64String(key.Bytes), uploadId);
        lock (_gate)
        {
            _pending.Add(upload);
            _open.Add(uploadId);
        }
        lock (_writing)
        {
            NotedUpload[] batch;
            lock (_gate)
                batch = [.. _pending];
            // Another thread has written it beside its own.
            if (!batch.Contains(upload))
                return null;
            try
            {
                store.Write(Name(_written++), JobJson.Write(new UploadNote(chunk, worker, attempt, batch), JobJson.Default.UploadNote), CancellationToken.None);
            }
            catch (FailureException failed)
            {
                return failed.Failure;
            }
            lock (_gate)
                _pending.RemoveRange(0, batch.Length);
            return null;
        }
    }

    /// <inheritdoc/>
    public override void Ended(string uploadId)
    {
        lock (_gate)
            _open.Remove(uploadId);
    }

    /// <summary>The attempt is over: where none of its uploads is left, its notes go. What stays costs a cleanup a look.</summary>
    public void End(CancellationToken cancellationToken)
    {
        lock (_gate)
            if (_open.Count > 0)
                return;
        lock (_writing)
            try
            {
                for (int number = 0; number < _written; number++)
                    store.Delete(Name(number), cancellationToken);
            }
            catch (FailureException)
            {
                // The store fails: the seal will say so.
            }
    }

    string Name(int number) => JobNames.UploadsOf(chunk, worker, _run, number);
}
