"""Streamlit's own files, answered from memory: a browser asks for more than a hundred of them."""

from __future__ import annotations

from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from streamlit import file_util

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# Streamlit names them by what they hold.
_HEADERS: Final = {"Cache-Control": "public, immutable, max-age=31536000"}


class FrontEnd:
    """Middleware that answers for files; to look for each on disk takes twenty times as long.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = _files().get(scope["path"]) if scope.get("method") == "GET" else None
        await (_response(path) if path else self.app)(scope, receive, send)


@cache
def _files() -> dict[str, Path]:
    """List the files by their addresses: those that are there, and no others."""
    root = Path(file_util.get_static_dir())
    files = (path for path in (root / "static").rglob("*") if path.is_file())
    return {f"/{path.relative_to(root).as_posix()}": path for path in files}


@cache
def _response(path: Path) -> Response:
    kind = guess_type(path.name)[0]
    return Response(path.read_bytes(), headers=_HEADERS, media_type=kind)
