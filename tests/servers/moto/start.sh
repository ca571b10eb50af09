#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# moto_server, an S3 in Python with the modern headers, on a free port of 127.0.0.1. Prints its URL when it is ready; a
# second call prints it again. It keeps all objects in memory, verifies no signature and no checksum, and closes every
# connection. With OWNER_PID it stops, and DATA_DIR goes, when that process ends.
#
#   needs: moto_server (pip: moto[server,s3]), curl
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log,tmp} && DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
up() { curl -sf -o /dev/null -m 3 "$(cat "$DATA/url")/moto-api/data.json"; }

if alive moto && up; then cat "$DATA/url"; exit 0; fi
port=$(free_ports 1)
echo "http://127.0.0.1:$port" >"$DATA/url"
export TMPDIR=$DATA/tmp # bodies that moto does not keep in memory
spawn moto moto_server -H 127.0.0.1 -p "$port"
stop_with "$OWNER"
for _ in $(seq 600); do
  if up; then cat "$DATA/url"; exit 0; fi
  alive moto || break
  sleep 0.05
done
say "moto_server does not answer"
tail -n 20 "$DATA/log/moto.out" >&2
"$HERE/stop.sh" "$DATA"
exit 1
