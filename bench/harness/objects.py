"""A bucket whose objects exist only as arithmetic: COUNT keys, `o/` and a number, each of SIZE bytes, all of them lines of seven zeros.

Lists and gives objects, whole or from an offset on, without checksums; nothing else. `python3 -m harness.objects COUNT SIZE` prints its URL.
"""
import http.server
import re
import sys
import urllib.parse

from harness.arithmetic import first_after

LINE = b"0000000\n"
BLOCK = LINE * (1 << 17)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench</Name><Prefix>{}</Prefix><MaxKeys>1000</MaxKeys>'
ROW = ('<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"0-{}"</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>')


def name(number):
    return f"o/{number:010d}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = size = 0
    wbufsize = 1 << 16

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        if "list-type" in query:
            self.send("application/xml", self.page(query).encode())
        else:
            self.give(re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")))

    def page(self, query):
        start = int(query["continuation-token"][0]) if "continuation-token" in query else first_after(name, query.get("start-after", [""])[0], self.count)
        prefix = query.get("prefix", [""])[0]
        digits = prefix[2:]
        start = max(start, int(digits.ljust(10, "0")))
        count = min(self.count, int(digits.ljust(10, "9")) + 1)
        end = max(start, min(start + int(query.get("max-keys", ["1000"])[0]), count))
        more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{end}</NextContinuationToken>" if end < count else "<IsTruncated>false</IsTruncated>"
        return f"{HEAD.format(prefix)}<KeyCount>{end - start}</KeyCount>{more}{''.join(ROW.format(name(at), at, self.size) for at in range(start, end))}</ListBucketResult>"

    def give(self, asked):
        number = int(self.path.rpartition("/")[2])
        first = int(asked[1]) if asked else 0
        last = min(int(asked[2]), self.size - 1) if asked and asked[2] else self.size - 1
        self.send_response(206 if asked else 200)
        self.send_header("ETag", f'"0-{number}"')
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(last - first + 1))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{self.size}")
        self.end_headers()
        self.wfile.flush()
        left, skip = last - first + 1, first % len(LINE)
        while left > 0:
            sent = min(left, len(BLOCK) - skip)
            self.connection.sendall(memoryview(BLOCK)[skip:skip + sent])
            left, skip = left - sent, 0

    def send(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


if __name__ == "__main__":
    Handler.count, Handler.size = int(sys.argv[1]), int(sys.argv[2])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # A client that was killed, or has its first result, is no error.
    server.handle_error = lambda *_: None
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
