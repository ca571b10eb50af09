#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# A one-node Ceph cluster (one monitor, one OSD in memory) with a RADOS Gateway on a free port of 127.0.0.1: a production
# S3 that owes nothing to us, strict about signatures. Prints its URL when it is ready (2 s); a second call prints it
# again. With OWNER_PID it stops, and DATA_DIR goes, when that process ends.
#
# DATA_DIR must be short: the daemons' sockets lie in it, and a socket's path has at most 107 characters.
# A stop forgets all objects. It takes about 2 GiB of memory per GiB stored.
#
#   needs: radosgw ceph-mon ceph-osd ceph-common (Debian), curl
#   users: test  (testaccess / testsecret0123456789), other (otheraccess / othersecret0123456789)
#   storage classes: STANDARD, STANDARD_IA
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{run,log} && DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
export CEPH_CONF=$DATA/ceph.conf
up() { curl -s -o /dev/null -m 5 "$(cat "$DATA/url")"; }
fail() {
  say "$*"
  tail -n 20 "$DATA"/log/*.out >&2 || true
  "$HERE/stop.sh" "$DATA"
  exit 1
}

if alive rgw && up; then cat "$DATA/url"; exit 0; fi
# A half-dead cluster is not worth repairing, and a memory store keeps nothing to repair it for.
WIPE=0 "$HERE/stop.sh" "$DATA"
rm -rf "$DATA"/{mon,osd,rgw}
mkdir -p "$DATA"/{mon,osd,rgw}
stop_with "$OWNER"

port=$(free_ports 12) # the gateway, the monitor and the OSD's four with some to spare
fsid=$(cat /proc/sys/kernel/random/uuid)
echo "http://127.0.0.1:$port" >"$DATA/url"
cat >"$CEPH_CONF" <<CONF
[global]
fsid = $fsid
# version 2 of the messenger, loopback only
mon_host = [v2:127.0.0.1:$((port + 1))/0]
ms_bind_msgr1 = false
ms_bind_port_min = $((port + 2))
ms_bind_port_max = $((port + 11))
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
# nothing listens outside loopback; no cephx spares every keyring
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
keyring = /dev/null
# radosgw's own default, 'secure', needs cephx
ms_mon_client_mode = crc
ms_mon_cluster_mode = crc
ms_mon_service_mode = crc
objecter_tick_interval = 0.5
# one copy of everything on one OSD
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
# everything under DATA_DIR, and quiet
run_dir = $DATA/run
admin_socket = $DATA/run/\$name.\$pid.asok
log_file = $DATA/log/\$name.log
crash_dir = $DATA/log
mon_cluster_log_file = /dev/null
mon_cluster_log_to_file = false
debug_default = 0
debug_ms = 0/0
debug_mon = 0/0
debug_osd = 0/0
debug_rgw = 0/0

[mon]
mon_data = $DATA/mon
mon_data_avail_warn = 1
mon_data_avail_crit = 1
# decide soon: there is one monitor and nobody to wait for
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_osd_min_down_reporters = 1
mon_tick_interval = 1

[osd]
osd_data = $DATA/osd
osd_objectstore = memstore
memstore_device_bytes = 8589934592
memstore_page_set = false
osd_class_load_list = *
osd_class_default_list = *
osd_max_object_name_len = 2048

[client.rgw]
rgw_data = $DATA/rgw
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw_dns_name = localhost
rgw_enable_usage_log = false
rgw_enable_ops_log = false
rgw_dynamic_resharding = false
rgw_override_bucket_index_max_shards = 1
rgw_multipart_min_part_size = 5242880
# customer keys over plain HTTP
rgw_crypt_require_ssl = false
CONF

monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$((port + 1))/0]" "$DATA/monmap" >/dev/null
ceph-mon --mkfs -i a --monmap "$DATA/monmap" >"$DATA/log/mon-mkfs.out" 2>&1 || fail "ceph-mon --mkfs failed"
spawn mon ceph-mon -f -i a
# 'ceph' is a Python program that takes 0.3 s a call, so it is called once; it waits for the monitor by itself.
osd=$(cat /proc/sys/kernel/random/uuid)
timeout 60 ceph --connect-timeout 30 osd new "$osd" >/dev/null 2>"$DATA/log/osd-new.out" || fail "ceph osd new failed"
ceph-osd -i 0 --mkfs --osd-uuid "$osd" >"$DATA/log/osd-mkfs.out" 2>&1 || fail "ceph-osd --mkfs failed"
spawn osd ceph-osd -f -i 0
admin() { timeout 60 radosgw-admin -n client.rgw "$@" >>"$DATA/log/admin.out" 2>&1 || fail "radosgw-admin $1 $2 failed"; }
# The first call waits for the OSD and creates the pools and the zone.
admin user create --uid=test --display-name=Test --access-key=testaccess --secret-key=testsecret0123456789
admin user create --uid=other --display-name=Other --access-key=otheraccess --secret-key=othersecret0123456789
admin zonegroup placement add --rgw-zonegroup default --placement-id default-placement --storage-class STANDARD_IA
admin zone placement add --rgw-zone default --placement-id default-placement --storage-class STANDARD_IA --data-pool default.rgw.buckets.data
spawn rgw radosgw -f -n client.rgw
for _ in $(seq 300); do
  if up; then cat "$DATA/url"; exit 0; fi
  for name in mon osd rgw; do alive $name || fail "$name died"; done
  sleep 0.1
done
fail "the gateway does not answer"
