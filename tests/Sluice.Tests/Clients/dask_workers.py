"""Runs the snippet of docs/jobs.md on a Dask cluster of two worker processes, each below a nanny that starts it again.

Usage: dask_workers.py SNIPPET JOB COUNT. Prints the exit codes of the sluice workers."""
import sys

import dask
from distributed import LocalCluster

if __name__ == "__main__":
    snippet, job, count = open(sys.argv[1]).read(), sys.argv[2], sys.argv[3]
    dask.config.set({"distributed.scheduler.allowed-failures": 5, "distributed.worker.daemon": False})
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None) as cluster:
        for documented, here in (("tcp://scheduler:8786", cluster.scheduler_address), ("s3://jobs/nexrad", job), ("64", count)):
            if documented not in snippet:
                sys.exit(f"the snippet has no {documented}")
            snippet = snippet.replace(documented, here)
        names = {"__name__": "snippet"}
        exec(snippet, names)
        print(*names["codes"])
        names["client"].close()
