# Finds the real servers and clients that the tests need, and installs what is missing where it may; sourced by ./check.
# Debian packages need root and apt; Python packages go into a virtual environment under artifacts/, whose programs then
# come first on PATH. Leaves in MISSING what could not be had: gcc (which links the native command), ceph, moto, aws, boto3,
# mandoc, zsh, fish, powershell, rpm, rclone, s3cmd, fuse (s3fs, rclone mount), s4cmd, strace, sshd, podman, postgres, bzip2, xz, slurm, dask, openssl, curl, chromium, node (the JavaScript clients and checks).
MISSING=()
# What no installation could help, such as a kernel that mounts nothing.
IMPOSSIBLE=()

have() { command -v "$1" >/dev/null 2>&1; }

# True where podman can run a container.
can_contain() {
  local at status
  at=$(mktemp -d) || return 1
  "$ROOT/tests/servers/podman/start.sh" "$at" >/dev/null 2>&1
  status=$?
  WIPE=1 "$ROOT/tests/servers/podman/stop.sh" "$at"
  return $status
}

# True unless this is root in a container that may not mount; others have fusermount for it.
can_mount() {
  [ "$(id -u)" = 0 ] || return 0
  local at
  at=$(mktemp -d) || return 1
  mount -t tmpfs none "$at" 2>/dev/null && umount "$at"
  local status=$?
  rmdir "$at"
  return $status
}

# apt_install WHAT COMMAND... -- PACKAGE...: installs the packages when one of the commands is not there.
apt_install() {
  local what=$1 commands=() lacking="" one
  shift
  while [ "$1" != -- ]; do commands+=("$1"); shift; done
  shift
  for one in "${commands[@]}"; do have "$one" || lacking=$one; done
  [ -n "$lacking" ] || return 0
  local log=$ARTIFACTS/apt-$what.log
  if ! have apt-get; then
    echo "check: $what: $lacking is not installed, and there is no apt-get to install $* with" >&2
  elif [ "$(id -u)" != 0 ] && ! { [ -n "${CI:-}" ] && sudo -n true 2>/dev/null; }; then
    echo "check: $what: $lacking is not installed; as root: apt-get install --no-install-recommends $*" >&2
  else
    echo "check: installing $what ($*)"
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    if "${root[@]}" apt-get update -q >"$log" 2>&1 &&
      DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1; then
      return 0
    fi
    echo "check: $what: apt-get could not install $*:" >&2
    tail -n 5 "$log" >&2
  fi
  MISSING+=("$what")
}

# The Python packages of eng/requirements.txt, major and minor version as asked, importable by the python3 on PATH.
python_ready() {
  python3 - "$ROOT/eng/requirements.txt" <<'PY' 2>/dev/null
import re, sys
from importlib.metadata import version
for line in open(sys.argv[1]):
    wanted = re.match(r"(\w+).*~=(\d+\.\d+)", line)
    if wanted and not version(wanted[1]).startswith(wanted[2] + "."):
        raise SystemExit(1)
import boto3, flask
PY
}

python_install() {
  have python3 || { echo "check: python3 is not installed" >&2; return 1; }
  if [ -x "$ARTIFACTS/python/bin/python3" ]; then export PATH=$ARTIFACTS/python/bin:$PATH; hash -r; fi
  if python_ready && have moto_server && have aws; then return 0; fi
  local log=$ARTIFACTS/pip.log
  echo "check: installing moto, aws-cli and boto3 into artifacts/python"
  if python3 -m venv "$ARTIFACTS/python" >"$log" 2>&1 &&
    "$ARTIFACTS/python/bin/python3" -m pip install -q -r "$ROOT/eng/requirements.txt" >>"$log" 2>&1; then
    export PATH=$ARTIFACTS/python/bin:$PATH
    hash -r
    python_ready && return 0
  fi
  rm -rf "$ARTIFACTS/python"
  echo "check: pip could not install the packages of eng/requirements.txt:" >&2
  tail -n 5 "$log" >&2
  return 1
}

