#!/bin/bash
# start.sh DATA_DIR [OWNER_PID]
#
# nginx posing as an S3 endpoint on a free port of 127.0.0.1, so that S3 clients can be timed against something much
# faster than they are. A target for benchmarks, not a server to test against: no signature is looked at, and only what a
# copy needs is answered. Prints its URL when it is ready; a second call reads the files again and prints it again. The same is
# served over TLS, at the URL in DATA_DIR/url.tls, with the self-signed certificate DATA_DIR/tls.crt.
# With OWNER_PID it stops, and DATA_DIR goes, when that process ends.
#
#   GET/HEAD /BUCKET/KEY      the file DATA_DIR/objects/BUCKET/KEY: sendfile, ranges, Last-Modified, and as ETag the
#                             file's MD5 (call this script again after adding files)
#   PUT /BUCKET/KEY           stored. BUCKET "sink": read and thrown away, 200, an ETag that is no MD5
#   HEAD /sink/KEY            what a store that had kept it would tell whoever looks: the size of DATA_DIR/objects/bench/KEY, which is
#                             what benchmarks upload there, and the ETag of the answer. It proves nothing; GET finds nothing
#   PUT ?partNumber&uploadId  read and thrown away, 200, an ETag header
#   POST ?uploads, ?uploadId  canned XML, with the CRC-64/NVME of the whole object that came with it, as S3 answers it;
#                             DELETE 204; POST ?delete an empty DeleteResult (as if Quiet)
#   GET /BUCKET?list-type=2   (and of version 1) listings made beforehand, pages of 1000, for the prefixes "" and every first-level "DIR/",
#                             with and without delimiter=/
#   GET /, GET ?location, HEAD /BUCKET
#
# Put DATA_DIR on tmpfs so that no disk is measured; `taskset -c 1 start.sh` gives the server one core.
#   needs: nginx-light libnginx-mod-http-headers-more-filter (Debian), openssl, python3, curl
set -euo pipefail
DATA=${1:?data dir} OWNER=${2:-}
mkdir -p "$DATA"/{objects/sink,tmp,etc,log,run} && DATA=$(cd "$DATA" && pwd)
. "$(dirname "$0")/../common.sh"
up() { [ "$(curl -s -m 3 "$(cat "$DATA/url")/_up")" = up ]; }

"$HERE/refresh.py" "$DATA"
if alive nginx && up; then
  kill -HUP "$(cat "$DATA/run/nginx.pid")"
  sleep 0.2 # the old worker still answers for a moment
  cat "$DATA/url"
  exit 0
