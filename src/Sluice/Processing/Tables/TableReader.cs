namespace Sluice.Processing.Tables;

/// <summary>The rows of a table, one after another. Throws <see cref="InvalidDataException"/>, with the line, for what is no row of it.</summary>
internal abstract class TableReader : IDisposable
{
    /// <summary>Longest row, in bytes: memory is bounded for any input.</summary>
    public const int MostRow = 16 << 20;

    /// <summary>Names of the columns; none twice. Complete once rows are no longer allowed to add some.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The line where the last row begins, from 1.</summary>
    public abstract long Line { get; }

    /// <summary>False: a row with a name that is not among <see cref="Names"/> yet is none of this table.</summary>
    public bool MayAddNames { get; set; } = true;

    /// <summary>Reads the next row; false at the end.</summary>
    /// <param name="row">A value for each name so far. Made longer where it is too short.</param>
    public abstract bool Read(ref Cell[] row);

    /// <summary>What is thrown for a line.</summary>
    protected static InvalidDataException Bad(long line, string what) => new(System.FormattableString.Invariant($"Line {line}: {what}"));

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