# The JavaScript clients, DuckDB and local-aws-sqs, of the versions in eng/package-lock.json.
javascript_install() {
  local at=$ARTIFACTS/node log=$ARTIFACTS/npm.log
  if cmp -s "$ROOT/eng/package-lock.json" "$at/package-lock.json" && [ -d "$at/node_modules/local-aws-sqs" ]; then return 0; fi
  echo "check: installing the JavaScript SDK, minio's client, DuckDB and local-aws-sqs into artifacts/node"
  rm -rf "$at"; mkdir -p "$at"
  if cp "$ROOT/eng/package.json" "$ROOT/eng/package-lock.json" "$at" && (cd "$at" && npm ci --no-audit --no-fund --ignore-scripts) >"$log" 2>&1; then return 0; fi
  rm -rf "$at"
  echo "check: npm could not install the packages of eng/package.json:" >&2
  tail -n 5 "$log" >&2
  return 1
}

# PowerShell, which Debian does not have: the tool package of the version that the tests are written for, without the half that is for Windows.
powershell_install() {
  local version=7.6.9 at=$ARTIFACTS/powershell log=$ARTIFACTS/powershell.log
  if [ "$(cat "$at/version" 2>/dev/null)" != $version ]; then
    echo "check: installing PowerShell $version into artifacts/powershell"
    rm -rf "$at"; mkdir -p "$at"
    if ! { dotnet tool install PowerShell --version $version --tool-path "$at/tool" && mv "$at"/tool/.store/powershell/*/powershell/*/tools/*/any/unix "$at/program"; } >"$log" 2>&1; then
      rm -rf "$at"
      echo "check: dotnet could not install PowerShell:" >&2
      tail -n 5 "$log" >&2
      return 1
    fi
    rm -rf "$at/tool"; mkdir "$at/bin"
    # By the dotnet that is on PATH, wherever it lies.
    printf '#!/bin/sh\nexec dotnet "%s/program/pwsh.dll" "$@"\n' "$at" >"$at/bin/pwsh"
    chmod +x "$at/bin/pwsh"
    echo $version >"$at/version"
  fi
  export PATH=$at/bin:$PATH
  hash -r
}

apt_install node node npm -- npm
# What links the native command.
have clang || apt_install gcc gcc -- gcc libc6-dev zlib1g-dev
apt_install openssl openssl -- openssl
apt_install curl curl -- curl
apt_install mandoc mandoc groff -- mandoc groff-base
apt_install rpm rpm rpmbuild -- rpm
apt_install zsh zsh -- zsh
apt_install fish fish -- fish
have pwsh || powershell_install || MISSING+=(powershell)
apt_install rclone rclone -- rclone
apt_install s3cmd s3cmd -- s3cmd
# A kernel without FUSE, or a container that may not mount, is no place for file systems on S3.
if (exec 3<>/dev/fuse) 2>/dev/null && can_mount; then apt_install fuse s3fs fusermount3 -- s3fs fuse3
else
  echo "check: fuse: nothing can be mounted here, so s3fs and rclone mount are left out" >&2
  IMPOSSIBLE+=(fuse)
fi
apt_install s4cmd s4cmd -- s4cmd
apt_install strace strace -- strace
# sshd lies where only root's PATH looks.
[ -x /usr/sbin/sshd ] && have ssh && have ssh-keygen || apt_install sshd sshd ssh ssh-keygen -- openssh-server openssh-client
# Some containers may not begin containers.
apt_install podman podman runc -- podman runc
if have podman && ! can_contain; then
  echo "check: podman: no container can be begun here, so the image is not run" >&2
  IMPOSSIBLE+=(podman)
fi
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || apt_install postgres no-such-command -- postgresql
apt_install bzip2 bzip2 -- bzip2
apt_install xz xz -- xz-utils
apt_install slurm slurmctld slurmd sbatch munged -- slurmctld slurmd slurm-client munge
/usr/bin/python3 -c 'import distributed' 2>/dev/null || apt_install dask no-such-command -- python3-distributed
apt_install ceph radosgw ceph-mon ceph-osd ceph radosgw-admin monmaptool -- radosgw ceph-mon ceph-osd ceph-common
# Any Chromium will do: Playwright only drives it, and brings no browser of its own.
have chromium-browser || have google-chrome || apt_install chromium chromium -- chromium fonts-dejavu-core
if have apt-get && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then apt_install python3 no-such-command -- python3 python3-venv; fi
python_install || MISSING+=(moto aws boto3)
! { have node && have npm; } || javascript_install || MISSING+=(node)
