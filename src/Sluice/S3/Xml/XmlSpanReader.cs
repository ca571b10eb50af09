using System.Buffers;

namespace Sluice.S3.Xml;

/// <summary>
/// Reads a store's XML forward over bytes, without a tree. S3 answers are elements and text: attributes, comments and
/// processing instructions are passed over, CDATA is text, a document type is refused, so there is nothing to expand, and
/// nothing to fetch. Whatever is malformed ends the reading with <see cref="Failed"/>; nothing throws.
/// </summary>
/// <remarks>
/// Own, because keys are bytes: XmlReader rejects the control characters and broken UTF-8 that real keys hold, and folds
/// their line breaks. It also takes several times as long, and a listing of ten million keys is ten thousand pages.
/// Order of calls: <see cref="NextChild"/> enters a child; then either loop over its children in the same way, or take
/// its content with <see cref="Content"/>, or <see cref="Skip"/> it.
/// </remarks>
internal ref struct XmlSpanReader(ReadOnlySpan<byte> xml)
{
    /// <summary>Depth of the deepest answer is 5 (ListBucketResult/Contents/Owner/ID).</summary>
    const int MaxDepth = 32;

    // What ends a name in a tag, or makes its end uncertain.
    static readonly SearchValues<byte> NotName = SearchValues.Create(" \t\r\n/\"'"u8);

    readonly ReadOnlySpan<byte> _xml = xml;
    OpenElements _open;
    int _at;
    int _depth;
    bool _isEmpty;

    /// <summary>True when this is no well-formed XML.</summary>
    public bool Failed { get; private set; }

    /// <summary>Name of the element entered last, without its namespace prefix.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Enters the document's root. False when it is another document. A root named after the operation's response is taken too: moto writes those.</summary>
    public bool Begin(ReadOnlySpan<byte> root) =>
        NextChild() && (Name.SequenceEqual(root) || (Name.EndsWith("Response"u8) && !Name.SequenceEqual("ErrorResponse"u8)));

    /// <summary>Enters the next child of the current element (at first: the root). False at the current element's end, which is left then.</summary>
    public bool NextChild()
    {
        if (_isEmpty)
        {
            _isEmpty = false;
            _depth--;
            return false;
        }
        while (!Failed)
        {
            // Nothing stands between most elements.
            int tag = _at < _xml.Length && _xml[_at] == '<' ? 0 : _xml[_at..].IndexOf((byte)'<');
            if (tag < 0 || (_depth == 0 && _xml.Slice(_at, tag).IndexOfAnyExcept(" \t\r\n\uFEFF"u8) >= 0))
                return Fail();
            _at += tag;
            byte next = _at + 1 < _xml.Length ? _xml[_at + 1] : default;
            if (next is (byte)'?' or (byte)'!' && Passed())
                continue;
            return !Failed && (next == '/' ? Leave() : Enter());
        }
        return false;
    }

    /// <summary>The content of the element entered last, which is left: its bytes with entities not yet resolved. Fails when it has children.</summary>
    public ReadOnlySpan<byte> Content()
    {
        if (_isEmpty || Failed)
        {
            Skip();
            return [];
        }
        int length = _xml[_at..].IndexOf((byte)'<');
        if (length < 0)
        {
            Fail();
            return [];
        }
        ReadOnlySpan<byte> content = _xml.Slice(_at, length);
        _at += length;
        if (!_xml[_at..].StartsWith("</"u8))
            content = Joined(content);
        if (!Failed)
            Leave();
        return Failed ? [] : content;
    }

    /// <summary>
    /// As <see cref="NextChild"/> and <see cref="Content"/>, of a child that stands next and is written as nearly all are: its start, text, its end. False, with nothing
    /// taken, for any other; then those two tell what it is.
    /// </summary>
    /// <param name="start">Its start tag.</param>
    /// <param name="end">Its end tag.</param>
    /// <param name="content">Its content.</param>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public bool TryContent(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, out ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> rest = _xml[_at..];
        content = default;
        if (_isEmpty || !rest.StartsWith(start))
            return false;
        rest = rest[start.Length..];
        int length = rest.IndexOf((byte)'<');
        if (length < 0 || !rest[length..].StartsWith(end))
            return false;
        content = rest[..length];
        _at += start.Length + length + end.Length;
        return true;
    }

    // Text that comments, processing instructions or CDATA interrupt, as no store of note writes it.
    ReadOnlySpan<byte> Joined(ReadOnlySpan<byte> first)
    {
        ArrayBufferWriter<byte> joined = new();
        joined.Write(first);
        while (!_xml[_at..].StartsWith("</"u8))
        {
            ReadOnlySpan<byte> rest = _xml[_at..];
            int length;
            if (rest.StartsWith(CdataStart))
            {
                length = rest.IndexOf(CdataEnd);
                if (length < 0)
                    break;
                // It comes out as text whose entities are resolved later, and it has none.
                for (ReadOnlySpan<byte> data = rest[CdataStart.Length..length]; !data.IsEmpty;)
                {
                    int ampersand = data.IndexOf((byte)'&');
                    joined.Write(ampersand < 0 ? data : data[..ampersand]);
                    if (ampersand < 0)
                        break;
                    joined.Write("&amp;"u8);
                    data = data[(ampersand + 1)..];
                }
                _at += length + CdataEnd.Length;
            }
            else if (!(rest is [_, (byte)'?' or (byte)'!', ..] && Passed()))
                break;
            length = _xml[_at..].IndexOf((byte)'<');
            if (length < 0)
                break;
            joined.Write(_xml.Slice(_at, length));
            _at += length;
        }
        if (!_xml[_at..].StartsWith("</"u8))
            Fail();
        return joined.WrittenSpan;
    }

    /// <summary>Leaves the element entered last and everything in it.</summary>
    public void Skip()
    {
        for (int depth = _depth; _depth >= depth && !Failed;)
            NextChild();
    }

    bool Enter()
    {
        int end = _xml[_at..].IndexOf((byte)'>');
        if (end < 0 || _depth == MaxDepth)
            return Fail();
        ReadOnlySpan<byte> tag = _xml.Slice(_at + 1, end - 1);
        // Nearly all tags are a name and nothing else.
        if (tag.Length is > 0 and <= MaxName && !tag.ContainsAny(NotName))
        {
            _isEmpty = false;
            return Enter(tag, end);
        }
        // A '>' may stand in an attribute's value; then its quote is still open.
        while (tag.Count((byte)'"') % 2 != 0 || (tag.Contains((byte)'\'') && !tag.Contains((byte)'"') && tag.Count((byte)'\'') % 2 != 0))
        {
            int more = _xml[(_at + end + 1)..].IndexOf((byte)'>');
            if (more < 0 || end > MaxTag)
                return Fail();
            end += more + 1;
            tag = _xml.Slice(_at + 1, end - 1);
        }
        _isEmpty = tag.EndsWith("/"u8);
        int nameEnd = tag.IndexOfAny(" \t\r\n/"u8);
        ReadOnlySpan<byte> name = nameEnd < 0 ? tag : tag[..nameEnd];
        if (name.IsEmpty || name.Length > MaxName)
            return Fail();
        return Enter(name, end);
    }

    bool Enter(ReadOnlySpan<byte> name, int end)
    {
        _open[_depth++] = (_at + 1, name.Length);
        Name = name[(name.IndexOf((byte)':') + 1)..];
        _at += end + 1;
        return true;
    }

    bool Leave()
    {
        if (_depth > 0)
        {
            (int at, int count) = _open[_depth - 1];
            ReadOnlySpan<byte> rest = _xml[(_at + 2)..];
            if (rest.Length > count && rest[count] == '>' && rest.StartsWith(_xml.Slice(at, count)))
            {
                _depth--;
                _at += count + 3;
                return false;
            }
        }
        int end = _xml[_at..].IndexOf((byte)'>');
        if (end < 0 || _depth == 0)
            return Fail();
        (int start, int length) = _open[--_depth];
        if (!_xml.Slice(_at + 2, end - 2).TrimEnd(" \t\r\n"u8).SequenceEqual(_xml.Slice(start, length)))
            return Fail();
        _at += end + 1;
        return false;
    }

    /// <summary>Passes over what is neither an element nor its end.</summary>
    bool Passed()
    {
        ReadOnlySpan<byte> rest = _xml[_at..];
        ReadOnlySpan<byte> end;
        if (rest.StartsWith("<?"u8))
            end = "?>"u8;
        else if (rest.StartsWith("<!--"u8))
            end = "-->"u8;
        // Between elements text means nothing; outside of the root there is none.
        else if (rest.StartsWith(CdataStart) && _depth > 0)
            end = CdataEnd;
        else
        {
            // A document type.
            if (rest.StartsWith("<!"u8))
                Fail();
            return false;
        }
        int length = rest.IndexOf(end);
        if (length < 0)
            return Fail();
        _at += length + end.Length;
        return true;
    }

    bool Fail()
    {
        Failed = true;
        return false;
    }

    static ReadOnlySpan<byte> CdataStart => "<![CDATA["u8;
    static ReadOnlySpan<byte> CdataEnd => "]]>"u8;

    const int MaxName = 128;
    const int MaxTag = 4 << 10;

    [System.Runtime.CompilerServices.InlineArray(MaxDepth)]
    struct OpenElements
    {
        (int Start, int Length) _first;
    }
}
