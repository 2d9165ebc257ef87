"""Pages that are opened by their own address: ``/staffing`` instead of ``/``.

Streamlit's page looks for its server beneath such an address first, is told that nothing is there,
waits, and then looks above. So it is told in its HTML where the server is. The page that the app
opens with has no address but ``/``: its name leads there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, RedirectResponse
from streamlit import file_util

from geo.app.shell import pages

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# From the address itself, as a proxy may put something before it.
_TOLD: Final = (
    '<script>window.__streamlit = {BACKEND_BASE_URL: new URL(".", location.href).href}</script>'
)


class OwnAddress:
    """Middleware that answers the address of a page with HTML that knows its server.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        first, *others = (f"/{page.name}" for page in pages())
        self.first, self.paths = first, frozenset(others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = self.app
        if scope.get("method") in {"GET", "HEAD"}:
            if scope["path"] in self.paths:
                answer = HTMLResponse(_html(), headers={"Cache-Control": "no-cache"})
            elif scope["path"] == self.first:  # it has no address of its own
                asked = scope["query_string"].decode("latin-1")
                answer = RedirectResponse(f"./?{asked}" if asked else "./")
        await answer(scope, receive, send)


@cache
def _html() -> str:
    html = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return html.replace("<head>", f"<head>{_TOLD}", 1)
