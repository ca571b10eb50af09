using System.Diagnostics;
using System.Text;
using Sluice.Tests.Cli.Output;

namespace Sluice.Tests.Scenarios;

/// <summary>The command as built, running in a process of its own; behind a wrapper such as <c>sh -c</c>, when one is given.</summary>
sealed class CommandProcess : IDisposable
{
    /// <summary>
    /// The words that start the command: the program or assembly that SLUICE_TEST_COMMAND names, as `./check` does with what it has
    /// published, else the assembly that was built with the tests.
    /// </summary>
    public static IReadOnlyList<string> Words { get; } = WordsOf(Environment.GetEnvironmentVariable("SLUICE_TEST_COMMAND") ?? Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll"));

    /// <summary><see cref="Words"/> for a shell.</summary>
    public static string Shell { get; } = string.Join(' ', Words.Select(static word => $"'{word}'"));

    /// <summary>Gives signals their default again, then becomes the command that follows (coreutils 8.31).</summary>
    public static IReadOnlyList<string> SignalReset { get; } = ["env", "--default-signal=HUP,INT,QUIT,TERM"];

    /// <summary>
    /// What stands before a command so that it takes the signals that whoever started the tests ignores (nohup, a service manager):
    /// nothing where none of them is ignored.
    /// </summary>
    public static IReadOnlyList<string> TakesSignals { get; } = IgnoresSignals() ? SignalReset : [];

    const int MostLines = 200;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly string? _verb;
    readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Process _process;
    readonly Task<byte[]> _output;
    readonly Task<string> _error;
    // Guarded by itself.
    readonly StringBuilder _told = new();

    public CommandProcess(IEnumerable<string> args, IReadOnlyDictionary<string, string?> environment, string directory, byte[]? input = null,
        IReadOnlyList<string>? wrapper = null, string? script = null)
    {
        string[] command = script is null
            ? [.. TakesSignals, .. wrapper ?? [], .. Words, .. args]
            : [.. TakesSignals, "bash", "-c", $"sluice() {{ {Shell} \"$@\"; }}\n{script}", .. args];
        ProcessStartInfo start = new(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory,
        };
        foreach (string arg in command[1..])
            start.ArgumentList.Add(arg);
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("SLUICE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach ((string name, string? value) in environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        string[] words = [.. args];
        _verb = script is null && wrapper is null && words.Contains("--json") ? OutputSchema.VerbOf(words) : null;
        _process = Process.Start(start)!;
        _output = ReadAllAsync(_process.StandardOutput.BaseStream);
        _error = ReadErrorAsync(_process.StandardError);
        if (input is not null)
            _process.StandardInput.BaseStream.Write(input);
        _process.StandardInput.Close();
    }

    /// <summary>The first line of stdout, as soon as it is there; empty when there will be none.</summary>
    public Task<string> FirstLine => _firstLine.Task;

    /// <summary>What stderr has so far.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (_told)
                return _told.ToString();
        }
    }

    /// <summary>Completes when the process has ended, however it did.</summary>
    public Task Ended => _output;

    public async Task<CommandResult> ResultAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        await _process.WaitForExitAsync(limit.Token);
        CommandResult result = new(_process.ExitCode, await _output, await _error);
        // Every line of JSON that any scenario has a command print is held against the schema that is documented.
        if (_verb is not null && string.Join('\n', result.Lines.Where(static line => line.StartsWith('{')).Take(MostLines).Select(line => OutputSchema.ProblemOf(_verb, line)).OfType<string>()) is { Length: > 0 } problems)
            Assert.Fail(problems);
        return result;
    }

    /// <summary>The most memory that the process has had resident so far, as Linux counts it.</summary>
    public long PeakMemory => 1024 * long.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a signal by its name, such as INT.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("bash", ["-c", $"kill -{name} {_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Sends SIGKILL and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    async Task<string> ReadErrorAsync(StreamReader error)
    {
        char[] read = new char[4096];
        while (await error.ReadAsync(read) is > 0 and int count)
            lock (_told)
                _told.Append(read, 0, count);
        return ErrorSoFar;
    }

    // proc(5): a bit for each signal that is ignored; 1, 2, 3 and 15 are those above.
    static bool IgnoresSignals()
    {
        const ulong Asked = 1UL << 0 | 1UL << 1 | 1UL << 2 | 1UL << 14;
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) & Asked) != 0;
    }

    async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        while (await stream.ReadAsync(buffer) is > 0 and int read)
        {
            all.Write(buffer, 0, read);
            int end = Array.IndexOf(all.GetBuffer(), (byte)'\n', 0, (int)all.Length);
            if (end >= 0)
                _firstLine.TrySetResult(System.Text.Encoding.UTF8.GetString(all.GetBuffer(), 0, end));
        }
        _firstLine.TrySetResult("");
        return all.ToArray();
    }

    static string[] WordsOf(string command) => command.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", command] : [command];
}
