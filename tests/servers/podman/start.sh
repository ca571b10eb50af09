#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# Podman whose images and containers are all below DATA_DIR; no daemon. Prints the file of variables that its commands need (. FILE) when it has run a
# program in a container of its own making. With OWNER_PID, DATA_DIR goes when that process ends.
#   needs: podman runc (Debian), root
# runc instead of crun, cgroupfs, limits by name and the host's network are what a container that is a container's child can do.
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log}; DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
cat >"$DATA/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$DATA/images"
runroot = "$DATA/run"
END
cat >"$DATA/containers.conf" <<END
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
END
printf 'export CONTAINERS_STORAGE_CONF=%s CONTAINERS_CONF=%s\n' "$DATA/storage.conf" "$DATA/containers.conf" >"$DATA/env"
. "$DATA/env"
# The shell and what it loads, as the smallest image.
mapfile -t files < <(printf '/bin/sh\n'; ldd /bin/sh | grep -oE '/[^ ]+')
tar -ch "${files[@]}" 2>/dev/null | podman import - sluice-test >"$DATA/log/podman" 2>&1
podman run --rm sluice-test /bin/sh -c : >>"$DATA/log/podman" 2>&1 || { tail -3 "$DATA/log/podman" >&2; exit 1; }
stop_with "$OWNER"
echo "file://$DATA/env"
