"""A bucket of any number of keys that exists only as arithmetic: key number N is `object-` and N in ten digits.

Answers ListObjectsV2 with prefix-free start-after, continuation-token and max-keys; nothing else. Runs as a process of
its own, so that its CPU is not the client's: `python3 -m harness.listing COUNT` prints its URL.
"""
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STEM = "object-"
HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench</Name>'
        "<Prefix></Prefix><MaxKeys>1000</MaxKeys>")
ROW = ("<Contents><Key>" + STEM + "{:010d}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
       '<ETag>"d41d8cd98f00b204e9800998ecf8427e"</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>')


def first_after(key, count):
    """Number of the first key that sorts behind the given one."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if f"{STEM}{middle:010d}".encode() > key:
            high = middle
        else:
            low = middle + 1
    return low


def page(count, query):
    size = min(int(query.get("max-keys", ["1000"])[0]), 1000)
    if "continuation-token" in query:
        start = int(query["continuation-token"][0])
    else:
        start = first_after(query.get("start-after", [""])[0].encode(), count)
    end = min(start + size, count)
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{end}</NextContinuationToken>" if end < count else "<IsTruncated>false</IsTruncated>"
    return f"{HEAD}<KeyCount>{end - start}</KeyCount>{more}{''.join(map(ROW.format, range(start, end)))}</ListBucketResult>".encode()


def serve(count):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 20

        def do_GET(self):
            query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            status, body = (200, page(count, query)) if query.get("list-type") == ["2"] else (501, b"")
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
