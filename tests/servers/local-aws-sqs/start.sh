#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# local-aws-sqs, a queue service in JavaScript, on a free port of 127.0.0.1. Prints its URL when it is ready; a second call
# prints it again. It keeps all messages in memory and takes any credentials. A long poll is not woken by a send. With
# OWNER_PID it stops, and DATA_DIR goes, when that process ends.
#
#   needs: node, the packages of eng/package.json in artifacts/node, curl
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log} && DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
up() { curl -s -o /dev/null -m 3 "$(cat "$DATA/url")/"; }

if alive sqs && up; then cat "$DATA/url"; exit 0; fi
port=$(free_ports 1)
echo "http://127.0.0.1:$port" >"$DATA/url"
spawn sqs node "$HERE/server.cjs" "$(cd "$HERE/../../.." && pwd)/artifacts/node" "$port"
stop_with "$OWNER"
for _ in $(seq 200); do
  if up; then cat "$DATA/url"; exit 0; fi
  alive sqs || break
  sleep 0.05
done
say "local-aws-sqs does not answer"
tail -n 20 "$DATA/log/sqs.out" >&2
"$HERE/stop.sh" "$DATA"
exit 1
