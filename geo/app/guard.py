"""Which requests the server answers: those of its own pages, under an allowed host name.

Another site that is open in the same browser can send requests to this machine, and by changing
what its own name stands for (DNS rebinding) even read the answers. So the host must be one of
Streamlit's ``server.allowedHosts``, and what says where it comes from must come from there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime

from geo.app.hosts import ALLOWED
from geo.core.i18n import LANGUAGES, say
from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # pages to print stand in frames of our own
    "Content-Security-Policy": "frame-ancestors 'self'; object-src 'none'; base-uri 'self'",
}
PRIVATE: Final = "/app/static/layers/"
LASTING: Final = "max-age=31536000, immutable"
# Under another address as soon as they hold something else: outlines that everybody may see, and
# the front-end files of maps (see `asset_url`).
_NAMED_BY_CONTENT: Final = re.compile(
    r"/app/static/layers/.+/[0-9a-f]{64}(?:\.streets)?\.json\?|/app/static/vendor/[^?]+\?[0-9a-f]{8}"
)
_UPLOAD: Final = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+$")
# What Streamlit tells of all sessions, and what drives pages without a browser.
_CLOSED: Final = re.compile(r"/_stcore/(?:metrics|agent)(?:/|$)")
# What our pages ask by their socket. The rest is for whoever writes an app: it clears what all
# visitors share, or has the server run git and tell the names of files that lie beside the app.
_ASKED: Final = frozenset(
    {
        *("rerun_script", "stop_script", "app_heartbeat"),
        *("file_urls_request", "backend_operation_request"),
    }
)
_LONGEST_PATH: Final = 1_000  # of characters: no file has a longer one
_POLICY_VIOLATED: Final = 1008


class Guard:
    """Middleware that refuses what does not come from the app's own pages, and too many uploads.

    Parameters
    ----------
    app
        What answers the requests that are let through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arriving: dict[int, tuple[str, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        upload = _UPLOAD.search(scope["path"]) if scope.get("method") == "PUT" else None
        refused = (
            refusal(headers)
            or _not_there(scope["path"])
            or (upload and self._over_limit(upload["session"], headers))
        )
        if refused:
            await _refuse(refused, scope, receive, send)
            return
        if upload:
            self.arriving[id(scope)] = (upload["session"], int(headers["content-length"]))
        if scope["type"] == "websocket":
            receive = _asked_only(receive)
        try:
            await self.app(scope, receive, _with_headers(scope, send))
        finally:
            self.arriving.pop(id(scope), None)

    def _over_limit(self, session: str, headers: Headers) -> tuple[int, str] | None:
        """Return why an upload is refused: its size is not stated, or a limit is passed."""
        length = headers.get("content-length", "")
        # What comes in pieces is as long as it likes, whatever else it says.
        if "transfer-encoding" in headers or not (length.isascii() and length.isdecimal()):
            return 411, "server.no_length"
        if not Runtime.instance().is_active_session(session):
            return 403, "server.no_session"
        uploads = [*_uploads(), *self.arriving.values()]
        own = [size for owner, size in uploads if owner == session]
        if len(own) >= LIMITS.city_files or sum(own) + int(length) > LIMITS.city_bytes:
            return 413, "server.session_full"
        if sum(size for _, size in uploads) + int(length) > LIMITS.server_bytes:
            return 413, "server.full"
        return None


def refusal(headers: Headers) -> tuple[int, str] | None:
    """Return status and key of the sentence if a request is not from the app's own pages."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or host_name(f"//{hosts[0]}") not in allowed_hosts():
        return 400, "server.foreign_host"
    origins = headers.getlist("origin")
    if any(not _is_own(origin, hosts[0]) for origin in origins):
        return 403, "server.foreign_origin"
    return None


def _not_there(path: str) -> tuple[int, str] | None:
    """Return status and key of the sentence if nothing is to be found under a path."""
    closed = len(path) > _LONGEST_PATH or _CLOSED.search(path)
    return (404, "server.not_there") if closed else None


def allowed_hosts() -> frozenset[str]:
    """Return the names under which the server answers; those of loopback unless others are set."""
    return frozenset(map(str.lower, config.get_option("server.allowedHosts") or ALLOWED))


def host_name(url: str) -> str:
    """Return the host that an address names, without its port; nothing if it names none.

    Examples
    --------
    >>> host_name("//127.0.0.1:8501"), host_name("http://[::1]:8501"), host_name("//a@b:x")
    ('127.0.0.1', '::1', '')
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # refuses what is no number
    except ValueError:
        return ""
    plain = not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
    return (parts.hostname or "").rstrip(".") if plain else ""


def _is_own(origin: str, host: str) -> bool:
    own = {f"{scheme}://{host}" for scheme in ("http", "https")}
    return origin in own or origin in config.get_option("server.corsAllowedOrigins")


def _uploads() -> list[tuple[str, int]]:
    """List the session and size in bytes of every file that Streamlit holds in memory."""
    file_storage: dict[str, dict[str, Any]] = Runtime.instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    return [
        (session, len(file.data))
        for session, files in list(file_storage.items())
        for file in list(files.values())
    ]


async def _refuse(refused: tuple[int, str], scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a sentence; a socket is closed before it is opened."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATED})
        return
    status, key = refused
    sentence = "\n".join(say(key, language) for language in LANGUAGES)
    answer = PlainTextResponse(sentence, status, headers={**HEADERS, "Connection": "close"})
    await answer(scope, receive, send)


def _asked_only(receive: Receive) -> Receive:
    """Drop the messages of a web socket that none of the app's pages sends."""

    async def hear() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or _is_asked(message.get("bytes")):
                return message

    return hear


def _is_asked(content: bytes | None) -> bool:
    try:
        return content is not None and BackMsg.FromString(content).WhichOneof("type") in _ASKED
    except DecodeError:
        return True  # the server closes the socket


def _with_headers(scope: Scope, send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            address = f"{scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
            if message["status"] == 200 and _NAMED_BY_CONTENT.match(address):
                headers["Cache-Control"] = f"private, {LASTING}"
            elif PRIVATE in scope["path"]:
                headers["Cache-Control"] = "private, no-store"
        await send(message)

    return answer
