#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# OpenSSH's sshd on three free ports of 127.0.0.1, public keys only, for the user that starts it; prints the first one's URL when it is ready.
# With OWNER_PID it stops, and DATA_DIR goes, when that process ends.
#   PORT    : internal-sftp, and commands
#   PORT+1  : sftp-server, a program of its own
#   PORT+2  : internal-sftp in a chroot, DATA_DIR/jail (a link), in which pub/ can be written (root only)
# Afterwards under DATA_DIR: files/, id (a key that is let in), id_stranger (one that is not), known_hosts, wrong_known_hosts,
# config (ssh -F DATA_DIR/config with the hosts test, external, jailed, unknown, changed, stranger).
#   needs: openssh-server openssh-client (Debian)
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log,files,host}; DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
SSHD=$(command -v sshd || echo /usr/sbin/sshd)
up() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT" && read -r -t 3 line <&3 && [[ $line == SSH-2.0* ]]) 2>/dev/null; }
PORT=$(cat "$DATA/port" 2>/dev/null || true)
if [ -n "$PORT" ] && alive sshd && up; then echo "sftp://127.0.0.1:$PORT"; exit 0; fi
PORT=$(free_ports 3)
echo "$PORT" >"$DATA/port"
key() { [ -s "$1" ] || ssh-keygen -q -t ed25519 -N '' -C test -f "$1"; }
key "$DATA/host/ed25519"; key "$DATA/id"; key "$DATA/id_stranger"
cp "$DATA/id.pub" "$DATA/authorized_keys"
: >"$DATA/known_hosts"; : >"$DATA/wrong_known_hosts"; : >"$DATA/no_known_hosts"
for port in "$PORT" $((PORT + 1)) $((PORT + 2)); do
  echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$DATA/host/ed25519.pub")" >>"$DATA/known_hosts"
  echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$DATA/id_stranger.pub")" >>"$DATA/wrong_known_hosts"
done
host() { printf 'Host %s\n  HostName 127.0.0.1\n  Port %s\n  IdentityFile %s\n  UserKnownHostsFile %s\n' "$1" "$2" "$DATA/$3" "$DATA/$4"; }
{
  host test "$PORT" id known_hosts
  host external $((PORT + 1)) id known_hosts
  host jailed $((PORT + 2)) id known_hosts
  host unknown "$PORT" id no_known_hosts
  host changed "$PORT" id wrong_known_hosts
  host stranger "$PORT" id_stranger known_hosts
  printf 'Host *\n  User %s\n  IdentitiesOnly yes\n  GlobalKnownHostsFile /dev/null\n  LogLevel ERROR\n' "$(id -un)"
} >"$DATA/config"
{
  printf 'ListenAddress 127.0.0.1:%s\nListenAddress 127.0.0.1:%s\nListenAddress 127.0.0.1:%s\n' "$PORT" $((PORT + 1)) $((PORT + 2))
  printf 'HostKey %s\nPidFile none\nAuthorizedKeysFile %s\n' "$DATA/host/ed25519" "$DATA/authorized_keys"
  # The directory of the tests need not belong to root alone.
  printf 'StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n'
  printf 'AllowTcpForwarding no\nX11Forwarding no\nUseDNS no\nMaxStartups 100:30:200\nLogLevel ERROR\nSubsystem sftp internal-sftp\n'
  printf 'Match LocalPort %s\n  ForceCommand %s\n' $((PORT + 1)) "$(for at in /usr/lib/openssh /usr/libexec/openssh /usr/libexec; do [ -x $at/sftp-server ] && echo $at/sftp-server && break; done)"
  printf 'Match LocalPort %s\n  ChrootDirectory %s\n  ForceCommand internal-sftp\n' $((PORT + 2)) "/run/sluice-sshd-$PORT"
} >"$DATA/sshd_config"
# What sshd of a root process asks for before it serves, and a place for a chroot on whose way only root may write.
if [ "$(id -u)" = 0 ]; then
  mkdir -p /run/sshd "/run/sluice-sshd-$PORT/pub"
  ln -sfn "/run/sluice-sshd-$PORT" "$DATA/jail"
fi
spawn sshd "$SSHD" -D -e -f "$DATA/sshd_config"
for _ in $(seq 200); do up && break; alive sshd || break; sleep 0.05; done
up || { cat "$DATA/log/sshd.out" >&2; exit 1; }
stop_with "$OWNER"
echo "sftp://127.0.0.1:$PORT"
