using System.Runtime.InteropServices;
using Sluice.Failures;

namespace Sluice.Processing.Programs;

/// <summary>Texts as C has them: each ended by a NUL, and a list of pointers that a null ends.</summary>
internal sealed unsafe class NativeText : IDisposable
{
    readonly byte* _block;

    /// <summary>Copies texts, none of which may hold a NUL; bytes that are no UTF-8 come back as they were.</summary>
    public NativeText(IReadOnlyList<string> texts)
    {
        byte[][] all = [.. texts.Select(RawText.BytesOf)];
        Count = all.Length;
        nuint list = (nuint)((Count + 1) * sizeof(byte*));
        _block = (byte*)NativeMemory.AllocZeroed(list + (nuint)all.Sum(static text => text.Length + 1));
        byte* at = _block + list;
        for (int index = 0; index < Count; index++)
        {
            Pointers[index] = at;
            all[index].CopyTo(new Span<byte>(at, all[index].Length));
            at += all[index].Length + 1;
        }
    }

    /// <summary>Texts.</summary>
    public int Count { get; }

    /// <summary>The list.</summary>
    public byte** Pointers => (byte**)_block;

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_block);
}
