namespace Sluice.Jobs.Claims;

/// <summary>What of a job is left, as one worker has listed it for all (<c>left</c>). A hint: what is claimed by it is looked at before anything is done.</summary>
/// <param name="Number">Counts surveys: a later one has a higher number.</param>
/// <param name="IsPlanned">The end of the plan was there.</param>
/// <param name="Chunks">Chunks that there are.</param>
/// <param name="Lost">Chunks of the plan that the store does not have.</param>
/// <param name="Count">Chunks that are not sealed; the names below are of so many at most as one small file has room for.</param>
/// <param name="Free">Those that nobody has.</param>
/// <param name="Held">Those that somebody has.</param>
/// <param name="Seconds">Those that are done a second time.</param>
/// <param name="IsShort">The queue counted fewer messages than there are chunks.</param>
internal sealed record ChunkSurvey(long Number, bool IsPlanned, int Chunks, int Lost, int Count, IReadOnlyList<string> Free, IReadOnlyList<string> Held, IReadOnlyList<string> Seconds, bool IsShort)
{
    /// <summary>True when the plan has ended and nothing is left but these.</summary>
    public bool HasOnly(HashSet<string> aside) => IsPlanned && Count == Free.Count + Held.Count && Free.Concat(Held).All(aside.Contains);

    // So many workers try a chunk, on average, when thousands have nothing else to do.
    const int TriesOfEach = 6;

    /// <summary>
    /// Some that are free and some that are held, from anywhere on: workers that read the same begin with others. Where most workers have nothing to do, each has few of them or none, for
    /// all of thousands would ask for the same few chunks: who has none looks at the next survey.
    /// </summary>
    /// <param name="most">Of either, at most.</param>
    /// <param name="workers">How many workers there are, as far as is known; 1 for nothing known.</param>
    /// <param name="random">Draws.</param>
    public IEnumerable<string> Some(int most, double workers, Random random)
    {
        // Whoever has a chunk has something to do.
        double each = TriesOfEach / Math.Max(1, workers - Held.Count);
        return From(Free, most, each, random).Concat(From(Held, most, each, random));
    }

    static IEnumerable<string> From(IReadOnlyList<string> names, int most, double each, Random random)
    {
        int first = names.Count == 0 ? 0 : random.Next(names.Count);
        int count = (int)Math.Min(Math.Min(names.Count, most), (names.Count * each) + random.NextDouble());
        return Enumerable.Range(first, count).Select(at => names[at % names.Count]);
    }
}
