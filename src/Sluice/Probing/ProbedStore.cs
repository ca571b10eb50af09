using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Operations;
using Sluice.S3.Wire;

namespace Sluice.Probing;

/// <summary>
/// The store as checks see it: exact requests below one prefix, counted and bounded, and a note of all that may have been made. Nothing is retried but what the store was too busy for, so that
/// each answer is the answer to one request. Safe for the threads of a race.
/// </summary>
internal sealed class ProbedStore(S3Client client, string bucket, ObjectKey prefix, bool? isVersioned, ProbeOptions options, CancellationToken stop) : IDisposable
{
    const int MaxBusy = 5;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    readonly long _begun = client.Options.Clock.GetTimestamp();
    // Of each key the requests that may have written it.
    readonly Dictionary<ObjectKey, int> _written = [];
    readonly Dictionary<string, ObjectKey> _uploads = new(StringComparer.Ordinal);
    readonly Random _random = new(options.Seed);
    readonly List<S3Client> _others = [];
    S3Client? _nobody, _stranger;
    ObjectKey _prefix = prefix;
    string? _object;
    PartedObject? _parted;
    long _brokenAnswers;
    long _requests, _bytes;

    /// <summary>Bucket.</summary>
    public string Bucket => bucket;

    /// <summary>What all keys begin with.</summary>
    public ObjectKey Prefix => _prefix;

    /// <summary>Whether the bucket keeps versions; null when that cannot be known.</summary>
    public bool? IsVersioned => isVersioned;

    /// <summary>The client's settings, in the region of the bucket.</summary>
    public S3ClientOptions Options => client.Options with { Region = client.RegionOf(bucket) };

    /// <summary>Requests so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Bytes of bodies so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytes);

    /// <summary>Keys that may have been written.</summary>
    public IReadOnlyCollection<ObjectKey> Written => _written.Keys;

    /// <summary>Uploads that were begun, by their ids.</summary>
    public IReadOnlyDictionary<string, ObjectKey> Uploads => _uploads;

    /// <summary>The clock says that this much time has gone by.</summary>
    public TimeSpan Elapsed => client.Options.Clock.GetElapsedTime(_begun);

    /// <summary>Answers so far that say that the store broke (500, 502, 504), which may be so and may pass.</summary>
    public long BrokenAnswers => Interlocked.Read(ref _brokenAnswers);

    /// <summary>From here on all keys are others, so that a check can be tried once more.</summary>
    public void BeginAgain()
    {
        _prefix = _prefix.Append("again/"u8);
        _object = null;
        _parted = null;
    }

    /// <summary>A key of the scratch prefix.</summary>
    public ObjectKey Key(string name) => _prefix.Append(Encoding.UTF8.GetBytes(name));

