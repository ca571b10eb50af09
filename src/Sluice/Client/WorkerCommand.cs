using System.Globalization;
using Sluice.Failures;
using Sluice.Processing;
using Sluice.Trees;

namespace Sluice.Client;

/// <summary>The command of a job, as far as a function can do it. A flag that it does not know is refused by name: one that is passed over would make other results.</summary>
internal static class WorkerCommand
{
    const string Known = "--to, --jobs, --retries and --decompress";

    /// <summary>Reads it; null, and what is wrong with it.</summary>
    /// <param name="words">The command, word by word. What stands behind <c>--</c> is what the function takes the place of.</param>
    /// <param name="problem">What is wrong, a sentence.</param>
    public static ProcessRequest? Read(IReadOnlyList<string> words, out string problem)
    {
        problem = "";
        if (words is not ["process", ..] || !words.Contains("--"))
            return Refuse("A function can do a job of 'process --to TEMPLATE SOURCE -- NAME', whose NAME it takes the place of.", out problem);
        ProcessRequest request = new() { Sources = [], WritesLines = false };
        Queue<string> left = new(words.Skip(1).TakeWhile(static word => word != "--"));
        while (left.TryDequeue(out string? word))
        {
            if (!word.StartsWith('-'))
            {
                if (!LocationParser.TryParse(word, out Location source, out problem))
                    return null;
                request = request with { Sources = [.. request.Sources, source] };
                continue;
            }
            string name = word.Split('=')[0];
            if (name == "--decompress" && word == name)
            {
                request = request with { Decompress = true };
                continue;
            }
            // What listed the source, once: a chunk has its items.
            bool isOfCreation = name is "--from-inventory" or "--max-inventory-age";
            if (!isOfCreation && name is not ("--to" or "--jobs" or "--retries"))
                return Refuse($"The job's command has {DisplayText.Of(name)}, which a function does not know; it knows {Known}. 'sluice work' does such a job with a program.", out problem);
            if (word.Length > name.Length ? word[(name.Length + 1)..] is not { } value : !left.TryDequeue(out value))
                return Refuse($"The job's command has {name} without a value.", out problem);
            if (isOfCreation)
                continue;
            if (name == "--to")
            {
                if (!LocationParser.TryParse(value, out Location to, out problem))
                    return null;
                request = request with { To = to };
            }
            else if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                return Refuse($"The job's command has {name} {DisplayText.Of(value)}, which is no number.", out problem);
            else
                request = name == "--jobs" ? request with { Jobs = number } : request with { Retries = number };
        }
        if (request is not { Sources: [{ InStore: not null }], To: not null })
            return Refuse("The job's command needs one source in a bucket, and --to.", out problem);
        problem = string.Join(" ", request.ProblemsOfWriter());
        return problem.Length == 0 ? request : null;
    }

    static ProcessRequest? Refuse(string sentence, out string problem)
    {
        problem = sentence;
        return null;
    }
}
