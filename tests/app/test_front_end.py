"""Streamlit's own files come from memory as they would come from Streamlit."""

import asyncio
from pathlib import Path

import pytest
from streamlit import file_util
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from geo.app.front_end import FrontEnd

ROOT = Path(file_util.get_static_dir())
FILES = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
# One of each kind, and the longest.
EXAMPLES = [*{path.suffix: path for path in FILES}.values()]
EXAMPLES.append(max(FILES, key=lambda path: path.stat().st_size))


def ask(app, path, method="GET"):
    """Return status, headers and body of an answer."""
    sent = []

    async def receive():
        await asyncio.Event().wait()  # whoever asks stays until they are answered

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    asyncio.run(app({**scope, "root_path": "", "extensions": {}}, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], dict(sent[0]["headers"]), body


async def behind(scope, receive, send):
    """Say that this was not answered before."""
    await send({"type": "http.response.start", "status": 418, "headers": []})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_file_is_what_streamlit_would_answer(path):
    address = f"/{path.relative_to(ROOT).as_posix()}"
    status, headers, body = ask(FrontEnd(behind), address)
    its_status, its_headers, its_body = ask(
        create_streamlit_static_handler(str(ROOT), None), address
    )
    assert (status, body) == (its_status, its_body) == (200, path.read_bytes())
    for name in (b"content-type", b"content-length", b"cache-control"):
        assert headers.get(name) == its_headers.get(name)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/index.html", "/static", "/static/", "/static/js", "/static/js/none.js"),
        *("/static/../index.html", "/static/js/../../index.html", "//static/js", "/staffing"),
        *("/static/js/%2e%2e/index.html", "/static\\js", "/manifest.json", "/_stcore/health"),
    ],
)
def test_what_is_no_file_of_it_is_asked_elsewhere(path):
    assert ask(FrontEnd(behind), path)[0] == 418


def test_only_those_who_read_are_answered():
    address = f"/{FILES[0].relative_to(ROOT).as_posix()}"
    assert [ask(FrontEnd(behind), address, method)[0] for method in ("GET", "POST")] == [200, 418]
