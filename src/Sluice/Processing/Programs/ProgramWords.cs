using System.Buffers;

namespace Sluice.Processing.Programs;

/// <summary>Arguments and environment of one start of a program, in memory that is used again for the next one. For one thread at a time.</summary>
/// <param name="inherited">The environment that all programs of the run have.</param>
internal sealed class ProgramWords(NativeText inherited)
{
    readonly ArrayBufferWriter<byte> _text = new(1024);
    readonly List<int> _arguments = [];
    readonly List<int> _variables = [];
    nint[] _pointers = new nint[64];

    /// <summary>Where the next word is written; ended by <see cref="EndArgument"/> or <see cref="EndVariable"/>.</summary>
    public IBufferWriter<byte> Text => _text;

    /// <summary>Forgets all words.</summary>
    public void Clear()
    {
        _text.ResetWrittenCount();
        _arguments.Clear();
        _variables.Clear();
        _start = 0;
    }

    int _start;

    /// <summary>What was written since the last word is an argument.</summary>
    public void EndArgument() => End(_arguments);

    /// <summary>What was written since the last word is <c>NAME=value</c>.</summary>
    public void EndVariable() => End(_variables);

    /// <summary>Adds a variable.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _text.Write(name);
        _text.Write("="u8);
        _text.Write(value);
        EndVariable();
    }

    /// <summary>True when a word holds a NUL, which no program can be given.</summary>
    public bool HoldNul { get; private set; }

    /// <summary>Starts the program.</summary>
    /// <returns>0 and its number, or an errno.</returns>
    public unsafe int Spawn(int input, int output, int error, out int process)
    {
        int count = _arguments.Count + 1 + inherited.Count + _variables.Count + 1;
        if (_pointers.Length < count)
            _pointers = new nint[count];
        fixed (byte* text = _text.WrittenSpan)
        fixed (nint* pointers = _pointers)
        {
            int at = 0;
            foreach (int offset in _arguments)
                pointers[at++] = (nint)(text + offset);
            pointers[at++] = 0;
            nint* environment = pointers + at;
            for (int index = 0; index < inherited.Count; index++)
                pointers[at++] = (nint)inherited.Pointers[index];
            foreach (int offset in _variables)
                pointers[at++] = (nint)(text + offset);
            pointers[at] = 0;
            return PosixProcess.Spawn((byte**)pointers, (byte**)environment, input, output, error, ownSession: false, out process);
        }
    }

    void End(List<int> words)
    {
        ReadOnlySpan<byte> word = _text.WrittenSpan[_start..];
        HoldNul = (words.Count > 0 || _arguments.Count > 0) && HoldNul || word.Contains((byte)0);
        _text.Write("\0"u8);
        words.Add(_start);
        _start = _text.WrittenCount;
    }
}
