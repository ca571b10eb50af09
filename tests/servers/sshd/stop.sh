#!/bin/bash
# stop.sh DATA_DIR: ends the sshd that start.sh began there; its sessions end with their clients. WIPE=1 removes DATA_DIR too.
set -u
DATA=${1:?data dir}
. "$(dirname "$0")/../common.sh"
end_watcher
end sshd sshd TERM
[ ! -L "$DATA/jail" ] || rm -rf "/run/sluice-sshd-$(cat "$DATA/port")"
[ "${WIPE:-0}" = 1 ] && rm -rf "$DATA"
exit 0
