"""Results of a comparison, and the one table that shows them."""
import statistics
from dataclasses import dataclass, field

from .measure import Sample

# Time without settings to that with the best ones of those tried.
MOST_WITHOUT_SETTINGS = 1.1

GIB = 1 << 30


@dataclass
class Result:
    """What the runs of one tool on one workload and scheme took, or why there is nothing."""

    samples: list = field(default_factory=list)
    connections: list = field(default_factory=list)
    problem: str = ""

    @property
    def counts(self):
        return bool(self.samples) and not self.problem

    def median(self, of):
        return statistics.median(of(sample) for sample in self.samples)

    @property
    def cpu(self):
        return self.median(lambda sample: sample.cpu)

    @property
    def peak(self):
        return max(sample.peak_rss for sample in self.samples) / 2**20

    def saved(self):
        return {"problem": self.problem, "connections": self.connections, "samples": [vars(sample) for sample in self.samples]}

    @staticmethod
    def restored(saved):
        return Result([Sample(**sample) for sample in saved["samples"]], saved["connections"], saved["problem"])


def units(shape):
    """What CPU-seconds are divided by, and what that is called: objects where they are small, bytes where they are not."""
    if shape["size"] < 1 << 20:
        return shape["objects"] / 1000, "1,000 objects"
    return shape["objects"] * shape["size"] / GIB, "GiB"


def verdicts(load, scheme, by_tool, limit):
    """(text, met) for each target of a workload: against the best peer, against a named one, and of memory."""
    ours = by_tool.get("sluice")
    if not ours or not ours.counts:
        return [("no figures of sluice", False)]
    figures = {name: result.cpu for name, result in by_tool.items() if not name.startswith("sluice") and result.counts}
    # curl is no S3 client: it neither signs nor lists nor computes a checksum. It counts where a target names it.
    peers = {name: cpu for name, cpu in figures.items() if name != "curl"}
    found = [(f"peak {ours.peak:.0f} of {limit} MiB", ours.peak <= limit)]
    for peer, target in load["targets"].items():
        target = target[scheme] if isinstance(target, dict) else target
        name = min(peers, key=peers.get) if peer == "best" and peers else peer
        if name in figures:
            ratio = ours.cpu / figures[name]
            found.append((f"{ratio:.2f} of {name}{', the best peer' if peer == 'best' else ''}; at most {target}", ratio <= target))
    # Without settings it should take hardly longer than with the best ones by hand.
    walls = {name: result.median(lambda s: s.wall) for name, result in by_tool.items() if name.startswith("sluice@") and result.counts}
    if walls:
        name = min(walls, key=walls.get)
        ratio = ours.median(lambda s: s.wall) / walls[name]
        found.append((f"{ratio:.2f} of the time with {name.removeprefix('sluice@')} by hand; at most {MOST_WITHOUT_SETTINGS}", ratio <= MOST_WITHOUT_SETTINGS))
    return found


def show(results, loads, schemes, shapes, limit):
    """Prints the table; whether every target was met."""
    all_met = True
    print("\n| workload | scheme | tool | wall s | CPU s per | user + system s | peak MiB | connections | sluice's CPU to its | targets |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for load in loads:
        amount, unit = units(shapes[load["dataset"]])
        for scheme in schemes:
            by_tool = results.get(f"{load['name']} {scheme}", {})
            ours = by_tool.get("sluice")
            for name, result in by_tool.items():
                line = f"| {load['name']} | {scheme} | {name} | "
                if not result.counts:
                    print(f"{line}failed: {result.problem.splitlines()[0][:120] if result.problem else 'no run'} | | | | | | |")
                    all_met = all_met and name != "sluice"
                    continue
                ratio = f"{ours.cpu / result.cpu:.2f}" if name != "sluice" and ours and ours.counts else ""
                judged = ""
                if name == "sluice":
                    found = verdicts(load, scheme, by_tool, limit)
                    all_met = all_met and all(met for _, met in found)
                    judged = "; ".join(f"{text}: {'met' if met else 'MISSED'}" for text, met in found)
                print(f"{line}{result.median(lambda s: s.wall):.2f} | {result.cpu / amount:.3f} per {unit} | "
                      f"{result.median(lambda s: s.user):.2f} + {result.median(lambda s: s.system):.2f} | {result.peak:.0f} | "
                      f"{statistics.median(result.connections):.0f} | {ratio} | {judged} |")
    return all_met
