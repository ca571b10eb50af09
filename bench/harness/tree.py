"""A bucket of any number of empty objects in directories of a thousand, which exists only as arithmetic.

Key number N is `dDDDD/oFFF`: directory N // 1000, file N % 1000. Answers ListObjectsV2 with prefix, delimiter, start-after,
continuation-token and max-keys; every bucket name is the same bucket. Runs as a process of its own, so that its CPU is
not the client's: `python3 -m harness.tree COUNT` prints its URL.
"""
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

FILES = 1000
# Later than any file that a bench has just made.
WRITTEN = "2099-01-01T00:00:00.000Z"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench</Name>'
ROW = ("<Contents><Key>{}</Key><LastModified>" + WRITTEN + "</LastModified>"
       '<ETag>"d41d8cd98f00b204e9800998ecf8427e"</ETag><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>')


def name(number):
    return f"d{number // FILES:05d}/o{number % FILES:03d}"


def first_after(key, count):
    """Number of the first key that sorts behind the given one."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if name(middle) > key:
            high = middle
        else:
            low = middle + 1
    return low


def page(count, query):
    size = min(int(query.get("max-keys", ["1000"])[0]), 1000)
    prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
    begin = query.get("continuation-token", query.get("start-after", [""]))[0]
    at = first_after(begin, count) if begin else 0
    if prefix > begin:
        at = max(at, first_after(prefix[:-1] + chr(ord(prefix[-1]) - 1) + "\x7f", count))
    rows, last = [], begin
    while at < count and len(rows) < size:
        key = name(at)
        if not key.startswith(prefix):
            break
        slash = key.find(delimiter, len(prefix)) if delimiter else -1
        if slash >= 0:
            rows.append(f"<CommonPrefixes><Prefix>{key[:slash + 1]}</Prefix></CommonPrefixes>")
            last, at = key[:slash + 1] + "\x7f", (at // FILES + 1) * FILES
        else:
            rows.append(ROW.format(key))
            last, at = key, at + 1
    more = at < count and name(at).startswith(prefix)
    token = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{last}</NextContinuationToken>" if more else "<IsTruncated>false</IsTruncated>"
    return f"{HEAD}<Prefix>{prefix}</Prefix><MaxKeys>{size}</MaxKeys><KeyCount>{len(rows)}</KeyCount>{token}{''.join(rows)}</ListBucketResult>".encode()


def serve(count):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 20

        def do_GET(self):
            query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            self.answer(200 if "list-type" in query else 501, page(count, query) if "list-type" in query else b"")

        def do_HEAD(self):
            self.answer(200, b"")

        def answer(self, status, body):
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
