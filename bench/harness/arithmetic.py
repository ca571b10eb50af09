"""What buckets that exist only as arithmetic have in common: they answer listings over HTTP/1.1 and find a key by halving."""
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def first_after(name, key, count):
    """Number of the first key that sorts behind the given one; `name` gives the key of a number."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if name(middle) > key:
            high = middle
        else:
            low = middle + 1
    return low


def serve(page):
    """Answers ListObjectsV2 with what `page` makes of the query, on a free port, and prints the URL. Never returns."""
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 20

        def do_GET(self):
            query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            self.answer(*((200, page(query)) if query.get("list-type") == ["2"] else (501, b"")))

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
