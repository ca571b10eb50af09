using System.Text;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Processing.Outputs;

/// <summary>
/// Outputs on one stream, each whole, ended by a line end, and never between the lines of another; in the order in which they come, or in that of
/// their numbers. Safe for many threads.
/// </summary>
/// <param name="stream">Where they go.</param>
/// <param name="tags">Each line begins with the object's name, as <see cref="DisplayText"/> shows it, and a tab.</param>
/// <param name="window">With numbers: outputs that may wait for earlier ones; 0 for no order.</param>
internal sealed class ResultLines(Stream stream, bool tags, int window)
{
    readonly object _gate = new();
    // Guarded by _gate.
    readonly Dictionary<long, (ProgramOutput? Output, byte[] Name)> _waiting = [];
    long _next;
    ItemFailure? _failure;

    /// <summary>Waits until an item of this number may begin, so that few outputs wait for earlier ones. Throws <see cref="OperationCanceledException"/>.</summary>
    public void AwaitTurn(long number, CancellationToken token)
    {
        if (window == 0)
            return;
        lock (_gate)
        {
            while (number >= _next + window)
            {
                token.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, 100);
            }
        }
    }

    /// <summary>Writes an output; with an order, now or when its turn has come. The output is this one's until <paramref name="release"/> was called with it.</summary>
    /// <param name="number">Its number; each number once, also those of items that have no output.</param>
    /// <param name="output">The output; null for none.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="release">Gives the output back.</param>
    /// <returns>Why nothing can be written any more; null when it can.</returns>
    public ItemFailure? Write(long number, ProgramOutput? output, ReadOnlyMemory<byte> name, Action<ProgramOutput> release)
    {
        lock (_gate)
        {
            if (window == 0)
            {
                if (output is not null)
                    WriteLocked(output, Tag(name.Span), release);
                return _failure;
            }
            _waiting.Add(number, (output, Tag(name.Span)));
            while (_waiting.Remove(_next, out (ProgramOutput? Output, byte[] Name) next))
            {
                if (next.Output is not null)
                    WriteLocked(next.Output, next.Name, release);
                _next++;
            }
            Monitor.PulseAll(_gate);
            return _failure;
        }
    }

    /// <summary>Why standard output takes nothing: no other object fares better, so the run ends.</summary>
    public static ItemFailure Unwritten(Exception exception)
    {
        ItemFailure failure = ItemFailure.From(exception, "standard output");
        return failure with { EndsRun = Failure.Local("Output", failure.Message) };
    }

    // A name that is fit for a terminal, and neither ends a line nor holds a tab.
    byte[] Tag(ReadOnlySpan<byte> name) => tags ? Encoding.UTF8.GetBytes(DisplayText.Of(name)) : [];

    void WriteLocked(ProgramOutput output, ReadOnlySpan<byte> name, Action<ProgramOutput> release)
    {
        try
        {
            if (_failure is null && output.Length > 0)
                Copy(output, name);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _failure = Unwritten(exception);
        }
        finally
        {
            release(output);
        }
    }

    void Copy(ProgramOutput output, ReadOnlySpan<byte> name)
    {
        if (output.IsInMemory)
        {
            ReadOnlySpan<byte> all = output.InMemory;
            if (!tags && all[^1] == (byte)'\n')
            {
                stream.Write(all);
            }
            else
            {
                using MemoryStream whole = new(all.Length + name.Length + 2);
                bool begins = true;
                Append(whole, all, name, ref begins);
                if (!begins)
                    whole.WriteByte((byte)'\n');
                stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length));
            }
        }
        else
        {
            byte[] piece = new byte[64 << 10];
            bool begins = true;
            for (long at = 0; output.Read(at, piece) is > 0 and int count; at += count)
                Append(stream, piece.AsSpan(0, count), name, ref begins);
            if (!begins)
                stream.Write("\n"u8);
        }
        stream.Flush();
    }

    void Append(Stream to, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name, ref bool begins)
    {
        while (!bytes.IsEmpty)
        {
            if (begins && tags)
            {
                to.Write(name);
                to.Write("\t"u8);
            }
            int end = tags ? bytes.IndexOf((byte)'\n') + 1 : bytes.Length;
            if (end == 0)
                end = bytes.Length;
            to.Write(bytes[..end]);
            begins = bytes[end - 1] == (byte)'\n';
            bytes = bytes[end..];
        }
    }
}
