using Sluice.Engine;

namespace Sluice.Tests.Engine.Scheduling;

/// <summary>An item whose steps somebody else carries out.</summary>
sealed class FakeTransfer(string name, int parts, bool large = false) : WorkItem
{
    public const int Undo = -7;

    int _next;
    bool _stopped;

    public string Name => name;

    public bool Undone { get; set; }

    public long PartAtRisk { get; init; }

    // Large items begin with a step that carries nothing.
    internal override long AtRisk => large && _next == 0 ? 0 : PartAtRisk;

    public long PartHeld { get; init; }

    internal override long Held => large && _next == 0 ? 0 : PartHeld;

    internal override bool IsLarge => large;

    internal override bool HasStep => _stopped ? InFlight == 0 && !Undone : _next < parts;

    internal override bool HasEnded => _stopped ? Undone : _next == parts && InFlight == 0;

    internal override int TakeStep() => _stopped ? Undo : _next++;

    internal override void RunStep(int step, Worker worker) { }

    internal override void StepReturned() { }

    internal override void Stop() => _stopped = true;

    internal override void Break(Exception defect) { }
}
