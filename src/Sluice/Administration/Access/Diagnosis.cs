namespace Sluice.Administration.Access;

/// <summary>Why an object or a bucket is denied or missing.</summary>
/// <param name="IsReadable">Nothing keeps these credentials from it.</param>
/// <param name="Conclusion">What it comes to, one sentence, fit for a terminal.</param>
/// <param name="Change">The one thing to change; null when there is nothing to be changed.</param>
/// <param name="Lines">What was asked and what came, in order.</param>
public sealed record Diagnosis(bool IsReadable, string Conclusion, string? Change, IReadOnlyList<DiagnosisLine> Lines)
{
    /// <summary>The store could be asked. False where nobody answered, or no store did.</summary>
    public bool IsAnswered { get; init; } = true;
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What, in a word.</param>
/// <param name="Text">What was found, fit for a terminal; never a secret.</param>
public sealed record DiagnosisLine(string Subject, string Text);
