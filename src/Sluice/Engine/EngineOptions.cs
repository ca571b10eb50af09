using Sluice.Engine.Concurrency;

namespace Sluice.Engine;

/// <summary>How a run uses the machine, whatever it does. The defaults find their own settings.</summary>
public record EngineOptions
{
    /// <summary>Most requests that can be in flight.</summary>
    public const int MostRequests = 1024;

    /// <summary>Least memory that a run works in, in bytes.</summary>
    public const long LeastMemory = 16L << 20;

    /// <summary>
    /// Limits that may be changed while the run goes on; null for none. <see cref="Concurrency"/> and <see cref="Memory"/> are then
    /// those of the limits.
    /// </summary>
    public RunLimits? Limits { get; init; }

    /// <summary>Requests in flight at once, 1 to 1,024; null lets the controller find it.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests in flight that the controller begins with, 1 to 1,024; null: 8. What <c>sluice tune</c> found goes here.</summary>
    public int? StartConcurrency { get; init; }

    /// <summary>Most requests in flight that the controller may try, each of which has a connection of its own; 1 to 1,024, null: 256.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Items that are under way at the same time, 1 to 1,024; null: as many as there are requests in flight.</summary>
    public int? FileParallelism { get; init; }

    /// <summary>Bytes that are received before they are hashed and written, 16 KiB to 64 MiB; null: 256 KiB, which stays in a processor's second-level cache (docs/performance.md).</summary>
    public int? ChunkSize { get; init; }

    /// <summary>
    /// <see cref="ChunkSize"/> when none is asked for: few enough bytes to stay in a core's second-level cache between receiving, hashing
    /// and writing, enough that system calls do not show (16 KiB: 4 times as many, 1 MiB: out of the cache).
    /// </summary>
    public const int DefaultChunkSize = 256 << 10;

    /// <summary>Called with each decision of the controller, on its own thread; it must be quick.</summary>
    public Action<ControllerDecision>? OnDecision { get; init; }

    /// <summary>Hard cap for all buffers, in bytes; at least 16 MiB. Null: a quarter of the cgroup's limit, at most 1 GiB.</summary>
    public long? Memory { get; init; }

    /// <summary>Clock of the controller, the progress and the report.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>All that is wrong with these options; empty when they can be used.</summary>
    public virtual IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Concurrency is < 1 or > MostRequests)
            problems.Add($"Concurrency is {Concurrency}; 1 to 1,024 requests can be in flight.");
        if (StartConcurrency is < 1 or > MostRequests)
            problems.Add($"Start concurrency is {StartConcurrency}; 1 to 1,024 requests can be in flight.");
        if (MaxConnections is < 1 or > MostRequests)
            problems.Add($"Most connections are {MaxConnections}; 1 to 1,024 can be open.");
        if (Memory is < LeastMemory)
            problems.Add($"Memory is {Memory:N0} bytes; at least 16 MiB is needed.");
        if (FileParallelism is < 1 or > MostRequests)
            problems.Add($"File parallelism is {FileParallelism:N0}; 1 to 1,024 objects can move at once.");
        if (ChunkSize is < 16 << 10 or > 64 << 20)
            problems.Add($"Chunk size is {ChunkSize:N0} bytes; 16 KiB to 64 MiB can be received at once.");
        else if (ChunkSize > (Limits?.Memory ?? Memory))
            problems.Add($"A chunk of {ChunkSize:N0} bytes does not fit in a memory of {Limits?.Memory ?? Memory:N0}.");
        if (Limits is not null && (Concurrency is not null || Memory is not null))
            problems.Add("Concurrency and memory of a run with limits are those of the limits.");
        return problems;
    }
}
