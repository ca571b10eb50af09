namespace Sluice.Processing;

/// <summary>A program that each object is given to. Linux only.</summary>
/// <param name="Words">The program and its arguments, with placeholders: <c>{}</c>, <c>{key}</c>, <c>{name}</c>, <c>{stem}</c>, <c>{ext}</c>, <c>{dir}</c>, <c>{bucket}</c>, <c>{version}</c>. At least one.</param>
public sealed record ProcessProgram(IReadOnlyList<string> Words)
{
    /// <summary>What is wrong with it: an unknown placeholder, a program that is not there; empty when it can be run.</summary>
    public IReadOnlyList<string> Problems() => Problems(mayHavePlaceholders: true);

    internal IReadOnlyList<string> Problems(bool mayHavePlaceholders)
    {
        List<string> problems = [];
        if (!Programs.PosixProcess.IsSupported)
            problems.Add("Programs are run on 64-bit Linux only; built-in actions and .NET functions everywhere.");
        if (Words is not [{ Length: > 0 } name, ..])
        {
            problems.Add("Say which program: sluice process SOURCE -- PROGRAM [ARGUMENT...].");
            return problems;
        }
        foreach (string word in Words)
            if (ItemTemplate.Parse(word, out string problem) is null)
                problems.Add(problem);
            else if (!mayHavePlaceholders && ItemTemplate.Parse(word, out _)!.Uses(ItemTemplate.Known))
                problems.Add($"A program that stays is started once for many objects: {Failures.DisplayText.Of(word)} cannot have placeholders.");
        if (problems.Count == 0 && Programs.ProgramSearch.ProblemOf(name) is { } missing)
            problems.Add(missing);
        return problems;
    }
}
