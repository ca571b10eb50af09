using System.ComponentModel;
using System.Diagnostics;
using Sluice.Failures;
using Sluice.Sftp.Protocol;

namespace Sluice.Sftp.Ssh;

/// <summary>An ssh client that runs, with the connection over its pipes and the last of what it said.</summary>
internal sealed class SshSession : SftpSession
{
    // Far more than any message of OpenSSH; the end is kept.
    const int MostWords = 16 * 1024;

    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    readonly SftpEndpoint _endpoint;
    readonly Process _process;
    readonly Thread _listener;
    readonly System.Text.StringBuilder _words = new();
    string? _reason;
    bool _isReady;

    SshSession(SftpEndpoint endpoint, Process process, TimeProvider clock)
    {
        (_endpoint, _process) = (endpoint, process);
        PipeBuffer.Enlarge(process.StandardInput.BaseStream);
        PipeBuffer.Enlarge(process.StandardOutput.BaseStream);
        Connection = new SftpConnection(process.StandardOutput.BaseStream, process.StandardInput.BaseStream, Explain, Kill, clock);
        _listener = new Thread(Listen) { IsBackground = true, Name = "ssh messages" };
        _listener.Start();
    }

    /// <inheritdoc/>
    public override SftpConnection Connection { get; }

    /// <summary>Starts the client, logs in and greets the server; throws <see cref="PlaceException"/>.</summary>
    public static SshSession Open(SftpEndpoint endpoint, SftpOptions options, TimeProvider clock, CancellationToken stop)
    {
        Process process;
        try
        {
            process = Process.Start(SshCommand.For(endpoint, options))!;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            throw new PlaceException(SshFailure.NotStarted(endpoint, options.Program[0], exception));
        }
        SshSession session = new(endpoint, process, clock);
        try
        {
            using ITimer deadline = clock.CreateTimer(_ => session.End("It was not ready in time."), null, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
            using CancellationTokenRegistration given = stop.Register(session.Kill);
            session.Connection.Begin();
            session._isReady = true;
            return session;
        }
        catch (PlaceException)
        {
            session.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void End(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        Kill();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A client behind a wrapper ends when nothing more comes.
        Connection.Finish();
        Kill(withOthers: false);
        Connection.Join(LastWords);
        _listener.Join(LastWords);
        _process.Dispose();
    }

    void Kill() => Kill(withOthers: true);

    // A wrapper may have started the client as a program of its own.
    void Kill(bool withOthers)
    {
        try
        {
            _process.Kill(withOthers);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    Failure Explain()
    {
        try
        {
            if (!_process.WaitForExit(LastWords))
                Kill();
        }
        catch (InvalidOperationException)
        {
            // It was given up: nobody asks why.
        }
        _listener.Join(LastWords);
        string words;
        lock (_words)
            words = _words.ToString();
        return SshFailure.From(_endpoint, _reason ?? words, _isReady);
    }

    // Nobody else reads it, and a full pipe would stop the client.
    void Listen()
    {
        Span<char> some = stackalloc char[512];
        try
        {
            while (_process.StandardError.Read(some) is > 0 and int count)
                lock (_words)
                {
                    _words.Append(some[..count]);
                    if (_words.Length > MostWords)
                        _words.Remove(0, _words.Length - MostWords / 2);
                }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Nothing more is said.
        }
    }
}
