namespace Sluice.S3.Xml;

/// <summary>A way to read the names of a listing: how often they are to be decoded, and what a plus sign stands for.</summary>
/// <param name="Depth">0 takes them as they are, 1 is encoding-type=url, 2 is for stores that encode twice.</param>
/// <param name="PlusIsSpace">A plus sign is a blank, as S3 writes it; else it is itself, as in a path.</param>
internal readonly record struct KeyReading(int Depth, bool PlusIsSpace)
{
    /// <summary>Names as they are.</summary>
    public static KeyReading AsItIs => new(0, false);

    /// <summary>As S3 encodes them.</summary>
    public static KeyReading Encoded => new(1, true);

    /// <summary>All that stores do, the likeliest first.</summary>
    /// <param name="saysUrl">The listing says that it is encoded.</param>
    public static KeyReading[] All(bool saysUrl) => saysUrl
        ? [Encoded, new(1, false), AsItIs, new(2, true), new(2, false)]
        : [AsItIs, Encoded, new(1, false)];

    /// <summary>What a name has that readings may differ in.</summary>
    public static NameMarks MarksOf(ReadOnlySpan<byte> name)
    {
        int first = name.IndexOfAny("%+"u8);
        if (first < 0)
            return NameMarks.None;
        NameMarks marks = NameMarks.None;
        if (name[first..].Contains((byte)'+'))
            marks |= NameMarks.Plus;
        if (name[first..].IndexOf((byte)'%') < 0)
            return marks;
        marks |= NameMarks.Percent;
        return name.IndexOf("%25"u8) >= 0 || name.IndexOf("%2B"u8) >= 0 || name.IndexOf("%2b"u8) >= 0 ? marks | NameMarks.Deep : marks;
    }

    /// <summary>The key that a listed name stands for.</summary>
    public ObjectKey Of(ObjectKey listed)
    {
        ReadOnlySpan<byte> bytes = listed.Bytes;
        if (Depth == 0 || bytes.IndexOfAny("%+"u8) < 0)
            return listed;
        byte[] key = XmlText.PercentDecoded(bytes, PlusIsSpace);
        for (int depth = 1; depth < Depth; depth++)
            key = XmlText.PercentDecoded(key, PlusIsSpace);
        return new ObjectKey(key);
    }
}
