"""Overpass and Nominatim on this machine: they answer what they are told to, and note who asks."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


class Replies:
    """What is answered, and what was asked: a path with its parameters for each request."""

    def __init__(self, overpass=b"", nominatim=b"", status=200):
        self.overpass, self.nominatim, self.status = overpass, nominatim, status
        self.asked = []

    @property
    def said(self):
        """What ``[streets]`` says to ask this server."""
        return (
            f'overpass_url = "http://127.0.0.1:{self.port}/api"\n'
            f'nominatim_url = "http://127.0.0.1:{self.port}/"\n'
        )


@contextmanager
def answering(replies):
    class Handler(BaseHTTPRequestHandler):
        def answer(self, body):
            path = urlsplit(self.path)
            replies.asked.append((path.path, parse_qs(path.query) | parse_qs(body.decode())))
            content = replies.nominatim if "search" in path.path else replies.overpass
            self.send_response(replies.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self):
            self.answer(b"")

        def do_POST(self):
            self.answer(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    replies.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield replies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def overpass_reply(nodes, ways):
    """Write nodes and ways as Overpass does."""
    told = [{"type": "node", "id": n, "lon": x, "lat": y} for n, (x, y) in nodes.items()]
    told += [
        {"type": "way", "id": number, "nodes": refs, "tags": tags}
        for number, (refs, tags) in ways.items()
    ]
    return json.dumps({"version": 0.6, "elements": told}).encode()
