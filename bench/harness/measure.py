"""Runs one command on one CPU and says what it cost."""
import os
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Sample:
    """What one run of a command took: seconds, and bytes of the largest process's peak memory."""

    user: float
    system: float
    wall: float
    peak_rss: int
    status: int
    errors: str

    @property
    def cpu(self):
        return self.user + self.system


def run(command, environment, cpu, errors_path):
    """User and system time are those of the command and of all its children that it waited for (wait4)."""
    with open(errors_path, "wb") as errors, open(os.devnull, "rb") as nothing, open(os.devnull, "wb") as discard:
        start = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdin=nothing, stdout=discard, stderr=errors,
                                   preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    with open(errors_path, encoding="utf-8", errors="replace") as errors:
        said = errors.read()[-2000:]
    # Linux counts ru_maxrss in KiB.
    return Sample(usage.ru_utime, usage.ru_stime, wall, usage.ru_maxrss * 1024, process.returncode, said)
