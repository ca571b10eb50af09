#!/bin/bash
# stop.sh DATA_DIR: ends the containers that run there. WIPE=1 removes them, their images and DATA_DIR too.
set -u
DATA=${1:?data dir}
. "$(dirname "$0")/../common.sh"
end_watcher
if [ -s "$DATA/env" ]; then
  . "$DATA/env"
  podman kill --all >/dev/null 2>&1
  podman rm --all --force >/dev/null 2>&1
  [ "${WIPE:-0}" = 1 ] && podman rmi --all --force >/dev/null 2>&1
fi
[ "${WIPE:-0}" = 1 ] && rm -rf "$DATA"
exit 0
