"""A page with htmx and nothing else, which exchanges so many bytes: no page can be faster."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.bench.sites import ROOT

HTMX = ROOT / "pathways" / "static" / "vendor" / "htmx.min.js"
PAGE = """<!doctype html><html lang="en"><title>Swap</title><script src="/htmx.js"></script>
<body><button hx-post="/swap" hx-swap="none">Swap</button><ul id="list"></ul></body></html>"""
ITEM = '<li class="item"><span class="code">L2-KA-K01</span><p>One line of words</p></li>'


@contextmanager
def serve_bare(size: int) -> Iterator[str]:
    """Serve the page until the block ends; a press of its button is answered with `size` bytes."""
    items = (ITEM * (size // len(ITEM) + 1))[: max(0, size - 50) // len(ITEM) * len(ITEM)]
    answer = f'<ul id="list" hx-swap-oob="true">{items}</ul>'.encode()
    answer += b" " * (size - len(answer))

    class Bare(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/htmx.js":
                self._send(HTMX.read_bytes(), "text/javascript")
            else:
                self._send(PAGE.encode(), "text/html")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._send(answer, "text/html")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bare)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
