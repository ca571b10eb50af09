using System.Diagnostics;

namespace Examples;

/// <summary>
/// Work that waits for nothing but the processor, in three ways. In Python threads take turns and only processes help; threads of .NET run side by side, and a
/// process is what costs more than it brings.
/// </summary>
static class Primes
{
    const int Below = 200_000, Shares = 8;

    public static async Task RunAsync(TextWriter output)
    {
        (int From, int To)[] shares = [.. Enumerable.Range(0, Shares).Select(static share => (share * (Below / Shares), (share + 1) * (Below / Shares)))];
        int serial = await MeasureAsync("one after another", output, () => Task.FromResult(Count(0, Below)));
        int threads = await MeasureAsync("threads", output, () => Task.FromResult(shares.AsParallel().Sum(static share => Count(share.From, share.To))));
        int processes = await MeasureAsync("processes", output, async () => (await Task.WhenAll(shares.Chunk(Shares / 2).Select(CountInProcessAsync))).Sum());
        await output.WriteLineAsync($"{serial} primes below {Below}, the same in each way: {threads == serial && processes == serial}");
    }

    /// <summary>How many there are from the first number on, and below the second.</summary>
    public static int Count(int from, int to)
    {
        int count = 0;
        for (int number = Math.Max(2, from); number < to; number++)
            count += IsPrime(number) ? 1 : 0;
        return count;
    }

    static bool IsPrime(int number)
    {
        for (int divisor = 2; divisor * divisor <= number; divisor++)
            if (number % divisor == 0)
                return false;
        return true;
    }

    static async Task<int> CountInProcessAsync((int From, int To)[] part) => int.Parse(await Share.StartAsync("primes", [$"{part[0].From} {part[^1].To}"]), System.Globalization.CultureInfo.InvariantCulture);

    // Until the last share has ended: what was started and not waited for would make any way look fast.
    static async Task<int> MeasureAsync(string way, TextWriter output, Func<Task<int>> count)
    {
        long start = Stopwatch.GetTimestamp();
        int primes = await count();
        await output.WriteLineAsync($"{way}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N0} ms");
        return primes;
    }
}
