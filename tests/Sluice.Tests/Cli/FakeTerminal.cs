using System.Globalization;
using System.Text;

namespace Sluice.Tests.Cli;

/// <summary>A terminal with endless scrollback: lines that wrap, the cursor sequences that views use, and a width that may change, when long lines are cut anew.</summary>
sealed class FakeTerminal(int width)
{
    readonly List<StringBuilder> _rows = [new()];
    // A row that goes on in the next one because it was too long.
    readonly List<bool> _wraps = [false];
    int _row, _column, _width = width;
    // DECAWM is off.
    bool _cuts;

    /// <summary>What it shows, without rows that are empty at the end.</summary>
    public string[] Lines
    {
        get
        {
            List<string> lines = [.. Logical().Select(static line => line.ToString().TrimEnd())];
            while (lines is [.., ""])
                lines.RemoveAt(lines.Count - 1);
            return [.. lines];
        }
    }

    public int Width => _width;

    public void Write(string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    MoveTo(_row + 1);
                    break;
                case '\x1b':
                    int end = at + 2;
                    while (!char.IsAsciiLetter(text[end]))
                        end++;
                    Control(text[(at + 2)..end], text[end]);
                    at = end;
                    break;
                default:
                    Put(text[at]);
                    break;
            }
        }
    }

    /// <summary>Cuts what is there anew, as terminals do that reflow; the cursor stays with its text.</summary>
    public void Resize(int to)
    {
        List<(StringBuilder Line, int Cursor)> lines = [];
        for (int row = 0, offset = 0; row < _rows.Count; row++)
        {
            if (offset == 0)
                lines.Add((new StringBuilder(), -1));
            if (row == _row)
                lines[^1] = (lines[^1].Line, offset + _column);
            lines[^1].Line.Append(_rows[row]);
            offset = _wraps[row] ? lines[^1].Line.Length : 0;
        }
        _rows.Clear();
        _wraps.Clear();
        _width = to;
        foreach ((StringBuilder line, int cursor) in lines)
        {
            int first = _rows.Count, parts = Math.Max(1, (line.Length + to - 1) / to);
            for (int part = 0; part < parts; part++)
            {
                _rows.Add(new StringBuilder(line.ToString(part * to, Math.Min(to, line.Length - part * to))));
                _wraps.Add(part < parts - 1);
            }
            if (cursor >= 0)
                (_row, _column) = (first + Math.Min(cursor / to, parts - 1), cursor - Math.Min(cursor / to, parts - 1) * to);
        }
    }

    void Put(char c)
    {
        if (_column == _width)
        {
            _wraps[_row] = true;
            MoveTo(_row + 1);
            _column = 0;
        }
        StringBuilder row = _rows[_row];
        while (row.Length <= _column)
            row.Append(' ');
        row[_column] = c;
        _column = _cuts ? Math.Min(_column + 1, _width - 1) : _column + 1;
    }

    void Control(string argument, char command)
    {
        switch (command)
        {
            case 'A':
                _row = Math.Max(0, _row - int.Parse(argument, CultureInfo.InvariantCulture));
                break;
            case 'K':
                Cut(_row, _column);
                break;
            case 'J':
                Cut(_row, _column);
                for (int row = _row + 1; row < _rows.Count; row++)
                    Cut(row, 0);
                break;
            case 'h' or 'l' when argument == "?7":
                _cuts = command == 'l';
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new NotSupportedException($"ESC [ {argument} {command}");
        }
    }

    // As tmux does: a row that went on in the next one does so until all of it is cleared.
    void Cut(int row, int column)
    {
        _rows[row].Length = Math.Min(_rows[row].Length, column);
        if (column == 0)
            _wraps[row] = false;
    }

    void MoveTo(int row)
    {
        _row = row;
        if (row < _rows.Count)
            return;
        _rows.Add(new StringBuilder());
        _wraps.Add(false);
    }

    IEnumerable<StringBuilder> Logical()
    {
        StringBuilder line = new();
        for (int row = 0; row < _rows.Count; row++)
        {
            line.Append(_rows[row]);
            if (_wraps[row])
                continue;
            yield return line;
            line = new StringBuilder();
        }
    }
}
