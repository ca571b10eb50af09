#!/bin/bash
# stop.sh DATA_DIR: ends the gateway, the OSD and the monitor that start.sh began there. WIPE=1 removes DATA_DIR too.
set -u
DATA=${1:?data dir}
. "$(dirname "$0")/../common.sh"
end_watcher
# radosgw takes 5 s to say goodbye, and a memory store has nothing to save
end rgw radosgw KILL
end osd ceph-osd KILL
end mon ceph-mon KILL
rm -f "$DATA"/run/*.asok
[ "${WIPE:-0}" = 1 ] && rm -rf "$DATA"
exit 0
