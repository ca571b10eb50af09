using System.Buffers;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Shows a directory of a host, or all files below it; and adds up sizes, directory by directory, as the listing streams by.</summary>
sealed class HostListingCommand(Session session, SftpLocation location, ItemFilter filter, bool human)
{
    readonly ArrayBufferWriter<byte> _line = new();
    long _files, _directories, _bytes, _hidden;

    /// <summary>Lists, and returns the exit code.</summary>
    public int List(bool recursive, bool summarize, FilterFlags flags)
    {
        int exitCode = Walk(recursive, flags, (in RemoteEntry entry) =>
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new HostFileRecord(entry.IsDirectory ? "directory" : "file", entry.Location.ToString()!, entry.Size, entry.Modified?.ToUniversalTime(), entry.Problem), JsonLines.Readable.HostFileRecord));
            else if (entry.IsDirectory)
                session.Output.WriteLine(ListingLine.Directory(human) + session.OutputPaint.Cyan(DisplayText.Of(entry.Name.Span)));
            else
                ShowFile(entry);
        });
        if (!summarize)
            return exitCode;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new TotalRecord(_files, _directories, _bytes), JsonLines.Readable.TotalRecord));
        else
            session.Output.WriteLine($"Total: {Numbers.Count(_files, "file")}, {ByteSize.Format(_bytes)}{(_directories > 0 ? $", {Numbers.Count(_directories)} below them not counted" : "")}");
        return exitCode;
    }

    /// <summary>Adds up, and returns the exit code.</summary>
    /// <param name="depth">Levels of directories that get a line each.</param>
    /// <param name="flags">The filters as they were given.</param>
    public int AddUp(int depth, FilterFlags flags)
    {
        string root = location.ToString();
        UsageTree tree = new(0, depth, (directory, sum) => Show($"{root}{(root.EndsWith('/') ? "" : "/")}{directory}", sum));
        // What is no file has no bytes.
        int exitCode = Walk(recursive: true, flags, (in RemoteEntry entry) => tree.Add(new ObjectKey(entry.Name.ToArray()), entry.Size ?? 0));
        if (exitCode != ExitCode.Done)
            return exitCode;
        tree.End();
        Show(root, new UsageSum(_files, _bytes, 0));
        return exitCode;
    }

    void ShowFile(in RemoteEntry entry)
    {
        _line.ResetWrittenCount();
        ListingLine.AddObject(_line, session, entry.Modified, entry.Size, human);
        if (entry.Name.IsEmpty)
            ListingLine.AddText(_line, entry.Location.ToString());
        else
            ListingLine.AddName(_line, entry.Name.Span);
        session.Output.WriteLine(_line.WrittenSpan);
    }

    delegate void Shown(in RemoteEntry entry);

    int Walk(bool recursive, FilterFlags flags, Shown show)
    {
        using RemoteListing listing = new(location, recursive, session.Stop);
        bool any = false;
        while (listing.TryNext(out RemoteEntry entry))
        {
            any = true;
            if (!entry.IsDirectory && !filter.Accepts(DisplayText.Of(entry.Name.Span), entry.Size, entry.Modified))
            {
                _hidden++;
                continue;
            }
            _files += entry.IsDirectory ? 0 : 1;
            _directories += entry.IsDirectory ? 1 : 0;
            _bytes += entry.Size ?? 0;
            show(entry);
        }
        session.Output.Flush();
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        if (listing.Error is { } error)
            return session.Fail(error, location.ToString());
        if (any)
        {
            if (_files + _directories == 0)
                session.Errors.Note($"{Numbers.Count(_hidden, "file")} {(_hidden == 1 ? "is" : "are")} hidden by {flags.Given}.");
            return recursive ? flags.Tell(session, ExitCode.Done) : ExitCode.Done;
        }
        session.Errors.PrintSentence(listing.WhyEmpty() ?? $"{location}: nothing is there.");
        return ExitCode.Failures;
    }

    void Show(string name, UsageSum sum)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new HostUsageRecord(name, sum.Objects, sum.Bytes), JsonLines.Readable.HostUsageRecord));
        else
            session.Output.WriteLine(UsageCommand.Line(name, sum, human));
    }
}
