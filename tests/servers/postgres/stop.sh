#!/bin/bash
# stop.sh DATA_DIR: ends the PostgreSQL that start.sh began there. WIPE=1 removes DATA_DIR too.
set -u
DATA=${1:?data dir}
. "$(dirname "$0")/../common.sh"
end_watcher
end postgres postgres INT
[ "${WIPE:-0}" = 1 ] && rm -rf "$DATA"
exit 0
