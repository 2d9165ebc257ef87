"""The HTML of every page: Streamlit's own, told where its server is and that it need not move.

Streamlit's page, opened by its own address such as ``/staffing``, looks for its server beneath that
address first, is told that nothing is there, waits, and then looks above: so its HTML says where
the server is. While parts of a page are on their way, grey boxes pulse in their places, which costs
a browser that draws by the processor more than all else it does then: they stand still. The page
that the app opens with has no address but ``/``: its name leads there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, RedirectResponse
from streamlit import file_util

from geo.app.pages import pages

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# From the address itself, as a proxy may put something before it.
_SERVER: Final = (
    '<script>window.__streamlit = {BACKEND_BASE_URL: new URL(".", location.href).href}</script>'
)
_STILL: Final = (
    '<style>:is([data-testid="stSkeleton"], [data-testid="stAppSkeleton"] *)'
    " { animation: none !important; }</style>"
)


class PageHtml:
    """Middleware that answers the addresses of pages.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        first, *others = (f"/{page.name}" for page in pages())
        self.first, self.paths = first, frozenset(["/", *others])

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
    return html.replace("<head>", f"<head>{_SERVER}{_STILL}", 1)
