# What the servers' start and stop scripts share; sourced, with DATA set to the server's own directory.
#
# Every process a start script begins runs in a session of its own and has its pid in DATA/run/NAME.pid, so that stop.sh
# ends exactly those. With an owner's pid a watcher stops the server when the owner is gone, however it went.
HERE=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
SERVER=$(basename "$HERE")

say() { echo "$SERVER: $*" >&2; }

# Not gone, and not a zombie.
running() { grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null; }
alive() { [ -s "$DATA/run/$1.pid" ] && running "$(cat "$DATA/run/$1.pid")"; }

# spawn NAME CMD...: in the background, pid in run/NAME.pid, output in log/NAME.out.
spawn() {
  local name=$1
  shift
  setsid "$@" >"$DATA/log/$name.out" 2>&1 </dev/null &
  echo $! >"$DATA/run/$name.pid"
}

# end NAME WORD SIGNAL: ends the process of run/NAME.pid if it is still the one that was started (WORD in its command line).
end() {
  local file=$DATA/run/$1.pid pid
  [ -s "$file" ] || return 0
  pid=$(cat "$file")
  rm -f "$file"
  grep -qa -- "$2" "/proc/$pid/cmdline" 2>/dev/null || return 0
  kill "-$3" "$pid" 2>/dev/null
  for _ in $(seq 100); do running "$pid" || return 0; sleep 0.05; done
  kill -KILL "$pid" 2>/dev/null
  return 0
}

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_ports N: the first of N free neighbouring ports, below the range that the kernel hands out to clients.
free_ports() {
  local first at
  for _ in $(seq 100); do
    first=$((20000 + RANDOM % 10000))
    for ((at = first; at < first + $1; at++)); do taken "$at" && continue 2; done
    echo "$first"
    return 0
  done
  return 1
}

# stop_with PID: stops this server, and wipes its directory, as soon as that process is gone.
stop_with() {
  [ -n "$1" ] || return 0
  setsid bash -c 'tail --pid="$1" -f /dev/null; WIPE=1 WATCHER=1 exec "$2" "$3"' watcher "$1" "$HERE/stop.sh" "$DATA" >/dev/null 2>&1 </dev/null &
  echo $! >"$DATA/run/watcher.pid"
}

# A stop that the watcher itself asked for must not end the watcher.
end_watcher() {
  if [ -z "${WATCHER:-}" ] && alive watcher; then kill -- "-$(cat "$DATA/run/watcher.pid")" 2>/dev/null; fi
  rm -f "$DATA/run/watcher.pid"
  return 0
}
