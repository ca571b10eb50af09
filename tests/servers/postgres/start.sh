#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# PostgreSQL on a free port of 127.0.0.1, user sluice without a password (trust), database sluice, nothing flushed: for tests only. Prints how it is reached
# when it is ready. With OWNER_PID it stops, and DATA_DIR goes, when that process ends. As root it runs as the user postgres.
#   needs: postgresql (Debian)
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log}; DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
BIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
up() { as "$BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT"; }
tell() { echo "postgres://sluice@127.0.0.1:$PORT/sluice"; }
PORT=$(cat "$DATA/port" 2>/dev/null || true)
if [ -n "$PORT" ] && alive postgres && up; then tell; exit 0; fi
PORT=$(free_ports 1)
echo "$PORT" >"$DATA/port"
# Where it runs as another user, that one must get as far as its own directory.
chmod go+x "$DATA"
mkdir -p "$DATA/home"
[ "$(id -u)" != 0 ] || chown postgres:postgres "$DATA/home"
if [ ! -s "$DATA/home/db/PG_VERSION" ]; then
  (cd "$DATA/home" && as "$BIN/initdb" -D "$DATA/home/db" -U sluice -A trust -E UTF8 --locale=C.UTF-8 -N) >"$DATA/log/initdb.out" 2>&1 || { cat "$DATA/log/initdb.out" >&2; exit 1; }
fi
cd "$DATA/home"
if [ "$(id -u)" = 0 ]; then USER_CHANGE=(setpriv --reuid=postgres --regid=postgres --clear-groups); else USER_CHANGE=(); fi
spawn postgres "${USER_CHANGE[@]}" "$BIN/postgres" -D "$DATA/home/db" -c listen_addresses=127.0.0.1 -p "$PORT" -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off
for _ in $(seq 200); do up && break; alive postgres || break; sleep 0.05; done
up || { cat "$DATA/log/postgres.out" >&2; exit 1; }
as "$BIN/psql" -q -h 127.0.0.1 -p "$PORT" -U sluice -d postgres -c 'create database sluice' >/dev/null 2>&1 || true
stop_with "$OWNER"
tell
