#!/bin/bash
# stop.sh DATA_DIR: cancels all jobs and ends the cluster that start.sh began there. WIPE=1 removes DATA_DIR too.
set -u
DATA=${1:?data dir}
. "$(dirname "$0")/../common.sh"
export SLURM_CONF=$DATA/slurm.conf
end_watcher
if alive slurmctld; then
  timeout 5 scancel --user="$(id -un)" 2>/dev/null
  for _ in $(seq 120); do
    [ -n "$(timeout 5 squeue --noheader 2>/dev/null)" ] || break
    sleep 0.1
  done
fi
for node in n1 n2 n3; do end "slurmd-$node" slurmd TERM; done
end slurmctld slurmctld TERM
end munged munged TERM
[ "${WIPE:-0}" = 1 ] && rm -rf "$DATA"
exit 0