    /// <summary>Bytes that no other call gave.</summary>
    public byte[] Bytes(int count = 100)
    {
        byte[] bytes = new byte[count];
        lock (_random)
            _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>An object of <see cref="ObjectLength"/> bytes that no check changes.</summary>
    public string Object => _object ??= MakeObject();

    /// <summary>Length of <see cref="Object"/>.</summary>
    public const int ObjectLength = 1000;

    /// <summary>Bytes of <see cref="Object"/>.</summary>
    public byte[] ObjectBytes { get; private set; } = [];

    /// <summary>An object in two parts that no check changes.</summary>
    public PartedObject Parted => _parted ??= PartedObject.Make(this);

    /// <summary>The same without credentials.</summary>
    public S3Client Nobody => _nobody ??= Other(Options with { Credentials = CredentialSource.Anonymous });

    /// <summary>The same with a wrong secret.</summary>
    public S3Client Stranger => _stranger ??= Other(Options with { Credentials = CredentialSource.Static(Credentials.AccessKeyId, "wrong" + new string('0', 35), Credentials.SessionToken) });

    /// <summary>Who asks.</summary>
    public S3Credentials Credentials => client.Options.Credentials.Current(stop) ?? throw new CannotTellException("requests are not signed (--no-sign-request)");

    /// <summary>A client of the same store that differs in something.</summary>
    public S3Client Other(S3ClientOptions changed)
    {
        S3Client other = new(changed);
        lock (_others)
            _others.Add(other);
        return other;
    }

    /// <summary>Sends a request about an object. Throws <see cref="CannotTellException"/> when there is no answer, or none but that the store is busy, and where it is forbidden.</summary>
    public ExactAnswer Ask(string method, string name, byte[]? body = null, params ProbeField[] fields) => Ask(method, Key(name), body, client, fields);

    /// <summary>Sends a request about the bucket.</summary>
    public ExactAnswer AskBucket(string method, byte[]? body = null, params ProbeField[] fields) => Ask(method, default, body, client, fields);

    /// <summary>Sends a request about an object, or for an empty key about the bucket, by another client.</summary>
    public ExactAnswer Ask(string method, ObjectKey key, byte[]? body, S3Client by, params ProbeField[] fields) => Ask(() => Compose(method, bucket, key, body, fields), by);

    /// <summary>Sends a request that is made anew for each attempt.</summary>
    public ExactAnswer Ask(Func<WireRequest> compose, S3Client? by = null)
    {
        for (int busy = 0; ; busy++)
        {
            WireRequest request = compose();
            Note(request);
            S3Result<ExactAnswer> result = (by ?? client).Ask(request, stop);
            if (!result.TryGet(out ExactAnswer? answer, out S3Error? error))
                throw new CannotTellException(error.Kind == FailureKind.Canceled ? "it was stopped" : error.Message.TrimEnd('.'), endsAll: error.Kind == FailureKind.Canceled);
            if (answer.Status is >= 400 and < 500)
                Forget(request);
            if (answer.Status is 500 or 502 or 504)
                Interlocked.Increment(ref _brokenAnswers);
            // Of somebody else a refusal is what is asked for.
            if (ReferenceEquals(by ?? client, client) && answer is { Status: 403, Code: "" or "AccessDenied" or "AllAccessDisabled" })
                throw new CannotTellException($"{request.Operation} is not allowed ({answer})");
            if (answer.Status is not (429 or 503))
                return answer;
            if (busy == MaxBusy)
                throw new CannotTellException($"the store was too busy ({answer})");
            if (stop.WaitHandle.WaitOne(FirstPause * (1 << busy)))
                throw new CannotTellException("it was stopped", endsAll: true);
        }
    }

    /// <summary>The answer, which must be a success: without it nothing can be said.</summary>
    public ExactAnswer Need(string method, string name, byte[]? body = null, params ProbeField[] fields) => Needed(Ask(method, name, body, fields), method);

    /// <summary>A success, or nothing can be said.</summary>
    public static ExactAnswer Needed(ExactAnswer answer, string what) =>
        answer.IsDone ? answer : throw new CannotTellException($"{what} was answered with {answer}");

    /// <summary>Writes an object of some bytes; its ETag.</summary>
    public string Put(string name, byte[]? body = null, params ProbeField[] fields) => Need("PUT", name, body ?? Bytes(), fields).Header("etag") ?? throw new CannotTellException("the store tells no ETag");

    /// <summary>Reads an object; null when it is not there.</summary>
    public byte[]? Read(string name)
    {
        ExactAnswer answer = Ask("GET", name);
        return answer.Status == 404 ? null : Needed(answer, "GET").Body;
    }

    /// <summary>Notes an upload, so that it is aborted in the end.</summary>
    public void Begun(string uploadId, string name)
    {
        lock (_uploads)
            _uploads[uploadId] = Key(name);
    }

    /// <summary>Composes a request.</summary>
    public static WireRequest Compose(string method, string bucket, ObjectKey key, byte[]? body, ReadOnlySpan<ProbeField> fields, string? payload = null)
    {
        WireRequest request = new() { Method = method, Operation = key.IsEmpty ? $"{method} bucket" : $"{method} object", Bucket = bucket, Key = key, Body = body is null ? RequestBody.Empty : new MemoryBody(body), StatedPayload = payload };
        foreach (ProbeField field in fields)
            if (field.Name[0] == '?')
                request.AddQuery(field.Name[1..], field.Value);
            else
                request.AddHeader(field.Name, Encoding.UTF8.GetString(field.Value.Bytes));
        return request;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (S3Client other in _others)
            other.Dispose();
    }

    void Note(WireRequest request)
    {
        if (stop.IsCancellationRequested)
            throw new CannotTellException("it was stopped", endsAll: true);
        if (Interlocked.Increment(ref _requests) > options.MaxRequests)
            throw new CannotTellException($"the limit of {options.MaxRequests:N0} requests was reached", endsAll: true);
        if (Interlocked.Add(ref _bytes, request.Body.Length) > options.MaxBytes)
            throw new CannotTellException($"the limit of {options.MaxBytes >> 20} MiB was reached", endsAll: true);
        if (Elapsed > options.MaxTime)
            throw new CannotTellException("the limit of time was reached", endsAll: true);
        // A part of an upload is no object, unless a store takes it for one.
        if (request.Method is "PUT" or "POST" && !request.Key.IsEmpty)
            lock (_written)
                _written[request.Key] = _written.GetValueOrDefault(request.Key) + 1;
    }

    // What was refused has written nothing; where it did all the same, it is listed.
    void Forget(WireRequest request)
    {
        lock (_written)
            if (request.Method is "PUT" or "POST" && _written.TryGetValue(request.Key, out int requests) && (_written[request.Key] = requests - 1) == 0)
                _written.Remove(request.Key);
    }

    string MakeObject()
    {
        ObjectBytes = Bytes(ObjectLength);
        Put("object", ObjectBytes, ("content-type", "text/x-probe"), ("x-amz-meta-color", "blue"));
        return "object";
    }
}
