using System.Text;
using System.Text.RegularExpressions;
using Sluice.Processing.Outputs;

namespace Sluice.Processing.Actions;

/// <summary>The lines that match a pattern. Bytes that are no UTF-8 are U+FFFD to the pattern, and written as they are.</summary>
internal sealed class GrepReader(Regex pattern) : PieceReader
{
    // A line that is longer is looked at in pieces of this size: memory is bounded for any input.
    const int MostLine = 1 << 20;

    byte[] _rest = new byte[4096];
    int _used;
    char[] _text = new char[4096];

    /// <inheritdoc/>
    public override void Begin(ProgramOutput output)
    {
        base.Begin(output);
        _used = 0;
    }

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            int end = piece.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? piece : piece[..end];
            piece = end < 0 ? default : piece[(end + 1)..];
            if (end >= 0 && _used == 0)
            {
                Look(line);
                continue;
            }
            Keep(line);
            if (end >= 0 || _used >= MostLine)
                LookAtKept();
        }
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_used > 0)
            LookAtKept();
    }

    void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_used + bytes.Length > _rest.Length)
            Array.Resize(ref _rest, Math.Max(_used + bytes.Length, 2 * _rest.Length));
        bytes.CopyTo(_rest.AsSpan(_used));
        _used += bytes.Length;
    }

    void LookAtKept()
    {
        Look(_rest.AsSpan(0, _used));
        _used = 0;
    }

    void Look(ReadOnlySpan<byte> line)
    {
        if (_text.Length < line.Length)
            _text = new char[Math.Max(line.Length, 2 * _text.Length)];
        int length = Encoding.UTF8.GetChars(line, _text);
        if (!pattern.IsMatch(_text.AsSpan(0, length)))
            return;
        Output.Append(line);
        Output.Append("\n"u8);
    }
}
