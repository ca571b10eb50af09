using System.Globalization;

namespace Sluice.Processing.Actions;

/// <summary>Counts lines, words or bytes, as wc(1) does: a line is a line end.</summary>
internal sealed class CountReader(string what) : PieceReader
{
    static readonly System.Buffers.SearchValues<byte> Blanks = System.Buffers.SearchValues.Create(" \t\n\v\f\r"u8);

    long _count;
    bool _inWord;

    /// <inheritdoc/>
    public override void Begin(Outputs.ProgramOutput output)
    {
        base.Begin(output);
        _count = 0;
        _inWord = false;
    }

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> piece)
    {
        if (what == "words")
            CountWords(piece);
        else
            _count += what == "bytes" ? piece.Length : piece.Count((byte)'\n');
    }

    /// <inheritdoc/>
    public override void End()
    {
        Span<byte> digits = stackalloc byte[20];
        _ = _count.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        Output.Append(digits[..length]);
    }

    void CountWords(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            int blank = piece.IndexOfAny(Blanks);
            if (blank != 0 && !_inWord)
                _count++;
            if (blank < 0)
            {
                _inWord = true;
                return;
            }
            _inWord = false;
            piece = piece[(blank + 1)..];
        }
    }
}
