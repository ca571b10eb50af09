#!/bin/bash
# node.sh DATA_DIR kill|start NODE: ends the node's slurmd with SIGKILL, as a machine that falls off the network (what it runs goes
# on), or starts it again.
set -eu
DATA=${1:?data dir}
. "$(dirname "$0")/../common.sh"
case ${2:?kill or start} in
  kill) end "slurmd-$3" slurmd KILL ;;
  start) alive "slurmd-$3" || spawn "slurmd-$3" slurmd -D -N "$3" -f "$DATA/slurm.conf" ;;
esac
