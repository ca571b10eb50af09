using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs.Leftovers;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Decides what of the things that were left over is removed, tells what became of each, and counts.</summary>
sealed class OrphanCleanup(Session session, CurrentJournals? journals, TimeSpan olderThan, bool all, bool dryRun)
{
    // Each upload that is measured is a request.
    const int MostMeasured = 1000;

    long _removed;
    long _bytes;
    long _kept;
    long _young;
    long _youngBytes;
    bool _youngUnmeasured;
    long _running;
    int _exitCode;

    /// <summary>
    /// Takes one thing. It stays when it is too young or a run that lives has it, and is counted; and, by name, when an unfinished run could
    /// go on with it, whatever its age.
    /// </summary>
    /// <param name="what">Where and what it is.</param>
    /// <param name="ownerOf">Finds the run whose it is among those that did not finish and those that run; null for none.</param>
    /// <param name="measure">Adds its parts, its bytes and since when nothing was added to it; null, and no problem, when it is gone.</param>
    /// <param name="remove">Removes it; why that failed, or null.</param>
    public void Take(LeftoverRecord what, Func<IReadOnlyList<FoundJournal>, FoundJournal?> ownerOf, Func<LeftoverRecord, (LeftoverRecord? Found, string? Problem)> measure, Func<string?> remove)
    {
        if (Stays(what, ownerOf(Journals)))
            return;
        if (IsYoung(what))
        {
            CountYoung(what, measure);
            return;
        }
        (LeftoverRecord? measured, string? problem) = measure(what);
        if (session.Stop.IsCancellationRequested || measured is null && problem is null)
            return;
        // Of any age means whatever the age is.
        if (problem is not null && olderThan > TimeSpan.Zero)
        {
            Fail(what, problem);
            return;
        }
        measured ??= what;
        if (IsYoung(measured))
        {
            CountYoung(measured, static found => (found, null));
            return;
        }
        // A command that has begun since may have it: a journal knows of a thing before the thing is there.
        FoundJournal? owner = ownerOf(Journals);
        if (!Stays(measured, owner))
            Remove(measured with { Run = owner?.Id }, remove);
    }

    IReadOnlyList<FoundJournal> Journals => journals?.Look() ?? [];

    bool IsYoung(LeftoverRecord what) => olderThan > TimeSpan.Zero && what.AgeSeconds < olderThan.TotalSeconds;

    bool Stays(LeftoverRecord what, FoundJournal? owner)
    {
        if (owner is { IsRunning: true })
        {
            _running++;
            return true;
        }
        if (owner is null || all)
            return false;
        _kept++;
        Tell(what with { Outcome = "kept", Run = owner.Id });
        return true;
    }

    /// <summary>Takes one thing of a job. What it is the job has told.</summary>
    /// <param name="what">Where and what it is, with its size.</param>
    /// <param name="state">Whether it is left over.</param>
    /// <param name="remove">Removes it; why that failed, or null.</param>
    public void Take(LeftoverRecord what, LeftoverState state, Func<string?> remove)
    {
        if (state == LeftoverState.Running)
            _running++;
        else if (state == LeftoverState.Young)
            CountYoung(what, static found => (found, null));
        else
            Remove(what, remove);
    }

    void Remove(LeftoverRecord measured, Func<string?> remove)
    {
        string? failure = dryRun ? null : remove();
        if (failure is not null && session.Stop.IsCancellationRequested)
            return;
        if (failure is not null)
        {
            Fail(measured, failure);
            return;
        }
        _removed++;
        _bytes += measured.Bytes ?? 0;
        Tell(measured with { Outcome = dryRun ? "would_remove" : "removed" });
    }

    void Fail(LeftoverRecord what, string why)
    {
        _exitCode = ExitCode.Failures;
        session.Errors.Note($"{session.ErrorPaint.Red("failed:")} {what.Location}: {why}");
        Tell(what with { Outcome = "failed", Message = why });
    }

    void CountYoung(LeftoverRecord what, Func<LeftoverRecord, (LeftoverRecord? Found, string? Problem)> measure)
    {
        _young++;
        if ((what.Bytes is null && _young <= MostMeasured ? measure(what).Found : what)?.Bytes is { } bytes)
            _youngBytes += bytes;
        else
            _youngUnmeasured = true;
    }

    /// <summary>A place could not be looked into.</summary>
    public void Fail(int exitCode) => _exitCode = Math.Max(_exitCode, exitCode);

    /// <summary>Says what was done. The exit code.</summary>
    public int End()
    {
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new CleanupRecord(dryRun, _removed, _bytes, _kept, _running, _young, _youngBytes, !_youngUnmeasured, olderThan.TotalSeconds), JsonLines.Readable.CleanupRecord));
        if (!session.Settings.Quiet)
        {
            string size = _bytes > 0 ? $", {ByteSize.Format(_bytes)}" : "";
            session.Errors.Note($"{(dryRun ? "Dry run: would remove" : "Removed")} {Numbers.Count(_removed)} left over{size}; kept {Numbers.Count(_kept)} of unfinished runs{(_running > 0 ? $", {Numbers.Count(_running)} of running ones" : "")}{(_young > 0 ? $", {Numbers.Count(_young)} younger than {Age.Format(olderThan)}" : "")}.");
            if (_young > 0)
                session.Errors.Note($"  {session.ErrorPaint.Dim("left")}       {Numbers.Count(_young)} {(_young == 1 ? "that is" : "that are")} too young, {(_youngUnmeasured ? "at least " : "")}{ByteSize.Format(_youngBytes)}: --older-than 0s takes {(_young == 1 ? "it" : "them")}, too.");
        }
        return _exitCode;
    }

    void Tell(LeftoverRecord what)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(what, JsonLines.Readable.LeftoverRecord));
        else if (what.Outcome != "failed" && !session.Settings.Quiet)
            session.Output.WriteLine(Line(what));
    }

    string Line(LeftoverRecord what)
    {
        string id = what.UploadId is { } upload ? $"  upload {DisplayText.Of(upload)}" : "";
        string size = what.Parts is { } parts ? $"  {Numbers.Count(parts, "part")}, {ByteSize.Format(what.Bytes ?? 0)}" : what.Bytes is { } bytes ? $"  {ByteSize.Format(bytes)}" : "";
        string run = what.Run is { } owner && what.Outcome == "kept" ? $"  (kept: run {owner} can go on with it; --all removes it)" : "";
        string note = dryRun ? "(dry run) " : "";
        return $"{session.OutputPaint.Dim(note)}{(what.Outcome == "kept" ? "keep" : "remove")} {what.Location}  {Age.Format(TimeSpan.FromSeconds(what.AgeSeconds))} old{id}{size}{run}";
    }
}
