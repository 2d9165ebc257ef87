"""Pages to print: one HTML file each, with nothing from outside."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geo.core.i18n import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterable

# No script runs and nothing is fetched, whatever stands in the text.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def printable(title: str, body: Iterable[str], style: str, language: str) -> bytes:
    """Write a page.

    Parameters
    ----------
    title
        What stands in the bar of a browser; escaped here.
    body
        HTML, escaped.
    style
        CSS.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        UTF-8. The page has no script and asks for nothing.
    """
    lines = [
        "<!doctype html>",
        f'<html lang="{TAGS[language]}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style></head>",
        "<body>",
        *body,
        "</body></html>",
    ]
    return "\n".join(lines).encode()
