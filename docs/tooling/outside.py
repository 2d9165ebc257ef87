"""Whether a built site loads anything from elsewhere. Links that a reader may click are fine."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CLICKED: Final = {("a", "href"), ("form", "action")}
_ADDRESSES: Final = {"src", "href", "srcset", "data", "poster", "action", "content", "style"}
_OUTSIDE: Final = re.compile(r"(?:https?:)?//[\w\[]")
_IN_STYLES: Final = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])((?:https?:)?//[^'\")\s]+)")
_MERMAID: Final = "mermaid"
"""Of pages with such a diagram, Material loads the library from a CDN."""


def outside_assets(site: Path) -> list[str]:
    """List what pages and styles of a site load from other hosts.

    Returns
    -------
    list of str
        ``file: tag attribute address``, in order; empty where the site is whole.
    """
    found = []
    for path in sorted(site.rglob("*")):
        if path.suffix == ".html":
            found += [f"{path.relative_to(site)}: {what}" for what in _of_page(path)]
        elif path.suffix == ".css":
            styles = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(site)}: {url}" for url in _IN_STYLES.findall(styles)]
    return found


def _of_page(path: Path) -> Iterator[str]:
    parser = _Page()
    parser.feed(path.read_text(encoding="utf-8"))
    yield from parser.found


class _Page(HTMLParser):
    """Gathers addresses of what a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if (tag, name) in _CLICKED or not value:
                continue
            if name == "class" and _MERMAID in value.split():
                self.found.append(f"{tag} class {_MERMAID}")
            if name in _ADDRESSES and _OUTSIDE.search(value) and tag != "math":
                self.found.append(f"{tag} {name} {value}")

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += [f"style {url}" for url in _IN_STYLES.findall(data)]

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"
