#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# A Slurm cluster on this machine: a controller and three nodes, n1 to n3, of two pretended processors each (SLURM_CPUS), on free ports of
# 127.0.0.1. Prints the path of its slurm.conf (for SLURM_CONF) when all nodes are idle; a second call prints it again.
# Partitions: main, the default, and urgent on the same nodes, whose jobs preempt those of main (SIGTERM, then the queue again).
# A silent node is down after 10 s, and its tasks begin elsewhere while they may still run there. With OWNER_PID it stops, and
# DATA_DIR goes, when that process ends. node.sh kills and revives single nodes.
#
#   needs: slurmctld, slurmd, slurm-client, munge (Debian packages of these names)
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log,state,spool,munge} && DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
export SLURM_CONF=$DATA/slurm.conf
NODES="n1 n2 n3"
ready() { [ "$(timeout 5 sinfo -h -N -p main -o '%N %T' 2>/dev/null | grep -cE ' (idle|mixed|allocated)$')" = 3 ]; }

if alive slurmctld && ready; then echo "$SLURM_CONF"; exit 0; fi
port=$(free_ports 4)
host=$(hostname -s)
user=$(id -un)
cat >"$SLURM_CONF" <<END
ClusterName=tests
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
# The addresses that are named here, not all of this machine's.
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
CredType=cred/munge
# A task that is requeued waits until its old credential has run out: 120 s by default.
AuthInfo=socket=$DATA/run/munge.sock,cred_expire=5
StateSaveLocation=$DATA/state
SlurmdSpoolDir=$DATA/spool/%n
SlurmctldPidFile=$DATA/run/slurmctld.self
SlurmdPidFile=$DATA/run/slurmd-%n.self
SlurmctldLogFile=$DATA/log/slurmctld.log
SlurmdLogFile=$DATA/log/slurmd-%n.log
SlurmctldDebug=error
SlurmdDebug=error
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
KillWait=10
SlurmdTimeout=10
MessageTimeout=5
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PropagateResourceLimits=NONE
END
at=$port
for node in $NODES; do
  at=$((at + 1))
  echo "NodeName=$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$at CPUs=${SLURM_CPUS:-2} RealMemory=1000 State=UNKNOWN" >>"$SLURM_CONF"
done
echo "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=5" >>"$SLURM_CONF"
echo "PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF" >>"$SLURM_CONF"

fail() { say "$*"; tail -n 10 "$DATA"/log/* >&2; "$HERE/stop.sh" "$DATA"; exit 1; }
chmod 755 "$DATA" "$DATA/run"
chmod 700 "$DATA/munge"
if [ ! -s "$DATA/munge/key" ]; then (umask 077; head -c 128 /dev/urandom >"$DATA/munge/key"); fi
# By force, because it dislikes root and directories that others may write to.
spawn munged munged --foreground --force --socket="$DATA/run/munge.sock" --key-file="$DATA/munge/key" --pid-file="$DATA/run/munged.self" \
  --log-file="$DATA/log/munged.log" --seed-file="$DATA/munge/seed" --num-threads=2
for _ in $(seq 200); do
  if [ -S "$DATA/run/munge.sock" ]; then break; fi
  alive munged || fail "munged ended"
  sleep 0.02
done
spawn slurmctld slurmctld -D -f "$SLURM_CONF"
for node in $NODES; do
  mkdir -p "$DATA/spool/$node"
  spawn "slurmd-$node" slurmd -D -N "$node" -f "$SLURM_CONF"
done
stop_with "$OWNER"
for _ in $(seq 400); do
  if ready; then echo "$SLURM_CONF"; exit 0; fi
  for name in slurmctld slurmd-n1 slurmd-n2 slurmd-n3; do alive "$name" || fail "$name ended"; done
  sleep 0.1
done
fail "the nodes do not become idle"