fi
port=$(free_ports 2)
url=http://127.0.0.1:$port
echo "$url" >"$DATA/url"
echo "https://127.0.0.1:$((port + 1))" >"$DATA/url.tls"
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$DATA/tls.key" -out "$DATA/tls.crt" 2>"$DATA/log/openssl.out"
xmlns='xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' xml='<?xml version="1.0" encoding="UTF-8"?>'
cat >"$DATA/etc/nginx.conf" <<CONF
load_module /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so;
$([ "$(id -u)" = 0 ] && echo "user root;")
daemon off; worker_processes 1; pid $DATA/run/nginx.own;
error_log $DATA/log/error.log error;
worker_rlimit_nofile $(ulimit -Hn);
events { worker_connections 8192; multi_accept on; }
http {
  # one line a request, by which a benchmark knows what really crossed the wire
  log_format wire '\$request_method \$status \$request_length \$body_bytes_sent \$connection \$uri';
  access_log $DATA/log/access.log wire buffer=64k flush=100ms; server_tokens off;
  sendfile on; sendfile_max_chunk 4m; tcp_nopush on; tcp_nodelay on;
  output_buffers 2 512k; # TLS: how much is read of a file at once
  keepalive_timeout 300; keepalive_requests 100000000; reset_timedout_connection on;
  client_max_body_size 0; client_body_timeout 300;
  client_body_temp_path $DATA/tmp/body; proxy_temp_path $DATA/tmp/proxy; fastcgi_temp_path $DATA/tmp/f;
  uwsgi_temp_path $DATA/tmp/u; scgi_temp_path $DATA/tmp/s;
  types { } default_type binary/octet-stream;
  merge_slashes off; absolute_redirect off; etag off; server_names_hash_bucket_size 128;
  map_hash_max_size 262144; map_hash_bucket_size 256;
  # what is asked for
  map "\$request_method ?\$args" \$s3op {
    default                            file;
    "~^POST .*[?&]uploads(=|&|\$)"     mpinit;
    "~^POST .*[?&]uploadId="           mpdone;
    "~^POST .*[?&]delete(=|&|\$)"      multidel;
    "~^DELETE .*[?&]uploadId="         gone;
    "~^DELETE "                        put;
    "~^PUT .*[?&]uploadId="            sink;
    "~^PUT "                           put;
    "~^GET .*[?&]list-type=2"          list;
    "~^GET .*[?&](prefix|marker)="     list;
    "~^GET .*[?&]location(=|&|\$)"     location;
  }
  # refresh.py makes these two
  map \$uri \$s3etag { default '"00000000000000000000000000000000"'; include $DATA/etc/etags.map; }
  map \$args \$s3page { default ""; "~(^|&)(continuation-token|marker)=(?<t>[^&]*)" \$t; }
  map "\$uri|\$arg_prefix|\$arg_delimiter|\$s3page" \$s3list { default none; include $DATA/etc/lists.map; }
  map \$uri \$s3put { default '"00000000000000000000000000000000"'; }
  # S3 answers the checksum of the whole object that it was sent, and had to match
  map "\$http_x_amz_checksum_crc64nvme" \$s3sum {
    default "";
    "~^(?<c>[A-Za-z0-9+/]{11}=)\$" "<ChecksumCRC64NVME>\$c</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>";
  }
  map "\$http_if_match|\$s3etag" \$s3mismatch { default 1; "~^\|" 0; "~^\*\|" 0; "~^(?<a>[^|]+)\|\k<a>\$" 0; }
  add_header x-amz-request-id \$request_id always;

  server { # where the bodies that are thrown away end
    listen unix:$DATA/sink.sock;
    access_log off;
    # an ETag with a dash is no MD5, which clients would compare with what they sent
    location / { return 200; add_header ETag '"00000000000000000000000000000000-1"'; }
  }
  server {
    listen 127.0.0.1:$port backlog=4096;
    listen 127.0.0.1:$((port + 1)) ssl backlog=4096;
    ssl_certificate $DATA/tls.crt; ssl_certificate_key $DATA/tls.key;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:1m; ssl_buffer_size 64k;
    server_name localhost;
    location = /_up { return 200 up; }
    rewrite ^/_up\$ /_up last;
    rewrite ^ /_s3/\$s3op\$uri last;

    location = /_s3/file/ { rewrite ^ /_s3/buckets last; }
    location = /_s3/buckets { default_type application/xml; alias $DATA/etc/buckets.xml; }
    location /_s3/file/sink/ {
      if (\$request_method != HEAD) { return 404; }
      alias $DATA/objects/bench/;
      if (-d \$request_filename) { return 404; }
      more_clear_input_headers If-Match If-None-Match If-Range;
      add_header ETag '"00000000000000000000000000000000-1"'; add_header x-amz-request-id \$request_id;
      error_page 404 = @nokey; error_page 403 = @nokey; log_not_found off;
    }
    location ~ ^/_s3/file/[^/]+/?\$ { default_type application/xml; return 200; add_header x-amz-bucket-region us-east-1; }
    location /_s3/file/ {
      alias $DATA/objects/;
      if (-d \$request_filename) { return 404; }
      if (\$http_if_none_match = \$s3etag) { return 304; }
      if (\$s3mismatch) { return 412; }
      # nginx would compare these with an ETag of its own making
      more_clear_input_headers If-Match If-None-Match If-Range;
      add_header ETag \$s3etag; add_header x-amz-request-id \$request_id;
      error_page 404 = @nokey; error_page 403 = @nokey; log_not_found off;
    }
    location @nokey {
      default_type application/xml; internal;
      return 404 '$xml<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>\$uri</Key><RequestId>\$request_id</RequestId></Error>';
    }
    location ~ ^/_s3/put/[^/]+/?\$ { return 200; }                       # create or delete a bucket
    location /_s3/put/sink/ { rewrite ^ /_s3/sink/ last; }
    location /_s3/put/ {
      alias $DATA/objects/; dav_methods PUT DELETE; create_full_put_path on; client_body_buffer_size 1m;
      add_header ETag \$s3put always; add_header x-amz-request-id \$request_id always;
      # S3 answers the checksum that it was sent
      add_header x-amz-checksum-crc32 \$http_x_amz_checksum_crc32; add_header x-amz-checksum-crc64nvme \$http_x_amz_checksum_crc64nvme;
      error_page 404 = @deleted;
    }
    location @deleted { internal; return 204; }
    location /_s3/sink/ {
      # the whole body is read, in memory up to 16 MiB and else to tmpfs, and not passed on
      client_body_buffer_size 16m; proxy_request_buffering on; proxy_pass_request_body off;
      proxy_set_header Content-Length ""; proxy_set_header Content-Type ""; proxy_method PUT;
      proxy_http_version 1.1; proxy_set_header Connection "";
      add_header x-amz-checksum-crc32 \$http_x_amz_checksum_crc32; add_header x-amz-checksum-crc64nvme \$http_x_amz_checksum_crc64nvme;
      add_header x-amz-request-id \$request_id;
      proxy_pass http://unix:$DATA/sink.sock:/;
    }
    location /_s3/gone/ { return 204; }
    location ~ ^/_s3/location/ { default_type application/xml; return 200 '$xml<LocationConstraint $xmlns></LocationConstraint>'; }
    location ~ ^/_s3/mpinit/(?<b>[^/]+)/(?<k>.*)\$ {
      default_type application/xml;
      return 200 '$xml<InitiateMultipartUploadResult $xmlns><Bucket>\$b</Bucket><Key>\$k</Key><UploadId>upload-\$request_id</UploadId></InitiateMultipartUploadResult>';
    }
    location ~ ^/_s3/mpdone/(?<b>[^/]+)/(?<k>.*)\$ {
      default_type application/xml;
      return 200 '$xml<CompleteMultipartUploadResult $xmlns><Location>$url/\$b/\$k</Location><Bucket>\$b</Bucket><Key>\$k</Key><ETag>"00000000000000000000000000000000-1"</ETag>\$s3sum</CompleteMultipartUploadResult>';
    }
    location /_s3/multidel/ { default_type application/xml; return 200 '$xml<DeleteResult $xmlns></DeleteResult>'; }
    location ~ ^/_s3/list/(?<b>[^/]+)/?\$ {
      default_type application/xml; alias $DATA/etc/lists/\$s3list; error_page 404 = @nolist;
    }
    location @nolist {
      internal; default_type application/xml;
      return 200 '$xml<ListBucketResult $xmlns><Name>\$b</Name><Prefix></Prefix><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>';
    }
  }
}
CONF
spawn nginx nginx -p "$DATA" -c "$DATA/etc/nginx.conf"
stop_with "$OWNER"
for _ in $(seq 100); do
  if up; then cat "$DATA/url"; exit 0; fi
  alive nginx || break
  sleep 0.02
done
say "nginx does not answer"
cat "$DATA/log/nginx.out" >&2
"$HERE/stop.sh" "$DATA"
exit 1
