"""The server answers its own pages only, whoever asks for what under whatever name."""

import asyncio
import socket
from types import SimpleNamespace

import pytest
from starlette.datastructures import Headers
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from support.server import serving
from support.worlds import write_city

from geo.app import guard
from geo.formats.limits import LIMITS

SOCKET = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Protocol: streamlit\r\n\r\n"
)
PAGE = "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
FOREIGN = [
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1.evil.example",
    "a@127.0.0.1",
    "",
    "x\r\nHost: 127.0.0.1",
]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def port(log, tmp_path_factory):
    city = write_city(tmp_path_factory.mktemp("city") / "small")
    with serving(city, log) as address:
        yield int(address.rsplit(":", 1)[1])


def ask(port, request):
    """Send what is written, and return the header of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(request.encode())
        told = b""
        while b"\r\n\r\n" not in told and (more := line.recv(4096)):
            told += more
    return told.decode().partition("\r\n\r\n")[0].lower()


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused(port, host):
    host = host.format(port=port)
    assert ask(port, PAGE.format(host=host)).startswith("http/1.1 400")
    opening = SOCKET.format(host=host, origin=f"http://{host}")
    assert ask(port, opening).split()[1] in {"400", "403"}


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example", "http://127.0.0.1:1", "null", "http://localhost"),
        *("http://[", "http://[::1", "//{own}", "ftp://{own}", "http://{own}/x", "http://a@{own}"),
    ],
)
def test_a_foreign_origin_is_refused(port, origin):
    own = f"127.0.0.1:{port}"
    origin = origin.format(own=own)
    assert ask(port, SOCKET.format(host=own, origin=origin)).startswith("http/1.1 403")
    page = PAGE.format(host=f"{own}\r\nOrigin: {origin}")
    assert ask(port, page).startswith("http/1.1 403")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_its_own_pages_are_answered_and_guarded(port, name):
    own = f"{name}:{port}"
    assert ask(port, SOCKET.format(host=own, origin=f"http://{own}")).startswith("http/1.1 101")
    told = ask(port, PAGE.format(host=own))
    assert told.startswith("http/1.1 200")
    for name, value in guard.HEADERS.items():
        assert f"{name}: {value}".lower() in told


@pytest.mark.parametrize(
    "path",
    [
        # What is open elsewhere, and says how many sessions there are, or drives pages unseen.
        *(
            "/_stcore/metrics",
            "/_stcore/metrics/",
            "/_stcore/metrics?families=x",
            "//_stcore/metrics",
        ),
        *("/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/agent/mcp"),
        *(f"/{place}{'a' * 5000}" for place in ("app/static/", "media/", "component/x/", "")),
    ],
    ids=lambda path: path[:30],
)
def test_nothing_is_told_where_no_page_looks(port, path):
    told = ask(port, PAGE.replace("GET / ", f"GET {path} ").format(host=f"127.0.0.1:{port}"))
    assert told.startswith("http/1.1 404"), told
    assert "x-content-type-options: nosniff" in told


def test_it_listens_on_the_loopback_address_only(port):
    for family, *_, place in socket.getaddrinfo(
        socket.gethostname(), port, type=socket.SOCK_STREAM
    ):
        if place[0].startswith("127.") or place[0] == "::1":
            continue
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            assert probe.connect_ex(place) != 0


# --- sockets -----------------------------------------------------------------------------------


def heard(*contents):
    """Return which messages of a socket reach the app."""
    sent = [{"type": "websocket.receive", **content} for content in contents]
    sent.append({"type": "websocket.disconnect"})
    reached = []

    async def receive():
        return sent.pop(0)

    async def app(scope, receive, send):
        while (message := await receive())["type"] != "websocket.disconnect":
            reached.append(message)

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"localhost")]}
    asyncio.run(guard.Guard(app)(scope, receive, None))
    return [message["bytes"] for message in reached]


def test_only_what_our_pages_ask_is_heard():
    """Any visitor could else clear what all share, or be told names of files beside the app."""
    page = BackMsg()
    page.rerun_script.query_string = "lang=en"
    asked = page.SerializeToString()
    others = [
        BackMsg(**{kind: True}).SerializeToString()
        for kind in ("clear_cache", "load_git_info", "set_run_on_save", "debug_shutdown_runtime")
    ]
    last_counts = asked + others[1]
    told = [asked, *others, last_counts, others[1] + asked, b"", b"\xff"]
    assert heard({"text": "x"}, *({"bytes": content} for content in told)) == [
        asked,
        others[1] + asked,
        b"\xff",  # the server closes the socket
    ]


# --- uploads -----------------------------------------------------------------------------------


@pytest.fixture
def held(monkeypatch):
    """What Streamlit holds of uploads, by session: sizes in bytes."""
    files = {}
    manager = SimpleNamespace(file_storage=files)
    there = SimpleNamespace(uploaded_file_mgr=manager, is_active_session="gone".__ne__)
    runtime = SimpleNamespace(instance=lambda: there)
    monkeypatch.setattr(guard, "Runtime", runtime)
    return files


def put(told, session="a", *more):
    """Upload so many bytes; return the status."""
    sent = []
    headers = [(b"host", b"localhost"), *more]
    if told is not None:
        headers.append((b"content-length", str(told).encode()))
    scope = {
        "type": "http",
        "method": "PUT",
        "path": f"/_stcore/upload_file/{session}/1",
        "headers": headers,
    }

    async def send(message):
        sent.append(message)

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})

    asyncio.run(guard.Guard(app)(scope, None, send))
    return sent[0]["status"]


def test_an_upload_in_pieces_is_refused_whatever_length_it_tells(held):
    assert put(3, "a", (b"transfer-encoding", b"chunked")) == 411


def test_an_upload_to_no_open_page_is_refused_before_it_is_read(held):
    assert put(3, "gone") == 403


def sized(*sizes):
    return {str(at): SimpleNamespace(data=range(size)) for at, size in enumerate(sizes)}


def test_uploads_are_limited_for_a_session_and_in_sum(held):
    assert put(10) == 204
    assert put(None) == put("-1") == put("1_0") == 411
    held["a"] = sized(LIMITS.city_bytes - 9)
    assert put(9) == put(10, "b") == 204
    assert put(10) == 413
    held["a"] = sized(*[0] * LIMITS.city_files)
    assert put(1) == 413
    held.update({f"s{at}": sized(LIMITS.city_bytes) for at in range(4)})
    assert put(LIMITS.server_bytes - 4 * LIMITS.city_bytes + 1, "b") == 413


def test_an_origin_that_was_allowed_is_answered(monkeypatch):
    headers = Headers({"host": "localhost:8501", "origin": "https://office.example"})
    assert guard.refusal(headers) == (403, "server.foreign_origin")
    asked = {
        "server.allowedHosts": ["localhost"],
        "server.corsAllowedOrigins": ["https://office.example"],
    }
    monkeypatch.setattr(config, "get_option", asked.get)
    assert guard.refusal(headers) is None


LASTING = "private, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("path", "query", "status", "kept"),
    [
        (f"{guard.PRIVATE}x/{'a1' * 32}.json", b"", 200, LASTING),
        (f"{guard.PRIVATE}x/{'a1' * 32}.json", b"", 404, "private, no-store"),
        (
            f"{guard.PRIVATE}x/Kx3-token_of_43_characters_that_nobody_gue.json",
            b"",
            200,
            "private, no-store",
        ),
        ("/app/static/vendor/maps.js", b"12345678", 200, LASTING),
        ("/app/static/vendor/maps.js", b"", 200, None),
        ("/staffing", b"a=/app/static/vendor/x?12345678", 200, None),
    ],
)
def test_browsers_keep_what_is_named_by_what_it_holds(path, query, status, kept):
    sent = []

    async def send(message):
        sent.append(message)

    answer = guard._with_headers({"path": path, "query_string": query}, send)
    asyncio.run(answer({"type": "http.response.start", "status": status, "headers": []}))
    assert Headers(raw=sent[0]["headers"]).get("cache-control") == kept
