using Sluice.Benchmarking;
using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>A benchmark under way: what it is about, how fast it is now and was on average, how long it will take.</summary>
/// <param name="source">How it stands.</param>
/// <param name="work">What it measures, where there is one after the other; null for one alone.</param>
sealed class BenchText(Func<BenchProgress> source, Func<string>? work = null) : ProgressText
{
    RateMeter _bytes = new(), _objects = new();
    BenchProgress _now;

    /// <inheritdoc/>
    public override void Sample()
    {
        BenchProgress now = source();
        // Each phase counts anew.
        if (now.Phase != _now.Phase || now.Elapsed < _now.Elapsed)
            (_bytes, _objects) = (new RateMeter(), new RateMeter());
        _bytes.Add(now.Bytes, now.Elapsed);
        _objects.Add(now.Objects, now.Elapsed);
        _now = now;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width)
    {
        List<Piece> first = [new(Phase, _now.Phase == BenchPhase.Measuring ? Tone.Good : Tone.Warning)];
        if (_now.Bytes > 0)
        {
            first.Add(new(Numbers.Rate(_bytes.PerSecond), Tone.Strong) { IsKept = true });
            first.Add(new($"mean {Numbers.Rate(Mean(_now.Bytes))}"));
            first.Add(new(Numbers.Bits(_bytes.PerSecond), Tone.Dim));
        }
        else if (_now.Objects > 0)
        {
            first.Add(new($"{Numbers.PerSecond(_objects.PerSecond)} objects/s", Tone.Strong) { IsKept = true });
            first.Add(new($"mean {Numbers.PerSecond(Mean(_now.Objects))}"));
        }
        if (Left is { } left)
            first.Add(new($"{Numbers.Clock(left)} left") { IsKept = true });
        if (_now.Phase == BenchPhase.Removing)
            return [PieceLine.Fit(first, width), PieceLine.Fit([new(Numbers.Clock(_now.Elapsed), Tone.Dim)], width)];
        List<Piece> second = [new(Objects(_now)) { Short = _now.ObjectsInAll is { } all ? $"{Numbers.Count(_now.Objects)}/{Numbers.Count(all)}" : null, IsKept = true }];
        if (_now.Failed > 0)
            second.Add(new($"{Numbers.Count(_now.Failed)} failed", Tone.Bad) { IsKept = true });
        if (_now.Retries > 0)
            second.Add(new(Numbers.Retries(_now.Retries), Tone.Warning));
        if (_now.Bytes > 0)
            second.Add(new($"{Numbers.PerSecond(_objects.PerSecond)} objects/s"));
        if (_now.Concurrency > 0)
            second.Add(new($"{Numbers.Count(_now.Concurrency)} in flight", Tone.Dim));
        second.Add(new(Numbers.Clock(_now.Elapsed), Tone.Dim));
        return [PieceLine.Fit(first, width), PieceLine.Fit(second, width)];
    }

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        if (_now.Phase == BenchPhase.Removing)
            return $"{Numbers.Clock(_now.Elapsed)}  {Phase}";
        string left = Left is { } time ? $", {Numbers.Clock(time)} left" : "";
        string rate = _now.Bytes > 0 ? $"{Numbers.Rate(_bytes.PerSecond)} (mean {Numbers.Rate(Mean(_now.Bytes))}), " : "";
        return $"{Numbers.Clock(_now.Elapsed)}  {Phase}: {Objects(_now)}, {rate}{Numbers.PerSecond(_objects.PerSecond)} objects/s, "
            + $"{Numbers.Retries(_now.Retries)}, {Numbers.Count(_now.Failed)} failed, {Numbers.Count(_now.Concurrency)} in flight{left}";
    }

    // The time that was asked for, beyond which only what has begun is ended; or what the work still needs at the mean rate so far.
    TimeSpan? Left
    {
        get
        {
            if (_now.Limit is { } limit)
                return limit > _now.Elapsed ? TimeSpan.FromSeconds(Math.Ceiling((limit - _now.Elapsed).TotalSeconds)) : null;
            if (_now.ObjectsInAll is not { } all || _now.Objects == 0)
                return null;
            double seconds = (all - _now.Objects) / Mean(_now.Objects);
            return seconds is >= 0 and < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        }
    }

    double Mean(double amount) => amount / Math.Max(_now.Elapsed.TotalSeconds, 0.001);

    static string Objects(BenchProgress now) => now.ObjectsInAll is { } all
        ? $"{Numbers.Count(now.Objects)} of {Numbers.Count(all, "object")}"
        : Numbers.Count(now.Objects, "object");

    string Phase => (work?.Invoke() is { Length: > 0 } name ? $"{name}: " : "") + _now.Phase switch
    {
        BenchPhase.Preparing => "preparing",
        BenchPhase.WarmUp => "warm-up",
        BenchPhase.Removing => "removing test objects",
        _ => _now.Rounds is { } rounds ? $"measuring, round {Numbers.Count(_now.Round)} of {Numbers.Count(rounds)}" : $"measuring, round {Numbers.Count(_now.Round)}",
    };

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return new ProgressRecord(Math.Round(_now.Elapsed.TotalSeconds, 3))
        {
            Phase = Phase,
            Objects = _now.Objects,
            ObjectsListed = _now.ObjectsInAll,
            Bytes = _now.Bytes,
            BytesPerSecond = Math.Round(_bytes.PerSecond, 3),
            ObjectsPerSecond = Math.Round(_objects.PerSecond, 3),
            SecondsLeft = Left?.TotalSeconds,
            Errors = _now.Failed,
            Retries = _now.Retries,
            Concurrency = _now.Concurrency,
        };
    }
}
