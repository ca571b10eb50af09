using System.Text;
using Microsoft.Win32.SafeHandles;
using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Processing.Inputs;

/// <summary>An object as a file in memory, for one program at a time.</summary>
/// <param name="directory">Its own.</param>
internal sealed class InputFile(string directory) : IDisposable
{
    const string Fallback = "object";
    // <limits.h> NAME_MAX
    const int MostName = 255;

    SafeFileHandle? _file;

    /// <summary>The file.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Fills it; what was in it goes. Why the object could not be had, or null.</summary>
    /// <param name="input">The object.</param>
    /// <param name="name">Its name; null for always the same.</param>
    public ItemFailure? Fill(ItemInput input, ReadOnlySpan<byte> name)
    {
        try
        {
            string path = System.IO.Path.Combine(directory, NameOf(name));
            if (_file is null || path != Path)
            {
                Remove();
                FileModes.CreatePrivateDirectory(directory);
                _file = PosixFile.CreateNew(path);
                Path = path;
            }
            long at = 0;
            while (input.Next() is { IsEmpty: false } piece)
            {
                PosixFile.Write(_file, piece.Span, at);
                at += piece.Length;
            }
            if (_length != at)
                RandomAccess.SetLength(_file, at);
            _length = at;
            return input.Failure;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, Path.Length > 0 ? Path : directory) with { Kind = OutcomeKind.Failed };
        }
    }

    long _length;

    /// <summary>Removes it.</summary>
    public void Remove()
    {
        _file?.Dispose();
        if (_file is not null)
            File.Delete(Path);
        _file = null;
        _length = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Remove();

    static string NameOf(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.Length > MostName || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.ContainsAny((byte)0, (byte)'/') || !System.Text.Unicode.Utf8.IsValid(name)
            ? Fallback : Encoding.UTF8.GetString(name);
}
